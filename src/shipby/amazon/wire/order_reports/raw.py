"""The rows of an order as they came, compact: the header is named by its checksum, not repeated."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class RawRows:
    """Rows as they stood in the file (UTF-16 turned into UTF-8), with their line numbers and the header they belong to."""

    header_ref: str
    encoding: str
    lines: tuple[int, ...]
    rows: tuple[bytes, ...]

    def __repr__(self) -> str:
        """Line numbers only: rows hold personal data."""
        return f"<RawRows of lines {self.lines}>"


def header_ref(header: str) -> str:
    """The short name of a header line."""
    return sha256(header.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def pack_raw(prefix: bytes, lines: Sequence[int], rows: Sequence[bytes]) -> bytes:
    """One line "header reference, encoding, line numbers", then the rows; ``prefix`` is the first two with tabs."""
    return prefix + ",".join(map(str, lines)).encode() + b"\n" + b"\n".join(rows)


def raw_prefix(reference: str, encoding: str) -> bytes:
    """What is the same for all orders of a report."""
    return f"{reference}\t{encoding}\t".encode()


def unpack_raw(raw: bytes) -> RawRows:
    """The rows that ``pack_raw`` put together."""
    first, *rows = raw.split(b"\n")
    reference, encoding, lines = first.decode("ascii").split("\t")
    return RawRows(reference, encoding, tuple(int(line) for line in lines.split(",")), tuple(rows))
