"""The simulator as a program of its own, for tests that need real sockets."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def running(*flags: str, **environment: str) -> Iterator[dict[str, Any]]:
    """Start it on a free port and yield its ready line; it must end cleanly."""
    command = [sys.executable, "-m", "shipby_simulator", "--port", "0", "--orders", "50", *flags]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment}) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
