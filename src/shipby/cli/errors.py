"""What a command says when it cannot do its work, and the exit code that goes with it.

Codes: 0 done, 1 the input was refused, 2 wrong usage, 3 something outside failed.
"""

from dataclasses import dataclass

REFUSED = 1
WRONG_USAGE = 2
OUTSIDE_FAILED = 3
INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Failure:
    """``code`` is stable and for programs, ``message`` and ``what_to_do`` are sentences; none is ever empty."""

    exit_code: int
    code: str
    message: str
    what_to_do: str


class OutsideFailure(Exception):
    """Something outside Shipby failed: the database, the disk, a port, a missing program."""

    def __init__(self, code: str, message: str, what_to_do: str) -> None:
        self.code = code
        self.message = message
        self.what_to_do = what_to_do
        super().__init__(message)
