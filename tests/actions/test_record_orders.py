"""Recording orders: what a seller would lose, or do twice, if a chunk were written wrongly."""

from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shipby.actions.record_orders import RefusedByDatabase, record_orders
from shipby.actions.reveal_personal import reveal_personal
from shipby.buyers.models import SealedBuyer
from shipby.buyers.reads import open_personal
from shipby.intake.models import Import, QuarantinedRow, RawVersion, Replaced
from shipby.intake.rules.imports import QuarantineState
from shipby.journal.models import Event
from shipby.journal.reads import events_of
from shipby.keys.ring import key_ring
from shipby.orders.models import Order, OrderLine
from shipby.orders.rules.facts import FulfilledBy
from shipby.orders.rules.limits import DoesNotFit
from shipby.orders.rules.search_words import text_search
from tests.actions.told import (
    ALL_ORDERS,
    FIRST,
    NORA,
    SECOND,
    THIRD,
    UNSHIPPED,
    a_bad_row,
    a_line,
    a_person,
    an_account,
    an_order,
    at,
    received,
    record,
    scope_of,
)
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def an_import(account_id: int) -> int:
    row = Import.objects.create(
        shop_id=1,
        account_id=account_id,
        file_name="orders.txt",
        received_at=NOW,
        actor_kind="person",
        actor_key="1",
        actor_name="N",
    )
    return row.id


def the(order_id: str = FIRST) -> Order:
    return Order.objects.get(order_id=order_id)


# Done.


def test_a_new_order_is_there_with_everything_the_report_said() -> None:
    account = an_account()

    recorded = record(
        account, an_order(FIRST, a_line(quantity=2), a_line("10000000000002", sku="TEA"), ship_service="Std US D2D Dom")
    )

    order = the()
    assert recorded.new == (FIRST,)
    assert (order.status, order.ship_by_latest, order.city, order.ship_service) == (
        "UNSHIPPED",
        at(24),
        "Portland",
        "Std US D2D Dom",
    )
    assert (order.unit_count, order.units_to_ship, order.line_count, order.is_open) == (3, 3, 2, True)
    assert [(line.position, line.sku, line.price) for line in order.lines.order_by("position")] == [
        (1, "MUG-1", Decimal("12.50")),
        (2, "TEA", Decimal("12.50")),
    ]


def test_an_order_gets_the_store_of_its_sales_channel_and_the_only_store_when_it_names_none() -> None:
    account = an_account()

    record(
        account,
        an_order(FIRST, sales_channel="Amazon.com"),
        an_order(SECOND),
        an_order(THIRD, sales_channel="Amazon.de"),
    )

    assert the(FIRST).store_id is not None
    assert the(SECOND).store_id == the(FIRST).store_id
    assert the(THIRD).store_id is None


def test_the_buyer_is_sealed_and_opens_only_through_the_door_that_notes_it() -> None:
    account = an_account()
    record(account, an_order())
    order = the()

    stored = SealedBuyer.objects.get(order=order)
    assert b"Rosalind" not in bytes(stored.recipient or b"")
    found = reveal_personal(scope=scope_of(account), order_keys=[order.id], purpose="order_page", actor=NORA, now=NOW)

    assert found == {order.id: a_person()}
    assert (events_of("order", order.id)[0].kind, events_of("order", order.id)[0].details) == (
        "personal_revealed",
        {"purpose": "order_page"},
    )


def test_the_buyer_of_another_shop_does_not_open() -> None:
    account, other = an_account(), an_account("South")
    record(account, an_order())

    assert reveal_personal(scope=scope_of(other), order_keys=[the().id], purpose="command", actor=NORA, now=NOW) == {}
    assert not Event.objects.filter(kind="personal_revealed").exists()


def test_what_came_is_kept_sealed_per_version() -> None:
    account = an_account()
    record(account, received(an_order(declared_at=at(20)), raw=b"Rosalind Wetherby's row"))
    record(account, received(an_order(declared_at=at(21), city="Salem"), raw=b"Rosalind Wetherby's later row"))

    versions = RawVersion.objects.order_by("id")
    assert [version.version_at for version in versions] == [at(20), at(21)]
    assert all(b"Rosalind" not in bytes(version.sealed or b"") for version in versions)


