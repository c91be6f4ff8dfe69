"""Settle a row in quarantine by hand: look at it, drop it, or take that back."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from shipby.diagnosis.reads import search_rows
from shipby.intake.reads.imports import QuarantineRow, find_quarantined, open_quarantine_of, open_raw_row
from shipby.intake.rules.imports import QuarantineState
from shipby.intake.writes.imports import lock_row, reopen_rows, settle_rows
from shipby.journal.writes import note
from shipby.orders.reads.detail import order_keys
from shipby.orders.writes.record import mark_incomplete
from shipby.orders.writes.search_rows import save_search_rows
from shipby.shop.rules import Scope
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def dismiss_row(*, scope: Scope, row_id: int, actor: Actor, now: datetime) -> QuarantineRow | None:
    """Drop an open row: its order no longer waits for it. Doing it again changes nothing. ``None`` = no such row here."""
    return _change(scope, row_id, actor, now, QuarantineState.OPEN, "quarantine_dismissed", lambda: _dismiss(row_id, actor, now))


@transaction.atomic(durable=True)
def reopen_row(*, scope: Scope, row_id: int, actor: Actor, now: datetime) -> QuarantineRow | None:
    """Undo a dismissal. A row that a later file settled stays settled. ``None`` = no such row here."""
    return _change(scope, row_id, actor, now, QuarantineState.DISMISSED, "quarantine_reopened", lambda: reopen_rows([row_id]))


@transaction.atomic(durable=True)
def reveal_row(*, scope: Scope, row_id: int, actor: Actor, now: datetime) -> bytes | None:
    """The raw row as it came, personal data included; noted. ``None`` = erased, or no such row here."""
    row = find_quarantined(scope.account_ids, row_id)
    raw = open_raw_row(scope.account_ids, row_id)
    if row is None or raw is None:
        return None
    _note(scope, row, "quarantine_revealed", actor, now)
    return raw


def _dismiss(row_id: int, actor: Actor, now: datetime) -> None:
    settle_rows([row_id], state=QuarantineState.DISMISSED, by=actor.name, now=now)


def _change(
    scope: Scope,
    row_id: int,
    actor: Actor,
    now: datetime,
    wanted: QuarantineState,
    kind: str,
    change: Callable[[], None],
) -> QuarantineRow | None:
    row = find_quarantined(scope.account_ids, row_id)
    if row is None or lock_row(row_id) is not wanted:
        return row
    change()
    _note(scope, row, kind, actor, now)
    key = order_keys([row.account_id], [row.order_id]).get(row.order_id) if row.order_id else None
    if key is not None:
        waits = bool(open_quarantine_of([(row.account_id, row.order_id)]))
        mark_incomplete([key], is_incomplete=waits)
        save_search_rows(search_rows([key]))
        note(
            actor=actor,
            at=now,
            kind=kind,
            subject="order",
            subject_key=key,
            account_id=row.account_id,
            shop_id=scope.shop_id,
            cause=_cause(row),
            details={"line": row.line},
        )
    return row


def _cause(row: QuarantineRow) -> str:
    return f"import:{row.import_id}" if row.import_id else ""


def _note(scope: Scope, row: QuarantineRow, kind: str, actor: Actor, now: datetime) -> None:
    note(
        actor=actor,
        at=now,
        kind=kind,
        subject="import" if row.import_id else "account",
        subject_key=row.import_id or row.account_id,
        account_id=row.account_id,
        shop_id=scope.shop_id,
        cause=_cause(row),
        details={"line": row.line},
    )
