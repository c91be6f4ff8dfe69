"""Note what a file turned out to be, and that its reading starts (or starts over)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shipby.intake.rules.imports import ImportState
from shipby.intake.writes.imports import change_import


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What one look at the whole file tells. ``sales_channels`` as the file writes them."""

    report_type: str
    encoding: str
    is_lossy: bool
    header: str
    sales_channels: tuple[str, ...]
    row_count: int
    byte_count: int
    sha256: str


@transaction.atomic(durable=True)
def start_import(*, import_id: int, account_id: int, file: FileFacts, now: datetime) -> None:
    """Counts begin at zero: an import that was stopped half-way is read again from the start, which is harmless."""
    change_import(
        import_id,
        account_id=account_id,
        report_type=file.report_type,
        encoding=file.encoding,
        is_lossy=file.is_lossy,
        header=file.header,
        sales_channels=list(file.sales_channels),
        row_count=file.row_count,
        byte_count=file.byte_count,
        sha256=file.sha256,
        state=ImportState.RUNNING.value,
        touched_at=now,
        rows_read=0,
        new_count=0,
        changed_count=0,
        unchanged_count=0,
        quarantined_count=0,
        refusal_code="",
        refusal="",
        remedy="",
    )
