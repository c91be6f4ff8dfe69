"""The confirmation file: every waiting parcel once, the same bytes again only when asked, settled by Amazon's report."""

import threading
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection

from shipby.actions.confirm_shipment import confirm_shipment
from shipby.actions.correct_parcel import correct_parcel
from shipby.actions.export_confirmations import Exported, export_confirmations
from shipby.actions.mark_batch_sent import BatchIsSettled, mark_batch_sent
from shipby.actions.repeat_export import UnknownBatch, repeat_export
from shipby.actions.settle_by_evidence import settle_by_evidence
from shipby.actions.settle_processing_report import Settled, settle_processing_report
from shipby.amazon.wire.processing_report import read_processing_report
from shipby.journal.reads import events_of
from shipby.orders.models import Hold, Order
from shipby.outbox.models import Batch, Intent
from shipby.outbox.reads import batches_of, find_batch
from shipby.outbox.rules import BatchState, IntentState
from shipby.outbox.rules.settling import BatchSettledOtherwise, ReportFitsNone
from shipby.shipping.models import Parcel
from shipby.shipping.reads import waiting_counts
from shipby.shipping.rules.confirmation import Confirmation
from shipby.shop.models import Figure
from tests.conftest import NOW
from tests.rooms.shipping.world import NORA, UPS_GOOD, USPS_GOOD, World, a_draft, a_world, an_order, items_of, write_lines

FILE = "shipping-confirmation-file"


@dataclass(frozen=True)
class Row:
    record_number: int | None
    order_id: str = ""
    order_item_id: str = ""
    code: str = "18028"
    kind: str = "Error"
    message: str = "The tracking number is not valid."


@dataclass(frozen=True)
class Report:
    processed: int
    successful: int | None = None
    rows: tuple[Row, ...] = field(default=())


def confirm(world: World, order: Order, **changes: object) -> None:
    confirm_shipment(scope=world.scope, order_id=order.order_id, parcel=a_draft(**changes), actor=NORA, now=NOW)


def export(world: World) -> Exported:
    return export_confirmations(scope=world.scope, account_id=world.account_id, write_file=write_lines, actor=NORA, now=NOW)


def settle(world: World, report: Report, *, batch: int | None = None) -> Settled:
    return settle_processing_report(
        scope=world.scope, account_id=world.account_id, report=report, batch=batch, actor=NORA, now=NOW
    )


def confirmation_of(order: Order) -> str:
    order.refresh_from_db()
    return order.confirmation


@pytest.mark.django_db
def test_the_file_holds_one_full_row_per_item_and_parcel_the_most_urgent_first() -> None:
    world = a_world()
    later = an_order(world, ship_by_latest=NOW + timedelta(days=3))
    soon = an_order(world, ship_by_latest=NOW + timedelta(hours=3), lines=[{"quantity_ordered": 2}, {}])
    confirm(world, later, carrier_code="Other", carrier_name="Bike Bob", tracking_number="BB 1")
    confirm(world, soon, ship_date=date(2026, 11, 22), service="Ground Advantage")

    done = export(world)

    first, second = items_of(soon)
    assert (done.batch, done.rows) == (1, 3)
    assert done.content.decode("utf-8") == (
        "order-id\torder-item-id\tquantity\tship-date\tcarrier-code\tcarrier-name\ttracking-number\tship-method\n"
        f"{soon.order_id}\t{first}\t2\t2026-11-22\tUSPS\t\t{USPS_GOOD}\tGround Advantage\n"
        f"{soon.order_id}\t{second}\t1\t2026-11-22\tUSPS\t\t{USPS_GOOD}\tGround Advantage\n"
        f"{later.order_id}\t{items_of(later)[0]}\t1\t2026-11-23\tOther\tBike Bob\tBB1\t\n"
    )
    assert confirmation_of(soon) == "downloaded"
    assert {intent.state for intent in Intent.objects.all()} == {"sent"}
    assert events_of("order", soon.id)[0].kind == "confirmation_exported"


@pytest.mark.django_db
def test_an_order_whose_report_named_no_item_ids_is_one_row_without_item() -> None:
    world = a_world()
    order = an_order(world, lines=[{"order_item_id": ""}, {"order_item_id": "", "quantity_ordered": 2}])
    confirm(world, order)

    assert waiting_counts(world.scope.account_ids) == {world.account_id: 1}
    done = export(world)

    assert done.rows == 1
    assert done.content.decode().splitlines()[1].startswith(f"{order.order_id}\t\t\t2026-11-23\tUSPS\t")


@pytest.mark.django_db
def test_a_second_export_with_nothing_new_makes_no_batch() -> None:
    world = a_world()
    confirm(world, an_order(world))
    export(world)

    again = export(world)

    assert (again.batch, again.rows, again.content) == (None, 0, b"")
    assert Batch.objects.count() == 1


