"""Which batch a processing report answers, and what it says of each row (settled design 12).

Amazon's report carries no number of ours: it is matched by how many records it counts and by the orders its error rows
name. Where that is not certain, a person says it; nothing is called accepted on a guess.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from shipby.outbox.rules import BatchState
from shipby.words.refusals import Refusal
from shipby.words.text import N_


class ReportRow(Protocol):
    """One row of Amazon's report: an error or a warning about a record."""

    @property
    def record_number(self) -> int | None: ...
    @property
    def order_id(self) -> str: ...
    @property
    def order_item_id(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def message(self) -> str: ...


class Report(Protocol):
    """Amazon's processing report (sp-api 4.8): how many records it read and took, and what it says of some of them."""

    @property
    def processed(self) -> int: ...
    @property
    def successful(self) -> int | None: ...
    @property
    def rows(self) -> Sequence[ReportRow]: ...


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row of a batch's file, ``number`` from 1."""

    number: int
    order_id: str
    order_item_id: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A batch that may be the one. ``report_digest`` is empty while it is not settled.

    ``is_open``: some of its rows still wait for a verdict (the others are proven otherwise). ``rows`` may be left empty
    where ``row_count`` alone rules the batch out.
    """

    id: int
    number: int
    state: BatchState
    row_count: int
    report_digest: str
    is_open: bool
    rows: tuple[FileRow, ...]


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What Amazon says of one row; rows it does not name were accepted in silence."""

    number: int
    is_accepted: bool
    code: str
    message: str


class ReportFitsNone(Refusal):
    """No file of this account has as many rows and these orders."""

    code = "report_fits_no_batch"
    sentence = N_("This processing report counts %(processed)s records and fits none of the confirmation files: %(batches)s.")
    remedy = N_("Check that it is the report for a file from here, and that the file was uploaded unchanged.")


class ReportFitsMany(Refusal):
    """It could answer several files."""

    code = "report_fits_several_batches"
    sentence = N_("This processing report could belong to several confirmation files: %(batches)s.")
    remedy = N_("Open the file it belongs to under Shipments and upload the report there.")


class ReportFitsOther(Refusal):
    """It does not answer the file that was named."""

    code = "report_fits_not_this_batch"
    sentence = N_(
        "This processing report does not fit confirmation file %(batch)s: it counts %(processed)s records, the file has %(rows)s."
    )
    remedy = N_("Upload the report that Amazon made for this file.")


class BatchSettledOtherwise(Refusal):
    """The file has been answered by another report."""

    code = "batch_already_settled"
    sentence = N_("Confirmation file %(batch)s was already settled by another processing report.")
    remedy = N_("Nothing was changed. Look at the rows of the file.")


class ReportDoesNotAddUp(Refusal):
    """It counts failures that it does not list, so nobody can say which rows they are."""

    code = "report_does_not_add_up"
    sentence = N_("This processing report counts %(failed)s failed records but names %(named)s.")
    remedy = N_("Download it from Amazon once more; it may be cut off.")


def digest_of(report: Report) -> str:
    """A fingerprint of what the report says, to know the same report again."""
    rows = sorted(
        (row.record_number or 0, row.order_id, row.order_item_id, row.code, row.kind, row.message) for row in report.rows
    )
    return hashlib.sha256(repr((report.processed, report.successful, rows)).encode()).hexdigest()


def decide_batch(report: Report, candidates: Sequence[Candidate], *, counts_header: bool, wanted: int | None = None) -> Candidate:
    """The batch that the report answers, of ``candidates`` newest first; ``wanted`` = the number a person named.

    A settled batch is answered only by the report that settled it. ``counts_header``: record numbers count the header
    line, so that the first data row is record 2.

    Raises:
        ReportFitsNone, ReportFitsMany, ReportFitsOther, BatchSettledOtherwise: it is not certain which one it is.
        ReportDoesNotAddUp: it counts failures that it does not list.
    """
    _refuse_unlisted(report)
    digest = digest_of(report)
    if wanted is not None:
        return _decide_wanted(report, candidates, wanted, digest, counts_header)
    fitting = [batch for batch in candidates if fits(report, batch, counts_header=counts_header)]
    unsettled = [batch for batch in fitting if batch.state is not BatchState.SETTLED]
    seen = [batch for batch in fitting if batch.report_digest == digest]
    # Files whose every row is proven by other means rarely get their report read: they step back.
    unsettled = [batch for batch in unsettled if batch.is_open] or unsettled
    sent = [batch for batch in unsettled if batch.state is BatchState.SENT]
    if len(sent) == 1:
        return sent[0]
    if len(unsettled) == 1 and not seen:
        return unsettled[0]
    if not unsettled and seen:
        return seen[0]
    if unsettled:
        raise ReportFitsMany(batches=_numbers([*unsettled, *seen]))
    raise ReportFitsNone(
        processed=report.processed, batches=_numbers(batch for batch in candidates if batch.state is not BatchState.SETTLED)
    )


def verdicts_of(report: Report, batch: Candidate, *, counts_header: bool) -> list[RowVerdict]:
    """What the report says of rows, one verdict a row: an error beats a warning, a warning is accepted."""
    find = _RowFinder(batch, counts_header=counts_header)
    found: dict[int, RowVerdict] = {}
    for row in report.rows:
        number = find.number_of(row)
        assert number is not None, "decide_batch let only a fitting report through"
        is_accepted = row.kind.casefold() != "error"
        before = found.get(number)
        if before is None or (before.is_accepted and not is_accepted):
            found[number] = RowVerdict(number, is_accepted, row.code, row.message)
    return [found[number] for number in sorted(found)]


def fits(report: Report, batch: Candidate, *, counts_header: bool) -> bool:
    """Whether the report counts the batch's rows and names only rows of it."""
    if report.processed != batch.row_count or not batch.rows:
        return False
    find = _RowFinder(batch, counts_header=counts_header)
    return all(find.number_of(row) is not None for row in report.rows)


class _RowFinder:
    """Finds the batch's row that a report row speaks of."""

    def __init__(self, batch: Candidate, *, counts_header: bool) -> None:
        self._offset = 1 if counts_header else 0
        self._numbers = {row.number for row in batch.rows}
        self._by_order: dict[str, list[FileRow]] = {}
        for row in batch.rows:
            self._by_order.setdefault(row.order_id, []).append(row)

    def number_of(self, row: ReportRow) -> int | None:
        """Its number, ``None`` = there is none or it is not certain. The order's id is believed before the number."""
        number = None if row.record_number is None else row.record_number - self._offset
        if not row.order_id:
            return number if number in self._numbers else None
        same = [
            file_row.number
            for file_row in self._by_order.get(row.order_id, ())
            if row.order_item_id in {"", file_row.order_item_id}
        ]
        if number in same:
            return number
        return same[0] if len(same) == 1 else None


def _decide_wanted(report: Report, candidates: Sequence[Candidate], wanted: int, digest: str, counts_header: bool) -> Candidate:
    batch = next((batch for batch in candidates if batch.number == wanted), None)
    if batch is None:
        raise ReportFitsNone(processed=report.processed, batches=_numbers(candidates))
    if not fits(report, batch, counts_header=counts_header):
        raise ReportFitsOther(batch=wanted, processed=report.processed, rows=batch.row_count)
    if batch.state is BatchState.SETTLED and batch.report_digest != digest:
        raise BatchSettledOtherwise(batch=wanted)
    return batch


def _refuse_unlisted(report: Report) -> None:
    if report.successful is None:
        return
    failed = report.processed - report.successful
    errors = [row for row in report.rows if row.kind.casefold() == "error"]
    named = {(row.record_number, row.order_id, row.order_item_id) for row in errors}
    if failed != len(named):
        raise ReportDoesNotAddUp(failed=failed, named=len(named))


def _numbers(batches: Iterable[Candidate]) -> str:
    named: Mapping[int, None] = dict.fromkeys(batch.number for batch in batches)
    return ", ".join(str(number) for number in sorted(named)) or "-"
