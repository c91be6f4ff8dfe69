"""Close an import: done, refused whole, or stopped by a fault."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from shipby.intake.rules.imports import ImportState
from shipby.intake.writes.imports import change_import
from shipby.journal.writes import note
from shipby.words.actors import Actor
from shipby.words.refusals import Refusal


@transaction.atomic(durable=True)
def finish_import(
    *,
    import_id: int,
    shop_id: int,
    actor: Actor,
    now: datetime,
    account_id: int | None,
    no_longer_unshipped: Sequence[str] = (),
    result: dict[str, Any] | None = None,
    report_type: str = "",
) -> None:
    """The file was read to its end; the spool is no longer needed. ``result`` = what a processing report said."""
    columns: dict[str, Any] = {"no_longer_unshipped": list(no_longer_unshipped), "account_id": account_id}
    if result is not None:
        columns |= {"result": result, "report_type": report_type}
    _close(import_id, ImportState.DONE, now, **columns)
    _note(import_id, shop_id, "import_finished", actor, now)


@transaction.atomic(durable=True)
def refuse_import(*, import_id: int, shop_id: int, refusal: Refusal, actor: Actor, now: datetime) -> None:
    """The whole file is refused; nothing of it was taken."""
    _close(
        import_id,
        ImportState.REFUSED,
        now,
        refusal_code=refusal.code,
        refusal=refusal.message,
        remedy=refusal.what_to_do,
    )
    _note(import_id, shop_id, "import_refused", actor, now)


@transaction.atomic(durable=True)
def break_import(*, import_id: int, now: datetime) -> None:
    """A fault stopped the reading half-way. What went in stays; the spool stays, so that it can be read again."""
    change_import(import_id, state=ImportState.BROKEN.value, touched_at=now)


def _close(import_id: int, state: ImportState, now: datetime, **columns: Any) -> None:
    change_import(
        import_id,
        state=state.value,
        finished_at=now,
        touched_at=now,
        spool_name="",
        spool_key_id="",
        spool_secret=None,
        **columns,
    )


def _note(import_id: int, shop_id: int, kind: str, actor: Actor, now: datetime) -> None:
    note(
        actor=actor,
        at=now,
        kind=kind,
        subject="import",
        subject_key=import_id,
        shop_id=shop_id,
        cause=f"import:{import_id}",
    )