@pytest.mark.django_db
def test_the_same_file_again_is_the_very_same_bytes_and_is_noted() -> None:
    world = a_world()
    confirm(world, an_order(world))
    made = export(world)

    again = repeat_export(scope=world.scope, number=1, actor=NORA, now=NOW)

    assert again == made
    assert [event.kind for event in events_of("batch", made.batch_id)] == ["confirmation_file_handed_out"]
    assert Parcel.objects.get().confirmation == "downloaded"


@pytest.mark.django_db
def test_a_file_of_another_shop_is_not_there() -> None:
    world, theirs = a_world(), a_world(name="Eastside")
    confirm(theirs, an_order(theirs))
    made = export(theirs)

    with pytest.raises(UnknownBatch):
        repeat_export(scope=world.scope, batch_id=made.batch_id, actor=NORA, now=NOW)
    with pytest.raises(UnknownBatch):
        mark_batch_sent(scope=world.scope, batch_id=made.batch_id, is_sent=True, actor=NORA, now=NOW)
    with pytest.raises(ValueError, match="another shop"):
        export_confirmations(scope=world.scope, account_id=theirs.account_id, write_file=write_lines, actor=NORA, now=NOW)


@pytest.mark.django_db
def test_more_rows_than_amazon_takes_wait_for_the_next_file() -> None:
    world = a_world()
    Figure.objects.create(name="confirmation_file_rows", value=3, valid_from=date(2026, 1, 1), source="test")
    for hours in range(1, 4):
        confirm(world, an_order(world, lines=[{}, {}], ship_by_latest=NOW + timedelta(hours=hours)))

    assert [export(world).rows for _ in range(4)] == [2, 2, 2, 0]


@pytest.mark.django_db
def test_an_order_on_hold_or_cancelled_since_goes_on_waiting() -> None:
    world = a_world()
    held, cancelled, free = an_order(world), an_order(world), an_order(world)
    for order in (held, cancelled, free):
        confirm(world, order)
    Hold.objects.create(order=held, held_at=NOW, held_by="Nora")
    Order.objects.filter(id=held.id).update(is_held=True)
    Order.objects.filter(id=cancelled.id).update(status="CANCELLED")

    assert waiting_counts(world.scope.account_ids) == {world.account_id: 1}
    assert export(world).rows == 1
    assert (confirmation_of(held), confirmation_of(cancelled), confirmation_of(free)) == ("prepared", "prepared", "downloaded")


@pytest.mark.django_db
def test_a_file_that_cannot_be_written_takes_nothing_out_of_the_line() -> None:
    world = a_world()
    confirm(world, an_order(world))

    def fails(rows: object) -> bytes:
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        export_confirmations(scope=world.scope, account_id=world.account_id, write_file=fails, actor=NORA, now=NOW)

    assert (Batch.objects.count(), Intent.objects.get().state) == (0, IntentState.PREPARED)
    assert export(world).rows == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_who_press_the_button_at_once_get_every_parcel_once() -> None:
    world = a_world()
    for _ in range(15):
        confirm(world, an_order(world))
    done: list[Exported] = []
    start = threading.Barrier(2)

    def run() -> None:
        start.wait()
        try:
            done.append(export(world))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(one.rows for one in done) == [0, 15]
    assert Batch.objects.count() == 1


@pytest.mark.django_db
def test_saying_it_was_uploaded_can_be_taken_back_until_amazon_answers() -> None:
    world = a_world()
    order = an_order(world)
    confirm(world, order)
    batch_id = export(world).batch_id

    mark_batch_sent(scope=world.scope, batch_id=batch_id, is_sent=True, actor=NORA, now=NOW)
    mark_batch_sent(scope=world.scope, batch_id=batch_id, is_sent=True, actor=NORA, now=NOW)
    assert confirmation_of(order) == "sent"
    mark_batch_sent(scope=world.scope, batch_id=batch_id, is_sent=False, actor=NORA, now=NOW)
    assert confirmation_of(order) == "downloaded"
    assert [event.kind for event in events_of("order", order.id)][:2] == [
        "confirmation_upload_taken_back",
        "confirmation_uploaded",
    ]

    settle(world, Report(1, 1))
    with pytest.raises(BatchIsSettled):
        mark_batch_sent(scope=world.scope, batch_id=batch_id, is_sent=True, actor=NORA, now=NOW)


