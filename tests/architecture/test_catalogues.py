"""Every sentence a person reads stands in every catalogue."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_message_catalogues_are_in_step_with_the_source() -> None:
    command = [sys.executable, "tools/catalogues.py", "check"]

    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr
