"""One file from its bytes to its end: for the job of an upload, the command and the watched folder alike.

Looked at whole first, then read in chunks while the database works on the chunk before. Stopped anywhere, it can be run
again: what went in is met as unchanged.
"""

import hashlib
import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, TypedDict, TypeVar

import structlog

from shipby.actions.begin_import import begin_import
from shipby.actions.finish_import import break_import, finish_import, refuse_import
from shipby.actions.reconcile_unshipped import reconcile_unshipped
from shipby.actions.record_orders import ReceivedBadRow, Recorded, record_orders
from shipby.actions.settle_by_evidence import settle_by_evidence
from shipby.actions.settle_processing_report import settle_processing_report
from shipby.actions.start_import import FileFacts, start_import
from shipby.amazon.wire.order_reports import Chunk, ReportHead, ReportType, inspect, read, unpack_raw
from shipby.amazon.wire.processing_report import is_processing_report, read_processing_report
from shipby.buyers.rules.received import Prepared, Received, prepare
from shipby.intake.reads.imports import Errand, errand_of, first_seen_at, has_newer_unshipped
from shipby.intake.rules.imports import ImportState
from shipby.keys.ring import KeyDestroyed
from shipby.keys.spool import SpoolReader, spool_folder
from shipby.shop.reads import accounts_of, stores_of
from shipby.shop.rules import Scope
from shipby.words.actors import Actor, ActorKind
from shipby.words.ports import ports
from shipby.words.refusals import Refusal
from shipby.words.text import N_
from shipby.worker.app import task
from shipby.worker.import_scope import compared_channels, country_of, make_account, make_stores, named_account

PROCESSING_REPORT = "PROCESSING_REPORT"
ORDERS_PER_CHUNK = 2000
_Item = TypeVar("_Item")
_HEAD_BYTES = 64 * 1024

_log = structlog.get_logger(__name__)


class NothingToSettle(Refusal):
    """A processing report before any confirmation file."""

    code = "no_confirmation_file"
    sentence = N_("This is a processing report, but no confirmation file was made here that it could answer.")
    remedy = N_("Upload it where the confirmation file was made.")


class NoProcessingReport(Refusal):
    """A confirmation file was named, but the file answers none."""

    code = "no_processing_report"
    sentence = N_("A confirmation file was named, but this is no processing report.")
    remedy = N_("Leave the number out to take in orders.")


class FileGone(Refusal):
    """The spool is not there any more."""

    code = "uploaded_file_gone"
    sentence = N_("The uploaded file is no longer here.")
    remedy = N_("Upload it again.")


@dataclass(frozen=True, slots=True)
class ImportedOrders:
    """What became of a report: counts of orders, rows set aside as (line, reason), ids that are no longer unshipped."""

    import_id: int
    account_id: int
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    quarantined: tuple[tuple[int, str], ...] = ()
    no_longer_unshipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row of a confirmation file that Amazon refused, in Amazon's words."""

    order_id: str
    order_item_id: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class SettledReport:
    """What a processing report said of a confirmation file."""

    import_id: int
    accepted: int
    refused: tuple[RefusedRow, ...]


Progress = Callable[[int, int], None]
"""Told (rows worked, rows in all) after each chunk."""


def _nobody(done: int, total: int) -> None:
    """Nobody wants to know how far it is."""


class _Who(TypedDict):
    actor: Actor
    now: datetime


@dataclass(slots=True)
class _Job:
    stream: BinaryIO
    shop_id: int
    account_id: int | None
    account_name: str
    file_name: str
    encoding: str
    made_at: datetime | None
    batch: int | None
    actor: Actor
    now: Callable[[], datetime]
    progress: Progress
    import_id: int = 0
    quarantined: list[tuple[int, str]] = field(default_factory=list)


def run_import(  # noqa: PLR0913  (what a file comes with)
    stream: BinaryIO,
    *,
    shop_id: int,
    actor: Actor,
    now: Callable[[], datetime],
    file_name: str = "",
    account_id: int | None = None,
    account_name: str = "",
    encoding: str = "",
    made_at: datetime | None = None,
    batch: int | None = None,
    import_id: int | None = None,
    progress: Progress = _nobody,
) -> ImportedOrders | SettledReport:
    """Take a file in: an order report, or Amazon's processing report of a confirmation file.

    ``stream`` is seekable. ``account_id`` or ``account_name`` = the seller account it belongs to; with neither, the only one,
    or a new one made from what the file tells. ``batch`` = number of the confirmation file that a processing report answers,
    where a person says so. ``import_id`` = the import that was written down when the file was handed in.

    Raises:
        Refusal: the whole file is refused; the import says so too.
    """
    job = _Job(stream, shop_id, account_id, account_name, file_name, encoding, made_at, batch, actor, now, progress)
    job.import_id = import_id or begin_import(
        shop_id=shop_id,
        file_name=file_name,
        actor=actor,
        now=now(),
        account_id=account_id,
        encoding=encoding,
        made_at=made_at,
    )
    try:
        return _settle_report(job) if _is_processing_report(stream) else _take_orders(job)
    except Refusal as refusal:
        refuse_import(import_id=job.import_id, shop_id=shop_id, refusal=refusal, actor=actor, now=now())
        raise
    except BaseException:
        # Nothing can be promised here: the database itself may be what failed.
        with suppress(Exception):
            break_import(import_id=job.import_id, now=now())
        raise


# Processing reports.


def _is_processing_report(stream: BinaryIO) -> bool:
    stream.seek(0)
    start = stream.read(_HEAD_BYTES)
    stream.seek(0)
    return is_processing_report(start)


def _settle_report(job: _Job) -> SettledReport:
    report = read_processing_report(job.stream)
    accounts = accounts_of(job.shop_id)
    if not accounts:
        raise NothingToSettle
    account = named_account(accounts, account_id=job.account_id, account_name=job.account_name)
    settled = settle_processing_report(
        scope=Scope(job.shop_id, (account.id,)),
        account_id=account.id,
        report=report,
        actor=job.actor,
        now=job.now(),
        batch=job.batch,
    )
    refused = tuple(RefusedRow(row.order_id, row.order_item_id, row.code, row.message) for row in settled.refused)
    finish_import(
        import_id=job.import_id,
        shop_id=job.shop_id,
        actor=job.actor,
        now=job.now(),
        account_id=account.id,
        report_type=PROCESSING_REPORT,
        result={
            "accepted": settled.accepted,
            "batch": settled.batch,
            "refused": [
                {"order_id": row.order_id, "order_item_id": row.order_item_id, "code": row.code, "message": row.message}
                for row in refused
            ],
        },
    )
    return SettledReport(job.import_id, settled.accepted, refused)


# Order reports.


def _take_orders(job: _Job) -> ImportedOrders:
    accounts = accounts_of(job.shop_id)
    if job.batch is not None:
        raise NoProcessingReport
    named = named_account(accounts, account_id=job.account_id, account_name=job.account_name) if accounts else None
    head = inspect(
        job.stream,
        file_name=job.file_name,
        encoding=job.encoding or None,
        country_hint=country_of(stores_of([named.id])) if named else None,
    )
    who: _Who = {"actor": job.actor, "now": job.now()}
    account_id = named.id if named else make_account(job.shop_id, head, name=job.account_name, **who)
    stores = make_stores(account_id, head, **who)
    digest = _sha256(job.stream)
    received_at = job.now()
    # The same bytes cannot be newer than when they were first seen.
    made_at = job.made_at or first_seen_at(account_id, digest)
    file = FileFacts(
        head.report_type.value,
        head.encoding,
        head.is_lossy,
        head.header,
        head.sales_channels,
        head.row_count,
        head.byte_count,
        digest,
    )
    start_import(import_id=job.import_id, account_id=account_id, file=file, now=received_at)
    told, listed, listed_items = _take_chunks(job, head, account_id, made_at)
    gone: list[str] = []
    file_time = made_at or received_at
    if head.report_type is ReportType.UNSHIPPED and not has_newer_unshipped(
        account_id, file_time, report_type=head.report_type.value, sha256=digest
    ):
        gone = reconcile_unshipped(
            account_id=account_id,
            listed=listed,
            listed_items=listed_items,
            sales_channels=compared_channels(head, stores),
            made_at=file_time,
            import_id=job.import_id,
            actor=job.actor,
            now=job.now(),
        )
    settle_by_evidence(account_id=account_id, cause=f"import:{job.import_id}", now=job.now())
    finish_import(
        import_id=job.import_id,
        shop_id=job.shop_id,
        actor=job.actor,
        now=job.now(),
        account_id=account_id,
        no_longer_unshipped=gone,
    )
    return ImportedOrders(
        job.import_id,
        account_id,
        told["new"],
        told["changed"],
        told["unchanged"],
        tuple(sorted(job.quarantined)),
        tuple(gone),
    )


def _take_chunks(
    job: _Job, head: ReportHead, account_id: int, made_at: datetime | None
) -> tuple[dict[str, int], set[str], set[str]]:
    """Record the file chunk by chunk: counts of orders, the order ids that the file lists, item ids of its unreadable rows."""
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    listed: set[str] = set()
    listed_items: set[str] = set()
    rows_done = 0
    chunks = read(job.stream, head, orders_per_chunk=ORDERS_PER_CHUNK)
    for chunk, prepared in _read_ahead((chunk, _prepared(chunk, head)) for chunk in chunks):
        recorded = _record(job, head, chunk, prepared, account_id=account_id, made_at=made_at)
        counts["new"] += len(recorded.new)
        counts["changed"] += len(recorded.changed)
        counts["unchanged"] += len(recorded.unchanged) + len(recorded.older)
        listed.update(item.order.order_id for item in chunk.orders)
        listed.update(row.order_id for row in chunk.bad_rows if row.order_id)
        listed_items.update(row.order_item_id for row in chunk.bad_rows if row.order_item_id)
        _note_quarantined(job, chunk, recorded)
        rows_done += chunk.rows_read
        job.progress(rows_done, head.row_count)
    return counts, listed, listed_items


def _prepared(chunk: Chunk, head: ReportHead) -> list[Prepared]:
    """All that needs no database: done by the thread that reads ahead."""
    return [
        prepare(
            Received(order=item.order, personal=item.personal, raw=item.raw, lines=item.lines, is_lossy=item.is_lossy),
            source=head.report_type.value,
        )
        for item in chunk.orders
    ]


def _record(
    job: _Job, head: ReportHead, chunk: Chunk, prepared: list[Prepared], *, account_id: int, made_at: datetime | None
) -> Recorded:
    return record_orders(
        prepared,
        account_id=account_id,
        source=head.report_type.value,
        received_at=job.now(),
        made_at=made_at,
        actor=job.actor,
        import_id=job.import_id,
        bad_rows=[
            ReceivedBadRow(
                line=row.line,
                code=row.code,
                reason=row.reason,
                order_id=row.order_id,
                order_item_id=row.order_item_id,
                sku=row.sku,
                raw=row.raw,
                content=b"\n".join(unpack_raw(row.raw).rows),
            )
            for row in chunk.bad_rows
        ],
        rows_read=chunk.rows_read,
    )


def _note_quarantined(job: _Job, chunk: Chunk, recorded: Recorded) -> None:
    job.quarantined += [(row.line, row.reason) for row in chunk.bad_rows]
    refused = dict(recorded.refused)
    if refused:
        job.quarantined += [
            (line, refused[item.order.order_id].message)
            for item in chunk.orders
            if item.order.order_id in refused
            for line in item.lines
        ]


def _read_ahead(items: Iterator[_Item]) -> Iterator[_Item]:
    """The items, the next one made by a second thread while the database works on this one."""
    with ThreadPoolExecutor(1, "read-ahead") as reader:
        coming = reader.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = reader.submit(next, items, None)
            yield item


def _sha256(stream: BinaryIO) -> str:
    stream.seek(0)
    digest = hashlib.sha256()
    while block := stream.read(1 << 20):
        digest.update(block)
    stream.seek(0)
    return digest.hexdigest()


# The job of an upload.


def _errand(import_id: int) -> Errand | None:
    try:
        return errand_of(import_id)
    except KeyDestroyed:
        return None


@task("import_file")
def import_file(import_id: int) -> None:
    """Read the uploaded file of an import. A file refused is no failure of the job: the import says why."""
    errand = _errand(import_id)
    if errand is None or errand.state not in {ImportState.WAITING, ImportState.RUNNING, ImportState.BROKEN}:
        return
    actor = Actor(ActorKind(errand.actor_kind), errand.actor_key, errand.actor_name)
    path = spool_folder() / errand.spool_name
    try:
        if errand.secret is None or not path.is_file():
            refuse_import(import_id=import_id, shop_id=errand.shop_id, refusal=FileGone(), actor=actor, now=ports.clock.now())
            return
        with io.BufferedReader(SpoolReader(path, errand.secret), buffer_size=1 << 18) as stream, suppress(Refusal):
            run_import(
                stream,
                shop_id=errand.shop_id,
                actor=actor,
                now=ports.clock.now,
                file_name=errand.file_name,
                account_id=errand.account_id,
                encoding=errand.encoding,
                made_at=errand.made_at,
                import_id=import_id,
            )
    except Exception:
        _log.exception("import_broken", import_id=import_id)
        raise
    path.unlink(missing_ok=True)
