"""The processes of a desk: started, watched, started again whatever they end with, and stopped in order.

Each child has a session of its own, so that Ctrl-C reaches only us, and on Linux dies when we die, however that happens.
What children write goes through us into rotating files.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from shipby.cli.postgres import ends_with_parent

LOG_BYTES = 5 * 1024 * 1024
LOG_FILES = 5
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
CALM_SECONDS = 60.0
"""A process that ran so long is not failing at its start: the pause begins anew."""


@dataclass
class Child:
    """One process of the desk. ``grace_seconds`` = how long it may take to end before it is killed."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    grace_seconds: float
    say: Callable[[str], None]
    process: "subprocess.Popen[bytes] | None" = None
    deaths_in_a_row: int = 0
    _started_at: float = field(default=0.0, repr=False)
    _start_again_at: float | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it, and carry what it writes into its log."""
        self._started_at, self._start_again_at = time.monotonic(), None
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(self.environment),
            start_new_session=True,
            preexec_fn=ends_with_parent(signal.SIGKILL),  # noqa: PLW1509  (set before another program runs; no lock is touched)
        )
        threading.Thread(target=_carry, args=(self.process, self.log), daemon=True).start()

    def look_after(self) -> None:
        """Start it again if it has ended: at once the first time, then with a growing pause."""
        if self.process is not None and self.process.poll() is None:
            return
        now = time.monotonic()
        if self._start_again_at is None:
            self.deaths_in_a_row = 1 if now - self._started_at > CALM_SECONDS else self.deaths_in_a_row + 1
            pause = min(FIRST_PAUSE_SECONDS * 2 ** (self.deaths_in_a_row - 1), LONGEST_PAUSE_SECONDS)
            self._start_again_at = now + pause
            code = self.process.returncode if self.process else None
            self.say(f"The {self.name} process ended (code {code}); starting it again in {pause:g} s. See {self.log}.")
        if now >= self._start_again_at:
            self.start()

    def stop(self) -> None:
        """Ask it to end, wait, and kill what is left of it."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(self.grace_seconds)
        except subprocess.TimeoutExpired:
            self.say(f"The {self.name} process did not end in {self.grace_seconds:g} s and is cut off.")
        _kill_session(self.process.pid)
        self.process.wait()
        self.process = None

    def log_end(self, lines: int = 15) -> str:
        """The last lines of its log."""
        try:
            return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
        except FileNotFoundError:
            return ""


def _kill_session(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _carry(process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Append what a child writes to its log, line by line; only we write and turn it, so nothing is lost between two."""
    assert process.stdout is not None
    to_stdout = os.environ.get("SHIPBY_LOG") == "stdout"
    with process.stdout:
        for line in process.stdout:
            if to_stdout:
                sys.stdout.buffer.write(line)
                sys.stdout.buffer.flush()
                continue
            turn(log, len(line))
            with log.open("ab") as file:
                file.write(line)


def turn(log: Path, coming: int) -> None:
    """Put a full log aside (web.log -> web.log.1 -> ...), keeping five."""
    if not log.exists() or log.stat().st_size + coming <= LOG_BYTES:
        return
    for number in range(LOG_FILES - 1, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        newer = log.with_name(f"{log.name}.{number - 1}") if number > 1 else log
        if newer.exists():
            newer.replace(older)
