"""A file from its bytes to its end: what a seller would lose between the download and the queue."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shipby.actions.add_account import add_account
from shipby.actions.open_bare_shop import open_bare_shop
from shipby.amazon.wire.order_reports import UnreadableReport
from shipby.buyers.reads import open_personal
from shipby.intake.models import Import, QuarantinedRow
from shipby.intake.rules.imports import ImportState
from shipby.journal.models import Event
from shipby.journal.reads import events_of
from shipby.orders.models import Order
from shipby.shop.models import SellerAccount, Store
from shipby.words.ports import VirtualClock
from shipby.worker import import_file
from shipby.worker.import_file import ImportedOrders, run_import
from shipby.worker.import_scope import NoSuchAccount, WhichAccount
from tests.actions.told import NORA
from tests.conftest import NOW
from tests.worker.reports import a_row, all_orders, item_id, order_id, stream, unshipped

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop() -> int:
    return open_bare_shop(now=NOW)


def take(shop: int, content: bytes, *, now: datetime = NOW, **more: Any) -> ImportedOrders:
    outcome = run_import(stream(content), shop_id=shop, actor=NORA, now=VirtualClock(now).now, file_name="orders.txt", **more)
    assert isinstance(outcome, ImportedOrders)
    return outcome


def later(hours: int) -> datetime:
    return NOW + timedelta(hours=hours)


# Into an empty shop.


def test_the_first_file_makes_the_account_and_stores_it_shows(shop: int) -> None:
    outcome = take(shop, unshipped(a_row(1), a_row(2, sales_channel="Amazon.ca"), a_row(2, 2)))

    assert (outcome.new, outcome.changed, outcome.unchanged, outcome.quarantined) == (2, 0, 0, ())
    assert SellerAccount.objects.get().name == "Amazon"
    assert set(Store.objects.values_list("marketplace_id", flat=True)) == {"ATVPDKIKX0DER", "A2EUQ1WTGCTBG2"}
    order = Order.objects.get(order_id=order_id(1))
    assert order.ship_by_latest == datetime(2026, 11, 25, 7, 59, 59, tzinfo=UTC)
    assert order.store is not None
    assert open_personal([order.id])[order.id].recipient is not None


def test_without_sales_channels_the_country_of_most_orders_makes_the_store(shop: int) -> None:
    rows = [a_row(number, sales_channel="", ship_country=country) for number, country in enumerate(["DE", "DE", "AT"])]

    take(shop, unshipped(*rows))

    assert SellerAccount.objects.get().name == "Amazon.de"
    assert Store.objects.get().marketplace_id == "A1PA6795UKMFR9"


def test_a_file_that_tells_nothing_of_a_country_makes_an_account_without_store(shop: int) -> None:
    take(shop, unshipped(a_row(1, sales_channel="", ship_country="")))

    assert SellerAccount.objects.get().name == "Amazon"
    assert not Store.objects.exists()
    assert Order.objects.get().store is None


def test_several_accounts_and_none_named_is_refused_with_their_names(shop: int) -> None:
    for name in ("North", "South"):
        add_account(shop_id=shop, name=name, actor=NORA, now=NOW)

    with pytest.raises(WhichAccount) as refusal:
        take(shop, unshipped(a_row(1)))

    assert "North, South" in refusal.value.what_to_do
    assert Import.objects.get().state == ImportState.REFUSED
    with pytest.raises(NoSuchAccount):
        take(shop, unshipped(a_row(1)), account_name="East")
    assert take(shop, unshipped(a_row(1)), account_name="south").new == 1


def test_a_file_of_another_shop_never_lands_here(shop: int) -> None:
    north = add_account(shop_id=shop, name="North", actor=NORA, now=NOW)

    with pytest.raises(NoSuchAccount):
        take(shop, unshipped(a_row(1)), account_id=north + 1)

    assert not Order.objects.exists()


# Again.


def test_the_same_file_again_changes_nothing(shop: int) -> None:
    content = unshipped(a_row(1), a_row(2), a_row(2, 2))
    take(shop, content)
    before = list(Order.objects.order_by("id").values())
    events = Event.objects.filter(subject="order").count()

    again = take(shop, content, now=later(24))

    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert list(Order.objects.order_by("id").values()) == before
    assert Event.objects.filter(subject="order").count() == events


def test_a_file_that_was_stopped_half_way_is_finished_by_running_it_again(shop: int, monkeypatch: pytest.MonkeyPatch) -> None:
    content = unshipped(*(a_row(number) for number in range(10)))
    monkeypatch.setattr(import_file, "ORDERS_PER_CHUNK", 4)

    def stop(done: int, total: int) -> None:
        if done >= 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take(shop, content, progress=stop)
    assert (Import.objects.get().state, Order.objects.count()) == (ImportState.BROKEN, 8)

    outcome = take(shop, content, import_id=Import.objects.get().id)

    row = Import.objects.get()
    assert (outcome.new, outcome.unchanged) == (2, 8)
    assert (row.state, row.rows_read, row.new_count, row.unchanged_count) == (ImportState.DONE, 10, 2, 8)


def test_chunks_of_any_size_tell_the_same(shop: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [a_row(number, line) for number in range(7) for line in (1, 2)]
    monkeypatch.setattr(import_file, "ORDERS_PER_CHUNK", 3)
    seen: list[tuple[int, int]] = []

    outcome = take(shop, unshipped(*rows), progress=lambda done, total: seen.append((done, total)))

    assert outcome.new == 7
    assert seen[-1] == (14, 14)
    assert seen == sorted(seen)


# No longer unshipped.


def test_an_order_missing_from_the_next_report_is_named_and_stays_open(shop: int) -> None:
    take(shop, unshipped(a_row(1), a_row(2)))

    outcome = take(shop, unshipped(a_row(1)), now=later(1))

    gone = Order.objects.get(order_id=order_id(2))
    assert outcome.no_longer_unshipped == (order_id(2),)
    assert (gone.vanished_at, gone.is_open, gone.causes[:1]) == (later(1), True, ["vanished"])
    assert events_of("order", gone.id)[0].kind == "order_vanished"
    assert take(shop, unshipped(a_row(1)), now=later(2)).no_longer_unshipped == ()


def test_an_order_that_is_back_in_the_report_loses_the_mark(shop: int) -> None:
    take(shop, unshipped(a_row(1), a_row(2)))
    take(shop, unshipped(a_row(1)), now=later(1))

    take(shop, unshipped(a_row(1), a_row(2), a_row(3)), now=later(2))

    back = Order.objects.get(order_id=order_id(2))
    assert (back.vanished_at, "vanished" in back.causes) == (None, False)


def test_only_the_sales_channels_in_the_file_are_compared(shop: int) -> None:
    take(shop, unshipped(a_row(1), a_row(2, sales_channel="Amazon.ca")))

    assert take(shop, unshipped(a_row(3)), now=later(1)).no_longer_unshipped == (order_id(1),)


def test_only_the_files_own_account_is_compared(shop: int) -> None:
    for name in ("North", "South"):
        add_account(shop_id=shop, name=name, actor=NORA, now=NOW)
    take(shop, unshipped(a_row(1)), account_name="North")

    assert take(shop, unshipped(a_row(2)), account_name="South", now=later(1)).no_longer_unshipped == ()


def test_other_reports_say_nothing_about_what_is_no_longer_unshipped(shop: int) -> None:
    take(shop, unshipped(a_row(1), a_row(2)))

    assert take(shop, all_orders(a_row(1)), now=later(1)).no_longer_unshipped == ()


def test_an_order_with_only_a_bad_row_in_the_file_is_not_missing_from_it(shop: int) -> None:
    take(shop, unshipped(a_row(1), a_row(2)))

    outcome = take(shop, unshipped(a_row(1), a_row(2, quantity_purchased="many")), now=later(1))

    assert outcome.no_longer_unshipped == ()


def test_a_row_whose_order_number_can_t_be_read_still_lists_its_item(shop: int) -> None:
    take(shop, unshipped(a_row(1), a_row(2)))

    outcome = take(shop, unshipped(a_row(1), a_row(2, order_id="???")), now=later(1))

    assert outcome.no_longer_unshipped == ()


def test_a_report_made_before_an_order_was_bought_does_not_miss_it(shop: int) -> None:
    take(shop, unshipped(a_row(1), a_row(2, purchase_date="2026-11-23T08:00:00-08:00")))

    old = take(shop, unshipped(a_row(3)), now=later(1), made_at=datetime(2026, 11, 22, 12, tzinfo=UTC))

    assert old.no_longer_unshipped == ()


def test_an_old_report_imported_late_marks_nothing(shop: int) -> None:
    take(shop, unshipped(a_row(1), a_row(2)), made_at=NOW - timedelta(hours=1))

    assert take(shop, unshipped(a_row(1)), made_at=NOW - timedelta(hours=5), now=later(1)).no_longer_unshipped == ()


def test_pending_and_amazon_fulfilled_orders_are_never_missing(shop: int) -> None:
    take(
        shop,
        all_orders(
            a_row(1, order_status="Pending", last_updated_date="2026-11-20T10:00:00+00:00"),
            a_row(2, fulfillment_channel="Amazon", last_updated_date="2026-11-20T10:00:00+00:00"),
        ),
    )

    assert take(shop, unshipped(a_row(3)), now=later(1)).no_longer_unshipped == ()


# Bad rows.


def test_a_bad_row_is_told_with_its_line_and_the_rest_goes_in(shop: int) -> None:
    outcome = take(shop, unshipped(a_row(1), a_row(1, 2, quantity_purchased="many"), a_row(2)))

    ((line, reason),) = outcome.quarantined
    assert line == 3
    assert reason
    assert (outcome.new, Import.objects.get().quarantined_count) == (2, 1)
    assert Order.objects.get(order_id=order_id(1)).causes[:1] == ["incomplete"]
    assert QuarantinedRow.objects.get().order_item_id == item_id(1, 2)


def test_a_later_file_that_brings_the_row_settles_it(shop: int) -> None:
    take(shop, unshipped(a_row(1), a_row(1, 2, quantity_purchased="many")))

    take(shop, unshipped(a_row(1), a_row(1, 2)), now=later(1))

    order = Order.objects.get()
    assert (order.is_incomplete, order.line_count, "incomplete" in order.causes) == (False, 2, False)


def test_a_broken_file_again_sets_no_row_aside_twice(shop: int) -> None:
    content = unshipped(a_row(1), a_row(1, 2, quantity_purchased="many"))
    take(shop, content)

    again = take(shop, content, now=later(1))

    assert [line for line, _ in again.quarantined] == [3]
    assert QuarantinedRow.objects.count() == 1


def test_the_same_bad_row_at_another_line_is_set_aside_once(shop: int) -> None:
    bad = a_row(1, 2, quantity_purchased="many")
    take(shop, unshipped(a_row(1), bad))

    take(shop, unshipped(a_row(2), a_row(1), bad), now=later(1))

    assert QuarantinedRow.objects.count() == 1
    assert Order.objects.get(order_id=order_id(1)).is_incomplete is True


# Refused whole.


@pytest.mark.parametrize("content", [b"", b"hello\n", b"%PDF-1.7 ...", unshipped(a_row(1))[:-60], b"PK\x03\x04zip"])
def test_a_file_that_is_no_report_is_refused_and_says_why(shop: int, content: bytes) -> None:
    with pytest.raises(UnreadableReport):
        take(shop, content)

    row = Import.objects.get()
    assert (row.state, Order.objects.count()) == (ImportState.REFUSED, 0)
    assert row.refusal
    assert row.remedy
    assert not SellerAccount.objects.exists()


def test_a_lossy_file_is_marked(shop: int) -> None:
    content = unshipped(a_row(1, recipient_name="Zoë")).replace("ë".encode(), b"\xff")

    take(shop, content, encoding="utf-8")

    assert Import.objects.get().is_lossy is True


# Reports after each other.


def test_all_orders_first_and_unshipped_later_gives_the_whole_order(shop: int) -> None:
    take(shop, all_orders(a_row(1, last_updated_date="2026-11-23T10:00:00+00:00", item_price="12.50", currency="USD")))

    outcome = take(shop, unshipped(a_row(1, reporting_date="2026-11-20T10:31:00-08:00")), now=later(1))

    order = Order.objects.get()
    line = order.lines.get()
    assert outcome.changed == 1
    assert order.ship_by_latest is not None
    assert (line.order_item_id, str(line.price)) == (item_id(1), "12.50")
    assert open_personal([order.id])[order.id].recipient is not None


def test_shipped_by_a_later_report_is_not_brought_back_by_the_old_unshipped_file(shop: int) -> None:
    content = unshipped(a_row(1))
    take(shop, content)
    take(shop, all_orders(a_row(1, order_status="Shipped", last_updated_date="2026-11-23T18:00:00+00:00")), now=later(1))

    take(shop, content, now=later(2))

    assert (Order.objects.get().status, Order.objects.get().is_open) == ("SHIPPED", False)