@pytest.mark.django_db
def test_amazons_report_accepts_and_refuses_row_by_row_and_the_refused_order_comes_back() -> None:
    world = a_world()
    good, bad, warned = (an_order(world, ship_by_latest=NOW + timedelta(hours=n)) for n in (1, 2, 3))
    for order in (good, bad, warned):
        confirm(world, order)
    export(world)
    item = items_of(bad)[0]

    settled = settle(world, Report(3, 2, (Row(2, bad.order_id, item), Row(3, warned.order_id, kind="Warning", code="9"))))

    assert settled.accepted == 2
    assert [(row.order_id, row.order_item_id, row.code, row.message) for row in settled.refused] == [
        (bad.order_id, item, "18028", "The tracking number is not valid.")
    ]
    assert [confirmation_of(order) for order in (good, bad, warned)] == ["accepted", "refused", "accepted"]
    assert "confirm_refused" in bad.causes
    assert (bad.is_open, good.is_open) == (True, False)
    parcel = Parcel.objects.get(order=bad)
    assert (parcel.refusal_code, parcel.refusal) == ("18028", "The tracking number is not valid.")
    assert Intent.objects.get(subject_key=parcel.id).state == IntentState.REJECTED
    assert events_of("order", bad.id)[0].kind == "confirmation_refused"
    assert find_batch(world.scope.account_ids, FILE, number=1).state is BatchState.SETTLED


@pytest.mark.django_db
def test_the_report_as_amazon_writes_it_settles_the_file() -> None:
    world = a_world()
    good, bad = (an_order(world, ship_by_latest=NOW + timedelta(hours=n)) for n in (1, 2))
    confirm(world, good)
    confirm(world, bad)
    export(world)
    text = (
        "Feed Processing Summary:\n\tNumber of records processed\t\t2\n\tNumber of records successful\t\t1\n\n"
        "original-record-number\torder-id\torder-item-id\terror-code\terror-type\terror-message\n"
        f"2\t{bad.order_id}\t{items_of(bad)[0]}\t18028\tError\tNo\n"
    )

    settled = settle(world, read_processing_report(BytesIO(text.encode("iso-8859-1"))))

    assert (settled.accepted, [row.order_id for row in settled.refused]) == (1, [bad.order_id])


@pytest.mark.django_db
def test_the_same_report_twice_gives_the_same_answer_and_changes_nothing() -> None:
    world = a_world()
    order = an_order(world)
    confirm(world, order)
    export(world)
    report = Report(1, 0, (Row(1, order.order_id),))
    first = settle(world, report)
    events = len(events_of("order", order.id))
    confirm(world, order, carrier_code="UPS", tracking_number=UPS_GOOD)

    assert settle(world, report) == first
    assert settle(world, report, batch=1) == first
    assert confirmation_of(order) == "prepared"
    assert len(events_of("order", order.id)) == events + 1
    with pytest.raises(BatchSettledOtherwise):
        settle(world, Report(1, 1), batch=1)


@pytest.mark.django_db
def test_a_corrected_parcel_goes_out_again_as_the_next_attempt_of_the_same_parcel() -> None:
    world = a_world()
    order = an_order(world)
    confirm(world, order)
    export(world)
    settle(world, Report(1, 0, (Row(1, order.order_id),)))

    confirm(world, order, carrier_code="UPS", tracking_number=UPS_GOOD)
    second = export(world)
    settled = settle(world, Report(1, 1))

    parcel = Parcel.objects.get()
    assert (parcel.reference, parcel.confirmation, parcel.refusal) == (1, "accepted", "")
    assert list(Intent.objects.order_by("attempt").values_list("attempt", "revision", "state")) == [
        (1, 1, "rejected"),
        (2, 1, "done"),
    ]
    assert (second.batch, settled.batch) == (2, 2)
    assert UPS_GOOD.encode() in second.content


@pytest.mark.django_db
def test_a_parcel_with_one_refused_row_is_refused_but_amazon_keeps_the_other_so_it_is_only_corrected() -> None:
    world = a_world()
    order = an_order(world, lines=[{}, {}])
    confirm(world, order)
    export(world)

    settled = settle(world, Report(2, 1, (Row(2, order.order_id, items_of(order)[1]),)))

    parcel = Parcel.objects.get()
    assert (settled.accepted, parcel.confirmation, parcel.revision) == (1, "refused", 2)
    draft = a_draft(carrier_code="UPS", tracking_number=UPS_GOOD)
    correct_parcel(scope=world.scope, order_id=order.order_id, reference=1, parcel=draft, actor=NORA, now=NOW)
    assert export(world).rows == 2


@pytest.mark.django_db
def test_a_verdict_on_an_older_content_does_not_judge_the_correction() -> None:
    world = a_world()
    order = an_order(world)
    confirm(world, order)
    export(world)
    draft = a_draft(carrier_code="UPS", tracking_number=UPS_GOOD)
    correct_parcel(scope=world.scope, order_id=order.order_id, reference=1, parcel=draft, actor=NORA, now=NOW)

    settle(world, Report(1, 0, (Row(1, order.order_id),)))

    assert confirmation_of(order) == "prepared"
    assert list(Intent.objects.order_by("attempt").values_list("state", flat=True)) == ["rejected", "prepared"]


