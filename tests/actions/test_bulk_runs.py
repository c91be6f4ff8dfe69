"""Runs on many orders: done, left, refused, stopped, killed, undone, tried again, and each never twice."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from shipby.actions.add_note import add_note
from shipby.actions.end_bulk_run import continue_bulk_run, stop_bulk_run
from shipby.actions.hold_orders import hold_orders
from shipby.actions.release_orders import release_orders
from shipby.actions.repeat_bulk_run import retry_bulk_run, undo_bulk_run
from shipby.actions.start_bulk_run import start_bulk_run
from shipby.actions.tag_orders import tag_orders
from shipby.actions.work_bulk_run import work_bulk_run
from shipby.bulk.models import BulkItem, BulkRun
from shipby.bulk.reads import find_run, items_of
from shipby.bulk.rules import (
    MOST_ORDERS,
    BulkAct,
    NothingChosen,
    NothingFailed,
    NoUndo,
    Outcome,
    Run,
    RunNotLive,
    RunState,
    TooManyOrders,
)
from shipby.journal.models import Event
from shipby.orders.models import Hold, Note, Order
from shipby.orders.rules.marks import BadTag, EmptyNote, TooLongText
from shipby.worker.app import run_worker
from shipby.worker.run_bulk import run_bulk
from tests.conftest import NOW
from tests.rooms.shipping.world import NORA, World, a_world, an_order

pytestmark = pytest.mark.django_db(transaction=True)
A, B, C = (f"113-000000{number}-0000000" for number in (1, 2, 3))


@pytest.fixture
def world() -> World:
    made = a_world()
    for order_id in (A, B, C):
        an_order(made, order_id=order_id)
    return made


def started(world: World, act: BulkAct, *order_ids: str, key: str = "form-1", **words: object) -> int:
    return start_bulk_run(
        scope=world.scope, act=act, words=words, order_ids=order_ids, query="", request_key=key, actor=NORA, now=NOW
    )


def worked(world: World, run_id: int, minutes: int = 1) -> Run:
    while work_bulk_run(run_id=run_id, now=NOW + timedelta(minutes=minutes)):
        pass
    run = find_run(world.scope.shop_id, run_id)
    assert run is not None
    return run


def outcomes(run_id: int) -> dict[str, Outcome]:
    return {item.order_id: item.outcome for item in items_of(run_id)}


def held() -> dict[str, str]:
    return dict(Hold.objects.filter(released_at=None).values_list("order__order_id", "reason"))


def by(world: World) -> dict:
    return {"scope": world.scope, "actor": NORA, "now": NOW}


def test_each_order_says_what_became_of_it(world: World) -> None:
    an_order(world, order_id="113-0000009-0000000", status="SHIPPED", is_open=False)
    hold_orders(order_ids=[B], reason="before", **by(world))

    run_id = started(world, BulkAct.HOLD, A, B, "113-0000009-0000000", "113-9999999-0000000", reason="count first")
    run = worked(world, run_id)

    assert (run.state, run.done, run.left, run.failed) == (RunState.DONE, 1, 3, 0)
    assert held() == {A: "count first", B: "before"}
    assert [item.why for item in items_of(run_id)] == [
        "",
        "It was on hold already.",
        "The order is shipped, cancelled, or Amazon ships it.",
        "The order is not here any more.",
    ]
    assert Event.objects.filter(kind="bulk_started", subject_key=run_id).count() == 1


def test_the_job_works_it_through_the_real_worker(world: World) -> None:
    run_id = started(world, BulkAct.TAG, A, B, C, add=["Night-Shift"])

    run_worker(wait=False)

    assert set(outcomes(run_id).values()) == {Outcome.DONE}
    assert Order.objects.filter(tags__contains=["night-shift"]).count() == 3


def test_the_same_form_twice_is_one_run(world: World) -> None:
    first = started(world, BulkAct.NOTE, A, text="hello")

    assert started(world, BulkAct.NOTE, A, B, text="hello") == first
    assert BulkRun.objects.count() == 1
    assert BulkItem.objects.count() == 1


def test_another_shop_s_orders_are_not_here(world: World) -> None:
    other = a_world(name="Other")

    run = worked(other, started(other, BulkAct.HOLD, A, reason=""))

    assert (run.done, run.left) == (0, 1)
    assert held() == {}


@pytest.mark.parametrize(
    ("act", "words", "refusal"),
    [
        (BulkAct.HOLD, {"reason": "x" * 201}, TooLongText),
        (BulkAct.TAG, {"add": ["two words"]}, BadTag),
        (BulkAct.NOTE, {"text": " \u200b "}, EmptyNote),
    ],
)
def test_what_the_act_is_told_is_checked_before_anything_starts(
    world: World, act: BulkAct, words: dict, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        started(world, act, A, **words)
    assert not BulkRun.objects.exists()


def test_no_orders_or_too_many_start_nothing(world: World) -> None:
    with pytest.raises(NothingChosen):
        started(world, BulkAct.RELEASE)
    with pytest.raises(TooManyOrders):
        started(world, BulkAct.RELEASE, *map(str, range(MOST_ORDERS + 1)))


def test_one_refused_order_stops_none_of_the_others_and_is_tried_again(world: World) -> None:
    full = [f"tag-{number}" for number in range(20)]
    tag_orders(order_ids=[B], add=full, **by(world))

    run_id = started(world, BulkAct.TAG, A, B, C, add=["one-more"])
    run = worked(world, run_id)
    tag_orders(order_ids=[B], remove=full[:1], **by(world))
    again = retry_bulk_run(run_id=run_id, **by(world))

    assert (run.done, run.failed) == (2, 1)
    (failed,) = items_of(run_id, outcome=Outcome.FAILED)
    assert failed.why % failed.back["params"] == f"Order {B} would have more than 20 tags."
    assert worked(world, again).done == 1
    assert retry_bulk_run(run_id=run_id, **by(world)) == again
    with pytest.raises(NothingFailed):
        retry_bulk_run(run_id=again, **by(world))


def test_a_chunk_that_is_cut_off_leaves_nothing_and_is_worked_again(world: World) -> None:
    run_id = started(world, BulkAct.NOTE, A, B, text="call the carrier")
    with transaction.atomic():
        # Everything that the chunk does, and then the plug is pulled.
        work_bulk_run.__wrapped__(run_id=run_id, now=NOW)
        transaction.set_rollback(True)
    assert Note.objects.count() == 0

    run = worked(world, run_id)

    assert (run.done, Note.objects.count()) == (2, 2)


def test_a_job_that_comes_twice_does_nothing_twice(world: World) -> None:
    run_id = started(world, BulkAct.NOTE, A, B, text="once")

    run_bulk(run_id)
    run_bulk(run_id)

    assert Note.objects.count() == 2


def test_a_stopped_run_keeps_what_was_done_and_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shipby.actions.work_bulk_run.CHUNK", 1)
    run_id = started(world, BulkAct.HOLD, A, B, C, reason="")
    work_bulk_run(run_id=run_id, now=NOW)

    stop_bulk_run(run_id=run_id, **by(world))
    run = worked(world, run_id)
    assert (run.state, run.done, run.worked) == (RunState.STOPPED, 1, 1)
    with pytest.raises(RunNotLive):
        stop_bulk_run(run_id=run_id, **by(world))

    assert continue_bulk_run(run_id=run_id, **by(world))
    assert worked(world, run_id).done == 3
    assert not continue_bulk_run(run_id=run_id, **by(world))


def test_a_fault_is_said_and_what_was_done_stays(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shipby.actions.work_bulk_run.CHUNK", 1)
    run_id = started(world, BulkAct.HOLD, A, B, reason="")
    work_bulk_run(run_id=run_id, now=NOW)
    monkeypatch.setattr("shipby.actions.work_bulk_run.settle_items", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        run_bulk(run_id)

    run = find_run(world.scope.shop_id, run_id)
    assert run is not None
    assert (run.state, run.done) == (RunState.BROKEN, 1)
    assert list(held()) == [A]


def test_undo_of_a_hold_takes_back_only_its_own(world: World) -> None:
    hold_orders(order_ids=[C], reason="mine", **by(world))
    run_id = started(world, BulkAct.HOLD, A, B, C, reason="stock")
    worked(world, run_id)
    hold_orders(order_ids=[B], reason="somebody else", replaces=True, **by(world))

    undo = undo_bulk_run(run_id=run_id, **by(world))
    run = worked(world, undo, minutes=2)

    assert held() == {B: "somebody else", C: "mine"}
    assert (run.done, run.left) == (1, 1)
    with pytest.raises(NoUndo):
        undo_bulk_run(run_id=run_id, **by(world))
    with pytest.raises(NoUndo):
        undo_bulk_run(run_id=undo, **by(world))


def test_undo_of_a_release_holds_each_for_its_own_reason(world: World) -> None:
    hold_orders(order_ids=[A], reason="stock", **by(world))
    hold_orders(order_ids=[B], reason="address", **by(world))
    run_id = started(world, BulkAct.RELEASE, A, B, C)
    assert worked(world, run_id).left == 1
    assert held() == {}
    hold_orders(order_ids=[B], reason="again", **by(world))

    run = worked(world, undo_bulk_run(run_id=run_id, **by(world)))

    assert held() == {A: "stock", B: "again"}
    assert (run.done, run.left) == (1, 1)


def test_undo_of_tags_takes_off_only_what_was_put_on(world: World) -> None:
    tag_orders(order_ids=[A], add=["fragile"], **by(world))
    tag_orders(order_ids=[B], add=["old"], **by(world))
    run_id = started(world, BulkAct.TAG, A, B, C, add=["fragile"], remove=["old"])
    run = worked(world, run_id)

    worked(world, undo_bulk_run(run_id=run_id, **by(world)))

    assert run.left == 1
    assert dict(Order.objects.values_list("order_id", "tags")) == {A: ["fragile"], B: ["old"], C: []}


def test_undo_of_notes_hides_the_run_s_notes_alone(world: World) -> None:
    add_note(order_id=A, text="mine", **by(world))
    run_id = started(world, BulkAct.NOTE, A, B, text="for all")
    worked(world, run_id)

    worked(world, undo_bulk_run(run_id=run_id, **by(world)))

    assert list(Note.objects.filter(removed_at=None).values_list("text", flat=True)) == ["mine"]


def test_a_run_at_work_is_not_undone(world: World) -> None:
    run_id = started(world, BulkAct.HOLD, A, reason="")

    with pytest.raises(NoUndo):
        undo_bulk_run(run_id=run_id, **by(world))


def test_what_happened_to_an_order_meanwhile_is_its_own_business(world: World) -> None:
    run_id = started(world, BulkAct.RELEASE, A)
    hold_orders(order_ids=[A], reason="late", **by(world))
    release_orders(order_ids=[A], **by(world))

    assert worked(world, run_id).left == 1


def test_statements_of_a_chunk_do_not_grow_with_its_orders(world: World) -> None:
    from django.test.utils import CaptureQueriesContext

    many = [an_order(world).order_id for _ in range(60)]
    few_run, many_run = started(world, BulkAct.HOLD, A, B, reason=""), started(world, BulkAct.HOLD, *many, key="2", reason="")
    with CaptureQueriesContext(connection) as few:
        work_bulk_run(run_id=few_run, now=NOW)
    with CaptureQueriesContext(connection) as more:
        work_bulk_run(run_id=many_run, now=NOW)

    assert len(more) <= len(few) + 2
