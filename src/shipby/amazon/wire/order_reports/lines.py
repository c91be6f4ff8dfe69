"""Lines of a report: cut at line feeds, or at carriage returns where there are no line feeds."""

from collections.abc import Iterable, Iterator

from shipby.amazon.wire.order_reports.refusals import LineTooLong

LINE_LIMIT = 1024 * 1024
"""Bytes. The longest real rows (gift texts, customization addresses) stay under a hundredth of it."""


def ends_with_cr_only(start: bytes) -> bool:
    """Whether lines end with a bare carriage return (old Macs, some editors)."""
    return b"\n" not in start and b"\r" in start


def pages(blocks: Iterable[bytes], *, is_cr: bool) -> Iterator[tuple[list[bytes], bool]]:
    """Lists of lines without their line feeds; the flag is true for a last line that has no line end.

    A carriage return before the line feed is left to the caller, who strips lines anyway.

    Raises:
        LineTooLong: a line is over a megabyte.
    """
    rest, count = b"", 0
    for block in blocks:
        lines = (rest + (block.replace(b"\r", b"\n") if is_cr else block)).split(b"\n")
        rest = lines.pop()
        count += len(lines)
        if len(rest) > LINE_LIMIT or any(len(line) > LINE_LIMIT for line in lines[:1]):
            raise LineTooLong(line=count + 1)
        if lines:
            yield lines, False
    if rest:
        yield [rest], True
