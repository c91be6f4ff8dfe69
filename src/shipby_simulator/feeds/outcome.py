"""What became of a feed: per message or row, and as a whole."""

import msgspec

INVALID = ("18028", "The data you submitted is incomplete or invalid.")
"""Code and first sentence of refused messages and rows of order feeds."""


class Trouble(msgspec.Struct, frozen=True):
    """A message or row that failed, or that was taken with a warning; ``record`` is MessageID or row number, 0 the file."""

    record: str
    code: str
    text: str
    kind: str = "Error"
    order_id: str = ""
    item_id: str = ""


class Outcome(msgspec.Struct):
    """All records together; ``fatal`` feeds end in status FATAL."""

    processed: int = 0
    successful: int = 0
    troubles: list[Trouble] = []
    fatal: bool = False

    @property
    def failed(self) -> int:
        """Return how many records failed."""
        return self.processed - self.successful
