"""Taking an import back: the wrong file must leave no trace, and no work may be lost with it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from shipby.actions.make_pick_list import make_pick_list
from shipby.actions.open_bare_shop import open_bare_shop
from shipby.actions.reveal_personal import reveal_personal
from shipby.actions.settle_quarantine import dismiss_row
from shipby.actions.take_back_import import take_back_import
from shipby.buyers.models import SealedBuyer
from shipby.buyers.reads import open_personal
from shipby.intake.models import Import, QuarantinedRow, RawVersion, Replaced
from shipby.intake.rules.imports import NotAReportOfOrders, TooLateToTakeBack, WorkedOnSince
from shipby.journal.writes import note
from shipby.orders.models import Order, OrderLine
from shipby.packing.rules.pick_lists import Mode
from shipby.shop.reads import scope_of
from shipby.words.ports import VirtualClock
from shipby.worker.import_file import ImportedOrders, run_import
from tests.actions.told import NORA
from tests.conftest import NOW
from tests.worker.reports import a_row, all_orders, order_id, stream, unshipped

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(hours=1)
_CHANGING = ("row_version", "changed_at", "facts_hash", "source", "search", "version_at", "versions")


@pytest.fixture
def shop() -> int:
    return open_bare_shop(now=NOW)


def take(shop: int, content: bytes, hours: int = 0) -> ImportedOrders:
    clock = VirtualClock(NOW + timedelta(hours=hours))
    outcome = run_import(stream(content), shop_id=shop, actor=NORA, now=clock.now, file_name="orders.txt")
    assert isinstance(outcome, ImportedOrders)
    return outcome


def take_back(shop: int, outcome: ImportedOrders, hours: int = 5) -> bool:
    return take_back_import(scope=scope_of(shop), import_id=outcome.import_id, actor=NORA, now=NOW + timedelta(hours=hours))


def everything() -> list[Any]:
    orders = [
        {name: value for name, value in row.items() if name not in _CHANGING} for row in Order.objects.order_by("id").values()
    ]
    lines = list(OrderLine.objects.order_by("order_id", "position").values())
    return [orders, lines, open_personal(list(Order.objects.values_list("id", flat=True)))]


def test_a_wrong_first_file_leaves_no_order_behind(shop: int) -> None:
    outcome = take(shop, unshipped(a_row(1), a_row(1, 2, quantity_purchased="x"), a_row(2)))

    assert take_back(shop, outcome) is True

    assert [table.objects.count() for table in (Order, OrderLine, SealedBuyer, RawVersion, Replaced, QuarantinedRow)] == [0] * 6
    assert Import.objects.get().state == "taken_back"
    assert take_back(shop, outcome) is False


def test_changed_orders_are_as_they_were(shop: int) -> None:
    take(shop, unshipped(a_row(1), a_row(2), a_row(3)))
    before = everything()
    second = take(
        shop,
        unshipped(
            a_row(1, recipient_name="Rosalind Quayle", is_buyer_requested_cancellation="true", quantity_purchased="3"),
            a_row(1, 2, sku="TEA"),
            a_row(3),
            a_row(4),
        ),
        hours=1,
    )
    assert second.no_longer_unshipped == (order_id(2),)
    assert everything() != before

    take_back(shop, second)

    assert everything() == before


def test_an_import_of_the_same_file_after_taking_it_back_brings_all_in_again(shop: int) -> None:
    take(shop, unshipped(a_row(1)))
    content = unshipped(a_row(1, quantity_purchased="4"), a_row(2))
    take_back(shop, take(shop, content, hours=1))

    again = take(shop, content, hours=6)

    assert (again.new, again.changed) == (1, 1)


def test_a_row_that_the_import_settled_waits_again(shop: int) -> None:
    take(shop, unshipped(a_row(1), a_row(1, 2, quantity_purchased="x")))
    second = take(shop, unshipped(a_row(1), a_row(1, 2)), hours=1)
    assert Order.objects.get().is_incomplete is False

    take_back(shop, second)

    order = Order.objects.get()
    assert (order.is_incomplete, order.causes[:1], order.line_count) == (True, ["incomplete"], 1)


def test_an_order_back_in_the_report_is_missing_again(shop: int) -> None:
    take(shop, unshipped(a_row(1), a_row(2)))
    take(shop, unshipped(a_row(1)), hours=1)
    third = take(shop, unshipped(a_row(1), a_row(2), a_row(3)), hours=2)

    take_back(shop, third)

    assert Order.objects.get(order_id=order_id(2)).vanished_at == LATER


def test_work_done_on_one_order_keeps_the_whole_import(shop: int) -> None:
    outcome = take(shop, unshipped(a_row(1), a_row(2)))
    key = Order.objects.get(order_id=order_id(2)).id
    with transaction.atomic():
        note(actor=NORA, at=LATER, kind="order_held", subject="order", subject_key=key)
    before = everything()

    with pytest.raises(WorkedOnSince) as refusal:
        take_back(shop, outcome)

    assert "order held, by Nora Quill" in refusal.value.message
    assert everything() == before


def test_a_later_import_that_changed_an_order_keeps_the_earlier_one(shop: int) -> None:
    first = take(shop, unshipped(a_row(1)))
    take(shop, unshipped(a_row(1, quantity_purchased="2")), hours=1)

    with pytest.raises(WorkedOnSince):
        take_back(shop, first)


def test_looking_at_an_order_is_no_work_but_printing_its_slip_is(shop: int) -> None:
    outcome = take(shop, unshipped(a_row(1)))
    keys = [Order.objects.get().id]
    reveal_personal(scope=scope_of(shop), order_keys=keys, purpose="packing_slip", actor=NORA, now=LATER)

    with pytest.raises(WorkedOnSince):
        take_back(shop, outcome)

    second = take(shop, unshipped(a_row(2)), hours=1)
    reveal_personal(
        scope=scope_of(shop), order_keys=[Order.objects.get(order_id=order_id(2)).id], purpose="order_page", actor=NORA, now=LATER
    )
    assert take_back(shop, second) is True


def test_putting_an_order_on_a_pick_list_is_work(shop: int) -> None:
    outcome = take(shop, unshipped(a_row(1)))
    made = make_pick_list(scope=scope_of(shop), order_ids=[order_id(1)], mode=Mode.BIN, actor=NORA, now=LATER)

    with pytest.raises(WorkedOnSince) as refusal:
        take_back(shop, outcome)

    assert made.orders == 1
    assert "order put on pick list, by Nora Quill" in refusal.value.message


def test_a_dismissed_row_counts_as_work(shop: int) -> None:
    outcome = take(shop, unshipped(a_row(1), a_row(1, 2, quantity_purchased="x")))
    dismiss_row(scope=scope_of(shop), row_id=QuarantinedRow.objects.get().id, actor=NORA, now=LATER)

    with pytest.raises(WorkedOnSince):
        take_back(shop, outcome)


def test_after_the_days_allowed_it_is_too_late(shop: int) -> None:
    outcome = take(shop, unshipped(a_row(1)))

    with pytest.raises(TooLateToTakeBack):
        take_back(shop, outcome, hours=24 * 7 + 1)


def test_an_import_that_stopped_half_way_is_not_taken_back_but_run_again(shop: int) -> None:
    outcome = take(shop, unshipped(a_row(1)))
    Import.objects.update(state="broken")

    with pytest.raises(NotAReportOfOrders):
        take_back(shop, outcome)


def test_nobody_takes_back_the_import_of_another_shop(shop: int) -> None:
    outcome = take(shop, unshipped(a_row(1)))

    stranger = scope_of(shop).__class__(shop + 1, ())
    assert take_back_import(scope=stranger, import_id=outcome.import_id, actor=NORA, now=LATER) is False
    assert Order.objects.count() == 1


def test_all_orders_and_unshipped_fall_apart_again(shop: int) -> None:
    take(shop, all_orders(a_row(1, last_updated_date="2026-11-23T10:00:00+00:00")))
    before = everything()

    take_back(shop, take(shop, unshipped(a_row(1, reporting_date="2026-11-20T10:31:00-08:00")), hours=1))

    assert everything() == before