@pytest.mark.django_db
def test_a_report_for_no_file_of_ours_lists_the_files() -> None:
    world = a_world()
    confirm(world, an_order(world))
    export(world)

    with pytest.raises(ReportFitsNone) as refusal:
        settle(world, Report(5, 5))
    assert refusal.value.message.endswith("files: 1.")
    assert batches_of(world.scope.account_ids, FILE)[0].state is BatchState.DOWNLOADED


@pytest.mark.django_db
def test_records_may_be_counted_with_the_header() -> None:
    world = a_world()
    Figure.objects.create(name="processing_report_counts_header", value=True, valid_from=date(2026, 1, 1), source="test")
    orders = [an_order(world, ship_by_latest=NOW + timedelta(hours=n)) for n in (1, 2)]
    for order in orders:
        confirm(world, order)
    export(world)

    settled = settle(world, Report(2, 1, (Row(3),)))

    assert [row.order_id for row in settled.refused] == [orders[1].order_id]


@pytest.mark.django_db
def test_what_the_orders_tell_settles_what_left_and_nothing_else() -> None:
    world = a_world()
    shipped, vanished, risen, silent, waiting = (an_order(world, lines=[{"quantity_ordered": 2}]) for _ in range(5))
    for order in (shipped, vanished, risen, silent):
        confirm(world, order)
    export(world)
    confirm(world, waiting)
    Order.objects.filter(id__in=[shipped.id, waiting.id]).update(status="SHIPPED")
    Order.objects.filter(id=vanished.id).update(vanished_at=NOW)
    risen.lines.update(quantity_shipped=2)

    first = settle_by_evidence(account_id=world.account_id, cause="import:1", now=NOW)
    again = settle_by_evidence(account_id=world.account_id, cause="import:2", now=NOW)

    assert (first.accepted, first.probably_accepted) == (2, 1)
    assert (again.accepted, again.probably_accepted) == (0, 0)
    states = [confirmation_of(order) for order in (shipped, vanished, risen, silent, waiting)]
    assert states == ["accepted", "probably_accepted", "accepted", "downloaded", "prepared"]
    event = events_of("order", vanished.id)[0]
    assert (event.kind, event.cause, event.actor_name) == ("confirmation_probably_accepted", "import:1", "Shipby")
    assert Intent.objects.filter(state=IntentState.DONE).count() == 2
    assert (vanished.is_open, vanished.units_confirmed) == (False, 2)


@pytest.mark.django_db
@pytest.mark.parametrize("is_sent", [True, False])
def test_an_order_that_is_listed_as_unshipped_again_was_not_accepted_after_all(is_sent: bool) -> None:
    world = a_world()
    order = an_order(world)
    confirm(world, order)
    batch_id = export(world).batch_id
    if is_sent:
        mark_batch_sent(scope=world.scope, batch_id=batch_id, is_sent=True, actor=NORA, now=NOW)
    Order.objects.filter(id=order.id).update(vanished_at=NOW)
    settle_by_evidence(account_id=world.account_id, cause="import:1", now=NOW)
    Order.objects.filter(id=order.id).update(vanished_at=None)

    settle_by_evidence(account_id=world.account_id, cause="import:2", now=NOW)

    assert confirmation_of(order) == ("sent" if is_sent else "downloaded")
    assert order.is_open
    assert events_of("order", order.id)[0].kind == "confirmation_no_longer_probable"


@pytest.mark.django_db
def test_what_is_probable_becomes_certain_with_the_report() -> None:
    world = a_world()
    order = an_order(world)
    confirm(world, order)
    export(world)
    Order.objects.filter(id=order.id).update(vanished_at=NOW)
    settle_by_evidence(account_id=world.account_id, cause="import:1", now=NOW)

    settle(world, Report(1, 1))

    assert confirmation_of(order) == Confirmation.ACCEPTED


@pytest.mark.django_db
def test_proof_is_stronger_than_a_later_refusal_of_the_same_content() -> None:
    world = a_world()
    order = an_order(world)
    confirm(world, order)
    export(world)
    Order.objects.filter(id=order.id).update(status="SHIPPED")
    settle_by_evidence(account_id=world.account_id, cause="import:1", now=NOW)

    settled = settle(world, Report(1, 0, (Row(1, order.order_id),)))

    assert len(settled.refused) == 1
    assert confirmation_of(order) == "accepted"


@pytest.mark.django_db
def test_queries_of_an_export_do_not_grow_with_its_rows(django_assert_max_num_queries) -> None:
    for name, orders in (("Small", 2), ("Large", 40)):
        world = a_world(name=name)
        for _ in range(orders):
            confirm(world, an_order(world))
        with django_assert_max_num_queries(32):
            export(world)
        with django_assert_max_num_queries(40):
            settle(world, Report(orders, orders))
