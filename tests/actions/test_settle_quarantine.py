"""Rows in quarantine: an order must wait for its missing row, and a person must be able to let it go."""

from datetime import timedelta

import pytest

from shipby.actions.settle_quarantine import dismiss_row, reopen_row, reveal_row
from shipby.intake.models import Import, QuarantinedRow
from shipby.intake.rules.imports import QuarantineState
from shipby.journal.models import Event
from shipby.orders.models import Order
from tests.actions.told import NORA, a_bad_row, an_account, an_order, at, record, scope_of
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def a_quarantined_row(account: int, **more: str) -> int:
    imported = Import.objects.create(
        shop_id=1, account_id=account, file_name="o.txt", received_at=NOW, actor_kind="person", actor_key="1", actor_name="N"
    )
    record(account, an_order(declared_at=at(20)), import_id=imported.id, bad_rows=[a_bad_row(raw=b"Rosalind\tbad", **more)])
    return QuarantinedRow.objects.get(imported=imported).id


def test_a_dismissed_row_lets_the_order_go() -> None:
    account = an_account()
    row = a_quarantined_row(account)

    dismissed = dismiss_row(scope=scope_of(account), row_id=row, actor=NORA, now=LATER)

    order = Order.objects.get()
    assert dismissed is not None
    assert (order.is_incomplete, "incomplete" in order.causes) == (False, False)
    assert QuarantinedRow.objects.get().settled_by == "Nora Quill"
    assert set(Event.objects.filter(kind="quarantine_dismissed").values_list("subject", flat=True)) == {"order", "import"}


def test_undo_brings_the_row_and_the_cause_back() -> None:
    account = an_account()
    row = a_quarantined_row(account)
    dismiss_row(scope=scope_of(account), row_id=row, actor=NORA, now=LATER)

    reopen_row(scope=scope_of(account), row_id=row, actor=NORA, now=LATER)

    assert (Order.objects.get().is_incomplete, Order.objects.get().causes[:1]) == (True, ["incomplete"])
    assert QuarantinedRow.objects.get().state == QuarantineState.OPEN


def test_dismissing_twice_is_told_once() -> None:
    account = an_account()
    row = a_quarantined_row(account)
    for _ in range(2):
        dismiss_row(scope=scope_of(account), row_id=row, actor=NORA, now=LATER)

    assert Event.objects.filter(kind="quarantine_dismissed", subject="import").count() == 1


def test_one_of_two_rows_dismissed_leaves_the_order_waiting() -> None:
    account = an_account()
    row = a_quarantined_row(account)
    a_quarantined_row(account, code="other_problem")

    dismiss_row(scope=scope_of(account), row_id=row, actor=NORA, now=LATER)

    assert Order.objects.get().is_incomplete is True


def test_the_raw_row_opens_only_for_its_own_shop_and_is_noted() -> None:
    account, other = an_account(), an_account("South")
    row = a_quarantined_row(account)

    assert reveal_row(scope=scope_of(other), row_id=row, actor=NORA, now=LATER) is None
    assert dismiss_row(scope=scope_of(other), row_id=row, actor=NORA, now=LATER) is None
    assert reveal_row(scope=scope_of(account), row_id=row, actor=NORA, now=LATER) == b"Rosalind\tbad"
    assert Event.objects.get(kind="quarantine_revealed").details == {"line": 3}


def test_an_erased_row_says_nothing() -> None:
    account = an_account()
    row = a_quarantined_row(account)
    QuarantinedRow.objects.update(sealed=None)

    assert reveal_row(scope=scope_of(account), row_id=row, actor=NORA, now=LATER) is None
