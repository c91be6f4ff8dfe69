"""Confirm a table: what can be is done, what can't is skipped with its reason, and a table run twice changes nothing."""

from dataclasses import dataclass
from datetime import date

import pytest

from shipby.actions.confirm_many import confirm_many, preview_many
from shipby.actions.export_confirmations import export_confirmations
from shipby.actions.settle_processing_report import settle_processing_report
from shipby.journal.reads import events_of
from shipby.orders.models import Order, OrderLine
from shipby.outbox.models import Intent
from shipby.shipping.models import Parcel
from shipby.shipping.reads import parcels_of
from shipby.shipping.rules.bulk import MOST_ROWS, Defaults, TooManyRows, drafts_of
from shipby.shipping.rules.confirm_table import read_table
from shipby.shipping.rules.parcels import PlanKind
from tests.actions.test_export_confirmations import Report, Row
from tests.conftest import NOW
from tests.rooms.shipping.world import NORA, UPS_GOOD, USPS_GOOD, World, a_world, an_order, items_of, write_lines


@dataclass(frozen=True)
class Said:
    """A row of a table; empty and null = it does not say."""

    order_id: str
    tracking_number: str = USPS_GOOD
    carrier_text: str = "USPS"
    order_item_id: str = ""
    quantity: int | None = None
    service: str = ""
    ship_date: date | None = None
    line: int = 2


def run(world: World, *rows: Said, defaults: Defaults | None = None):
    return confirm_many(scope=world.scope, rows=rows, defaults=defaults, actor=NORA, now=NOW)


def reasons(planned) -> list[str]:
    return [item.refusal.code if item.refusal else item.plan.kind.value for item in planned]


@pytest.mark.django_db
def test_what_can_be_confirmed_is_and_the_rest_says_why() -> None:
    world = a_world()
    good, held, mixed = an_order(world), an_order(world, is_held=True), an_order(world, lines=[{}, {}])

    planned = run(
        world,
        Said(good.order_id),
        Said(held.order_id, "T2"),
        Said("113-0000000-7777777", "T3"),
        Said(mixed.order_id, "T4", quantity=1),
        Said(mixed.order_id, "T5", carrier_text=""),
    )

    assert reasons(planned) == ["new", "on_hold", "unknown_order", "item_not_said", "carrier_missing"]
    assert (Parcel.objects.count(), Intent.objects.count()) == (1, 1)
    good.refresh_from_db()
    assert good.confirmation == "prepared"
    assert events_of("order", good.id)[0].kind == "parcel_confirmed"


@pytest.mark.django_db
def test_a_preview_says_the_same_and_changes_nothing() -> None:
    world = a_world()
    rows = [Said(an_order(world).order_id, "T1"), Said(an_order(world, is_held=True).order_id, "T2")]

    shown = preview_many(scope=world.scope, rows=rows, now=NOW)

    assert not Parcel.objects.exists()
    assert reasons(shown) == reasons(run(world, *rows)) == ["new", "on_hold"]


@pytest.mark.django_db
def test_a_table_run_twice_changes_nothing() -> None:
    world = a_world()
    whole, part = an_order(world, lines=[{"quantity_ordered": 2}]), an_order(world, lines=[{}, {}])
    rows = [Said(whole.order_id, "T1"), Said(part.order_id, "T2", order_item_id=items_of(part)[0])]
    run(world, *rows)

    assert reasons(run(world, *rows)) == ["same", "same"]
    assert (Parcel.objects.count(), Intent.objects.count()) == (2, 2)


@pytest.mark.django_db
def test_rows_of_one_order_with_one_number_are_one_parcel_and_with_two_numbers_two() -> None:
    world = a_world()
    order = an_order(world, lines=[{"quantity_ordered": 2}, {}])
    first, second = items_of(order)

    planned = run(
        world,
        Said(order.order_id, "T1", order_item_id=first, quantity=1, line=2),
        Said(order.order_id, "T1", order_item_id=second, line=3),
        Said(order.order_id, "T2", order_item_id=first, line=4),
    )

    assert [item.lines for item in planned] == [(2, 3), (4,)]
    parcels = parcels_of(order.id)
    assert [[(item.order_item_id, item.quantity) for item in parcel.items] for parcel in parcels] == [
        [(first, 1), (second, 1)],
        [(first, 1)],
    ]
    assert [parcel.reference for parcel in parcels] == [1, 2]