def test_an_order_is_found_by_its_id_with_and_without_hyphens_its_sku_and_title() -> None:
    account = an_account()
    record(account, an_order(FIRST, a_line(sku="MUG", title="Blue mug with a handle", asin="B00MUG0001")))

    for words in ("113-4857201-9936201", "11348572019936201", "mug", "handle", "b00mug0001"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM orders_order WHERE search @@ to_tsquery('simple', %s)", [text_search(words)])
            assert cursor.fetchone() == (1,), words


def test_the_timeline_tells_what_changed_and_never_who_bought() -> None:
    account = an_account()
    record(account, an_order(declared_at=at(20)))
    record(
        account,
        received(
            an_order(FIRST, a_line(quantity=3), declared_at=at(21), ship_by_latest=at(25), cancel_requested=True),
            a_person("Rosalind Quayle"),
        ),
    )

    event = events_of("order", the().id)[0]
    assert event.kind == "order_changed"
    assert event.details["ship_by_latest"] == ["2026-11-24T12:00:00Z", "2026-11-25T12:00:00Z"]
    assert event.details["cancel_requested"] == [None, True]
    assert event.details["lines"] == [{"line": 1, "sku": "MUG-1", "columns": ["quantity_ordered"], "quantity_ordered": [1, 3]}]
    assert event.details["personal"] == ["recipient", "buyer"]
    assert "Rosalind" not in str(event.details)


def test_orders_of_amazons_own_warehouses_are_seen_but_never_worked_on() -> None:
    account = an_account()

    record(account, an_order(fulfilled_by=FulfilledBy.AMAZON))

    assert (the().fulfilled_by, the().is_open) == ("AMAZON", False)


# Repeated.


def test_the_same_chunk_again_writes_nothing() -> None:
    account = an_account()
    orders = [an_order(FIRST, declared_at=at(20)), an_order(SECOND, declared_at=at(20))]
    record(account, *orders)
    before = (list(Order.objects.values()), list(OrderLine.objects.values()), list(SealedBuyer.objects.values()))

    recorded = record(account, *orders, now=NOW + timedelta(hours=1))

    assert (recorded.new, recorded.changed, recorded.unchanged) == ((), (), (FIRST, SECOND))
    assert (list(Order.objects.values()), list(OrderLine.objects.values()), list(SealedBuyer.objects.values())) == before
    assert (Event.objects.count(), RawVersion.objects.count()) == (2, 2)


def test_an_order_told_twice_in_one_chunk_is_one_order() -> None:
    account = an_account()

    recorded = record(account, an_order(FIRST, declared_at=at(20)), an_order(FIRST, declared_at=at(21), city="Salem"))

    assert (recorded.new, recorded.changed) == ((FIRST,), (FIRST,))
    assert the().city == "Salem"


def test_an_undated_repeat_moves_the_version_so_that_a_file_from_in_between_loses() -> None:
    account = an_account()
    record(account, an_order(city="Portland"), now=at(20))
    record(account, an_order(city="Portland"), now=at(23))

    recorded = record(account, an_order(city="Salem"), now=at(24), made_at=at(22))

    assert recorded.older == (FIRST,)
    assert the().city == "Portland"


# Versions.


def test_a_newer_version_wins() -> None:
    account = an_account()
    record(account, an_order(declared_at=at(20)))

    assert record(account, an_order(declared_at=at(21), status="SHIPPED")).changed == (FIRST,)
    assert the().status == "SHIPPED"


def test_an_older_version_is_dropped() -> None:
    account = an_account()
    record(account, an_order(declared_at=at(21), status="SHIPPED", ship_by_latest=at(25)))

    recorded = record(account, an_order(declared_at=at(20)))

    assert recorded.older == (FIRST,)
    assert (the().status, the().ship_by_latest) == ("SHIPPED", at(25))


def test_of_two_words_of_the_same_version_the_later_import_wins() -> None:
    account = an_account()
    record(account, an_order(declared_at=at(20), cancel_requested=False))

    assert record(account, an_order(declared_at=at(20), cancel_requested=True)).changed == (FIRST,)
    assert the().cancel_requested is True


def test_an_undated_old_file_does_not_bring_a_shipped_order_back() -> None:
    account = an_account()
    record(account, an_order(declared_at=at(21), status="SHIPPED"), source=ALL_ORDERS)

    record(account, an_order(declared_at=None, ship_service="Expedited"))

    assert (the().status, the().ship_service) == ("SHIPPED", "Expedited")


def test_a_buyers_wish_to_cancel_gets_through_although_the_other_report_is_dated_later() -> None:
    account = an_account()
    record(account, an_order(declared_at=at(20), cancel_requested=False))
    record(account, received(an_order(declared_at=at(22), ship_by_latest=None)), source=ALL_ORDERS)

    record(account, an_order(declared_at=at(20), cancel_requested=True, cancel_reason="Bought by mistake"))

    assert (the().cancel_requested, the().cancel_reason) == (True, "Bought by mistake")


def test_an_address_arrives_although_the_order_was_known_from_a_later_dated_report() -> None:
    account = an_account()
    bare = an_order(declared_at=at(22), ship_by_latest=None, deliver_by_latest=None)
    record_orders(
        [received(bare).__class__(order=bare)],
        account_id=account,
        source=ALL_ORDERS,
        received_at=NOW,
        made_at=None,
        actor=NORA,
        import_id=None,
    )
    assert open_personal([the().id]) == {}

    recorded = record(account, an_order(declared_at=at(20)))

    assert recorded.changed == (FIRST,)
    assert open_personal([the().id])[the().id] == a_person()
    assert the().ship_by_latest == at(24)


def test_a_report_without_a_column_never_empties_it() -> None:
    account = an_account()
    record(account, an_order(declared_at=at(20), ship_service="Expedited"))

    record(
        account, received(an_order(declared_at=at(21), ship_service=None, ship_by_latest=None, city="Salem")), source=ALL_ORDERS
    )

    assert (the().ship_service, the().ship_by_latest, the().city) == ("Expedited", at(24), "Salem")
    assert open_personal([the().id])[the().id] == a_person()


def test_an_address_with_destroyed_characters_does_not_replace_a_whole_one() -> None:
    account = an_account()
    record(account, received(an_order(declared_at=at(20)), a_person("Zoë Brontë")))

    record(account, received(an_order(declared_at=at(21), city="Salem"), a_person("Zo? Bront?"), is_lossy=True))

    recipient = open_personal([the().id])[the().id].recipient
    assert recipient is not None
    assert recipient.name == "Zoë Brontë"


# Lines and quantities.


def test_a_file_that_lists_part_of_an_order_deletes_no_line() -> None:
    account = an_account()
    record(account, an_order(FIRST, a_line(), a_line("10000000000002", sku="TEA"), declared_at=at(20)))

    record(account, an_order(FIRST, a_line(quantity=2), declared_at=at(21)))

    assert list(the().lines.order_by("position").values_list("sku", "quantity_ordered")) == [("MUG-1", 2), ("TEA", 1)]


def test_lines_without_item_ids_meet_by_sku_and_position_and_get_their_ids_later() -> None:
    account = an_account()
    record(account, an_order(FIRST, a_line(None), a_line(None, quantity=5), declared_at=at(20)), source=ALL_ORDERS)

    record(account, an_order(FIRST, a_line("10000000000001"), a_line("10000000000002", quantity=5), declared_at=at(21)))

    assert list(the().lines.order_by("position").values_list("order_item_id", "quantity_ordered")) == [
        ("10000000000001", 1),
        ("10000000000002", 5),
    ]


def test_a_cancelled_line_shown_with_quantity_zero_keeps_what_was_ordered() -> None:
    account = an_account()
    record(account, an_order(FIRST, a_line(quantity=3), declared_at=at(20)))

    record(account, an_order(FIRST, a_line(quantity=0), declared_at=at(21), status="CANCELLED"), source=ALL_ORDERS)

    line = the().lines.get()
    assert (line.quantity_ordered, line.quantity_cancelled) == (3, 3)


def test_more_shipped_than_ordered_is_refused_and_the_stored_order_stays() -> None:
    account = an_account()
    record(account, an_order(FIRST, a_line(quantity=2), declared_at=at(20)))

    recorded = record(account, an_order(FIRST, a_line(quantity=2, quantity_shipped=3), declared_at=at(21)), an_order(SECOND))

    assert [(order_id, refusal.code) for order_id, refusal in recorded.refused] == [(FIRST, "more_than_ordered")]
    assert recorded.new == (SECOND,)
    assert the().lines.get().quantity_shipped == 0


# Refused.


@pytest.mark.parametrize(
    "bad",
    [
        an_order(FIRST, city="x" * 121),
        an_order(FIRST, a_line(sku="MUG\0")),
        an_order(FIRST, a_line(quantity=10**9)),
        an_order(FIRST, a_line(price=Decimal(10) ** 30)),
        an_order(FIRST, a_line(price=Decimal("NaN"))),
        an_order(FIRST, country="USA"),
        an_order("1" * 21),
    ],
)
def test_an_order_that_does_not_fit_is_refused_and_the_others_go_in(bad) -> None:
    account = an_account()

    recorded = record(account, an_order(SECOND), bad, an_order(THIRD))

    assert recorded.new == (SECOND, THIRD)
    ((order_id, refusal),) = recorded.refused
    assert (order_id, type(refusal)) == (bad.order_id, DoesNotFit)
    assert Order.objects.count() == 2


def test_a_poisoned_order_stands_alone_and_the_others_go_in() -> None:
    account = an_account()
    poisoned = an_order(FIRST, city="\ud800")

    recorded = record(account, an_order(SECOND), poisoned, an_order(THIRD), *(an_order(f"113-0000000-{n:07}") for n in range(20)))

    assert len(recorded.new) == 22
    assert [order_id for order_id, _ in recorded.refused] == [FIRST]
    assert Order.objects.count() == SealedBuyer.objects.count() == Event.objects.count() == 22


def test_an_order_the_database_refuses_stands_alone(monkeypatch) -> None:
    account = an_account()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE orders_order ADD CONSTRAINT no_salem CHECK (city <> 'Salem')")

    recorded = record(account, an_order(FIRST, city="Salem"), *(an_order(f"113-0000000-{n:07}") for n in range(9)))

    assert [(order_id, type(refusal)) for order_id, refusal in recorded.refused] == [(FIRST, RefusedByDatabase)]
    assert len(recorded.new) == Order.objects.count() == 9


# Keys.


def test_an_order_lies_under_the_key_of_its_delivery_day_and_moves_when_the_day_becomes_known() -> None:
    account = an_account()
    record(account, an_order(declared_at=at(20), deliver_by_latest=None))
    before = SealedBuyer.objects.get()
    assert before.key_id == key_ring().key_for(account, None).id
    assert before.erase_on == date(2026, 11, 24) + timedelta(days=44)

    record(account, an_order(declared_at=at(21), deliver_by_latest=at(30)))

    after = SealedBuyer.objects.get()
    assert after.key_id == key_ring().key_for(account, date(2026, 11, 30)).id
    assert after.erase_on == date(2026, 12, 30)
    assert open_personal([the().id])[the().id] == a_person()


def test_an_order_delivered_long_ago_brings_no_personal_data_in() -> None:
    account = an_account()

    record(account, an_order(purchased_at=at(1).replace(month=8), ship_by_latest=None, deliver_by_latest=at(1).replace(month=10)))

    assert the().city == "Portland"
    assert not SealedBuyer.objects.exists()
    assert not RawVersion.objects.exists()


def test_what_was_erased_does_not_come_back_with_an_old_file() -> None:
    account = an_account()
    record(account, an_order(declared_at=at(20)))
    SealedBuyer.objects.update(recipient=None, buyer=None, messages=None, erased_at=NOW)

    record(account, received(an_order(declared_at=at(21), city="Salem"), a_person("Rosalind Quayle")))

    assert open_personal([the().id]) == {}


# Quarantine.


def test_an_order_with_a_bad_row_goes_in_and_is_incomplete_until_a_later_file_brings_the_row() -> None:
    account = an_account()
    bad = a_bad_row(order_item_id="10000000000002")
    record(account, an_order(declared_at=at(20)), import_id=an_import(account), bad_rows=[bad])
    assert the().is_incomplete is True

    record(
        account, an_order(FIRST, a_line(), a_line("10000000000002", sku="TEA"), declared_at=at(20)), import_id=an_import(account)
    )

    assert the().is_incomplete is False
    assert QuarantinedRow.objects.get().state == QuarantineState.SETTLED


def test_a_bad_row_without_ids_is_settled_only_by_the_whole_order() -> None:
    account = an_account()
    record(account, an_order(declared_at=at(20)), import_id=an_import(account), bad_rows=[a_bad_row()])
    record(
        account, an_order(declared_at=at(21), city="Salem"), import_id=an_import(account), bad_rows=[a_bad_row(raw=b"still bad")]
    )
    assert QuarantinedRow.objects.filter(state="open").count() == 2

    record(account, an_order(declared_at=at(22)), import_id=an_import(account))

    assert not QuarantinedRow.objects.filter(state="open").exists()
    assert the().is_incomplete is False


def test_the_same_bad_row_in_the_next_file_is_set_aside_once() -> None:
    account = an_account()
    for _ in range(2):
        record(
            account, an_order(declared_at=at(20)), import_id=an_import(account), bad_rows=[a_bad_row(), a_bad_row(9, order_id="")]
        )

    assert QuarantinedRow.objects.count() == 2
    assert the().is_incomplete is True


def test_a_bad_row_of_an_order_known_from_before_makes_it_incomplete() -> None:
    account = an_account()
    record(account, an_order(declared_at=at(20)))

    record(account, import_id=an_import(account), bad_rows=[a_bad_row()])

    assert the().is_incomplete is True


def test_a_refused_order_lies_in_quarantine_with_its_line_and_reason() -> None:
    account = an_account()

    record(account, received(an_order(FIRST, city="x" * 200), lines=(7,)), import_id=an_import(account))

    row = QuarantinedRow.objects.get()
    assert (row.line, row.order_id, row.code) == (7, FIRST, "value_does_not_fit")
    assert "city" in row.reason


def test_nothing_of_a_bad_row_lies_in_clear() -> None:
    account = an_account()
    record(account, import_id=an_import(account), bad_rows=[a_bad_row(raw=b"Rosalind Wetherby\t12 Quince Lane")])

    assert "Rosalind" not in str(list(QuarantinedRow.objects.values()))


def test_an_import_keeps_what_it_replaced() -> None:
    account = an_account()
    record(account, an_order(declared_at=at(20)))
    record(account, an_order(FIRST, declared_at=at(21), city="Salem"), an_order(SECOND), import_id=an_import(account))

    kept = {row.order_key: row for row in Replaced.objects.all()}
    assert kept[the(SECOND).id].before is None
    assert kept[the(FIRST).id].before["known"]["values"]["city"] == "Portland"
    assert kept[the(FIRST).id].sealed is not None


# Cost, and two at once.


def test_a_chunk_takes_the_same_number_of_statements_whatever_its_size() -> None:
    account = an_account()

    def statements(count: int, start: int) -> int:
        orders = [an_order(f"113-0000000-{number:07}", declared_at=at(20)) for number in range(start, start + count)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            record(account, *orders, import_id=imported)
        with CaptureQueriesContext(connection) as changes:
            record(account, *(an_order(o.order_id, declared_at=at(21), city="Salem") for o in orders), import_id=imported)
        return len(queries) + len(changes)

    imported = an_import(account)
    statements(1, 0)
    assert statements(2, 10) == statements(200, 1000)


@pytest.mark.django_db(transaction=True)
def test_two_files_at_once_with_the_same_new_orders_store_each_order_once() -> None:
    account = an_account()
    barrier = Barrier(2)
    results = []

    def run(city: str) -> None:
        barrier.wait()
        results.append(record(account, *(an_order(f"113-0000000-{n:07}", city=city) for n in range(50)), source=UNSHIPPED))
        connection.close()

    threads = [Thread(target=run, args=(city,)) for city in ("Portland", "Salem")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(len(result.new) for result in results) == [0, 50]
    assert Order.objects.count() == OrderLine.objects.count() == 50