@pytest.mark.django_db
def test_more_than_is_open_is_skipped_also_within_one_table() -> None:
    world = a_world()
    order = an_order(world, lines=[{"quantity_ordered": 2}])
    item = items_of(order)[0]

    planned = run(world, Said(order.order_id, "T1", order_item_id=item, quantity=2), Said(order.order_id, "T2"))

    assert reasons(planned) == ["new", "nothing_to_confirm"]


@pytest.mark.django_db
def test_rows_that_contradict_each_other_are_skipped() -> None:
    world = a_world()
    order = an_order(world)

    planned = run(world, Said(order.order_id), Said(order.order_id, order_item_id=items_of(order)[0]))

    assert reasons(planned) == ["rows_disagree"]


@pytest.mark.django_db
def test_a_number_on_two_orders_of_one_table_is_flagged_on_both() -> None:
    world = a_world()
    one, two = an_order(world), an_order(world)

    planned = run(world, Said(one.order_id), Said(two.order_id))

    assert [[warning.code for warning in item.plan.warnings] for item in planned] == [["tracking_used_before"]] * 2


@pytest.mark.django_db
def test_a_carrier_that_amazon_does_not_list_goes_as_other_with_its_name() -> None:
    world = a_world()

    planned = run(world, Said(an_order(world).order_id, "BB-1", carrier_text="Bike Bob"))

    content = planned[0].plan.content
    assert (content.carrier_code, content.carrier_name) == ("Other", "Bike Bob")
    assert "carrier_other" in [warning.code for warning in planned[0].plan.warnings]


@pytest.mark.django_db
def test_what_the_table_does_not_say_comes_from_the_form() -> None:
    world = a_world()
    defaults = Defaults(carrier_code="USPS", service="Ground", ship_date=date(2026, 11, 22))

    planned = run(world, Said(an_order(world).order_id, carrier_text=""), defaults=defaults)

    content = planned[0].plan.content
    assert (content.carrier_code, content.service, content.ship_date) == ("USPS", "Ground", date(2026, 11, 22))


@pytest.mark.django_db
def test_a_table_of_corrections_sends_refused_parcels_again_under_their_reference() -> None:
    world = a_world()
    order = an_order(world)
    run(world, Said(order.order_id, "WRONG1"))
    export_confirmations(scope=world.scope, account_id=world.account_id, write_file=write_lines, actor=NORA, now=NOW)
    report = Report(1, 0, (Row(1, order.order_id),))
    settle_processing_report(scope=world.scope, account_id=world.account_id, report=report, actor=NORA, now=NOW)

    planned = run(world, Said(order.order_id, UPS_GOOD, carrier_text="UPS"))

    assert planned[0].plan.kind is PlanKind.AGAIN
    assert (Parcel.objects.get().reference, Parcel.objects.get().confirmation) == (1, "prepared")


@pytest.mark.django_db
def test_another_shops_orders_are_unknown() -> None:
    world, theirs = a_world(), a_world(name="Eastside")

    assert reasons(run(world, Said(an_order(theirs).order_id))) == ["unknown_order"]


def test_a_table_longer_than_one_run_is_refused_whole() -> None:
    rows = [Said(f"113-0000000-{number:07d}") for number in range(MOST_ROWS + 1)]

    with pytest.raises(TooManyRows, match="5001 rows; one run takes 5000"):
        drafts_of(rows, Defaults())


@pytest.mark.django_db
def test_a_table_as_a_label_program_writes_it_is_confirmed() -> None:
    world = a_world()
    order = an_order(world)
    text = f"Order Number,Tracking Number,Carrier,Service\n{order.order_id},{USPS_GOOD},USPS,Ground Advantage\n"

    assert reasons(run(world, *read_table(text).rows)) == ["new"]


@pytest.mark.django_db
def test_a_table_of_five_thousand_rows_takes_a_fixed_number_of_queries(django_assert_max_num_queries) -> None:
    world = a_world()
    template = an_order(world)
    orders = []
    for number in range(MOST_ROWS):
        columns = {f.attname: getattr(template, f.attname) for f in Order._meta.concrete_fields if f.attname != "id"}
        orders.append(Order(**(columns | {"order_id": f"999-0000000-{number:07d}"})))
    Order.objects.bulk_create(orders, batch_size=1000)
    OrderLine.objects.bulk_create(
        (OrderLine(order=order, position=0, order_item_id="1", sku="S", quantity_ordered=1) for order in orders), batch_size=1000
    )
    rows = [Said(order.order_id, f"T{number}") for number, order in enumerate(orders)]

    with django_assert_max_num_queries(60):
        planned = run(world, *rows)

    assert {item.plan.kind for item in planned} == {PlanKind.NEW}
    assert Intent.objects.count() == MOST_ROWS
