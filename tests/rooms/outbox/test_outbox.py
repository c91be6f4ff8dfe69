"""The outbox on the database: one live intent, batches numbered without gaps, leases that shut late writers out."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from shipby.outbox.models import Intent, Lane
from shipby.outbox.reads import batch_content, batch_lines, batches_of, find_batch, intents_of, row_counts
from shipby.outbox.rules import BatchState, IntentState, RowState
from shipby.outbox.rules.lanes import LaneIsTaken, LeaseLost
from shipby.outbox.writes import (
    NewBatchRow,
    NewIntent,
    Verdict,
    add_batch,
    claim_waiting,
    hand_back_lease,
    last_attempts,
    leave_intents,
    lock_lane,
    mark_batch,
    open_lane,
    replace_payload,
    settle_intents,
    settle_rows,
    show_lease,
    take_lease,
    waiting_subjects,
    wake,
    withdraw_intents,
)
from tests.conftest import NOW

FILE = "shipping-confirmation-file"
ACCOUNT = 7
MINUTE = timedelta(minutes=1)


def an_intent(subject_key: int, *, attempt: int = 1, revision: int = 1, due_in_hours: int | None = 1) -> NewIntent:
    due_at = None if due_in_hours is None else NOW + timedelta(hours=due_in_hours)
    return NewIntent("parcel", subject_key, attempt, revision, due_at, {"order_id": "x"})


def leave(*intents: NewIntent, account_id: int = ACCOUNT) -> None:
    with transaction.atomic():
        leave_intents(account_id, FILE, intents, now=NOW)


def send(*subject_keys: int, account_id: int = ACCOUNT, content: bytes = b"file") -> int:
    with transaction.atomic():
        lane_id = lock_lane(account_id, FILE)
        claimed = claim_waiting(lane_id, subject_keys)
        rows = [NewBatchRow(intent.id, f"order-{intent.subject_key}", "item") for intent in claimed]
        return add_batch(account_id, FILE, rows, content, made_by="Nora", now=NOW).id


@pytest.mark.django_db
def test_a_second_live_intent_of_one_parcel_is_refused_by_the_database() -> None:
    leave(an_intent(1))

    with pytest.raises(IntegrityError, match="outbox_intent_at_most_one_live"), transaction.atomic():
        leave_intents(ACCOUNT, FILE, [an_intent(1, attempt=2)], now=NOW)


@pytest.mark.django_db
def test_an_attempt_number_is_given_out_once() -> None:
    leave(an_intent(1))
    with transaction.atomic():
        withdraw_intents("parcel", [1], now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        leave_intents(ACCOUNT, FILE, [an_intent(1)], now=NOW)
    assert last_attempts("parcel", [1, 2]) == {1: 1}


@pytest.mark.django_db
def test_an_edit_may_leave_while_the_first_content_still_waits_for_its_verdict() -> None:
    leave(an_intent(1))
    send(1)

    leave(an_intent(1, attempt=2, revision=2))

    assert [(i.attempt, i.state) for i in intents_of("parcel", [1])[1]] == [(1, IntentState.SENT), (2, IntentState.PREPARED)]


@pytest.mark.django_db
def test_the_most_urgent_leaves_first_and_what_has_no_deadline_last() -> None:
    leave(an_intent(1, due_in_hours=None), an_intent(2, due_in_hours=9), an_intent(3, due_in_hours=2))

    assert waiting_subjects(ACCOUNT, FILE, limit=10) == [3, 2, 1]
    assert waiting_subjects(ACCOUNT, FILE, limit=1) == [3]
    assert waiting_subjects(8, FILE, limit=10) == []


@pytest.mark.django_db
def test_batches_are_numbered_per_account_and_keep_their_very_bytes() -> None:
    leave(an_intent(1), an_intent(2))
    leave(an_intent(3), account_id=8)
    content = bytes(range(256)) * 40

    first, second, other = send(1, content=content), send(2), send(3, account_id=8)

    assert batch_content(first) == content
    assert [info.number for info in batches_of([ACCOUNT], FILE)] == [2, 1]
    assert find_batch([8], FILE, number=1).id == other
    assert find_batch([ACCOUNT], FILE, batch_id=other) is None
    assert [line.subject_key for line in batch_lines(second)] == [2]


@pytest.mark.django_db
def test_a_batch_never_carries_an_intent_that_has_left_already() -> None:
    leave(an_intent(1))
    with transaction.atomic():
        lane_id = lock_lane(ACCOUNT, FILE)
        claimed = claim_waiting(lane_id, [1])
        row = NewBatchRow(claimed[0].id, "order", "item")
        add_batch(ACCOUNT, FILE, [row], b"1", made_by="Nora", now=NOW)

    with pytest.raises(RuntimeError, match="another way"), transaction.atomic():
        add_batch(ACCOUNT, FILE, [row], b"2", made_by="Nora", now=NOW)
    assert len(batches_of([ACCOUNT], FILE)) == 1


@pytest.mark.django_db
def test_a_verdict_settles_once_and_what_is_done_stays_done() -> None:
    leave(an_intent(1))
    send(1)
    key = Intent.objects.get().id

    with transaction.atomic():
        moved = settle_intents([Verdict(key, is_accepted=True)], now=NOW)
        again = settle_intents([Verdict(key, is_accepted=False, code="5", message="no")], now=NOW)

    assert (moved, again) == ({key}, set())
    assert Intent.objects.get().state == IntentState.DONE


@pytest.mark.django_db
def test_what_has_not_left_gets_no_verdict() -> None:
    leave(an_intent(1))

    with transaction.atomic():
        assert settle_intents([Verdict(Intent.objects.get().id, is_accepted=True)], now=NOW) == set()


@pytest.mark.django_db
def test_rows_that_the_report_does_not_name_were_accepted_in_silence() -> None:
    leave(an_intent(1), an_intent(2), an_intent(3))
    batch_id = send(1, 2, 3)

    with transaction.atomic():
        settle_rows(batch_id, [Verdict(2, is_accepted=False, code="5", message="no"), Verdict(3, is_accepted=True, code="9")])

    assert row_counts(batch_id) == {RowState.ACCEPTED: 2, RowState.REFUSED: 1}
    assert [(line.number, line.code, line.message) for line in batch_lines(batch_id, state=RowState.REFUSED)] == [(2, "5", "no")]


@pytest.mark.django_db
def test_marking_a_batch_keeps_when_it_was_sent() -> None:
    leave(an_intent(1))
    batch_id = send(1)
    with transaction.atomic():
        mark_batch(batch_id, BatchState.SENT, now=NOW)
        assert find_batch([ACCOUNT], FILE, batch_id=batch_id).sent_at == NOW
        mark_batch(batch_id, BatchState.DOWNLOADED, now=NOW)
        assert find_batch([ACCOUNT], FILE, batch_id=batch_id).sent_at is None
        mark_batch(batch_id, BatchState.SETTLED, now=NOW, report_digest="d")

    assert [info.id for info in batches_of([ACCOUNT], FILE, is_unsettled=True)] == []
    assert find_batch([ACCOUNT], FILE, batch_id=batch_id).report_digest == "d"


@pytest.mark.django_db
def test_a_waiting_intent_says_the_new_content_and_a_sent_one_keeps_the_old() -> None:
    leave(an_intent(1))
    with transaction.atomic():
        assert replace_payload("parcel", 1, {"order_id": "y"})
    send(1)
    with transaction.atomic():
        assert not replace_payload("parcel", 1, {"order_id": "z"})

    assert Intent.objects.get().payload == {"order_id": "y"}


@pytest.mark.django_db
def test_a_lane_is_held_by_one_runner_and_its_late_writer_is_shut_out() -> None:
    with transaction.atomic():
        lane_id = open_lane(ACCOUNT, FILE)
        sleeper = take_lease(lane_id, now=NOW, lasts=MINUTE)
        with pytest.raises(LaneIsTaken):
            take_lease(lane_id, now=NOW, lasts=MINUTE)
        heir = take_lease(lane_id, now=NOW + MINUTE, lasts=MINUTE)

        show_lease(heir, now=NOW + MINUTE)
        with pytest.raises(LeaseLost):
            show_lease(sleeper, now=NOW + MINUTE)
        hand_back_lease(heir, now=NOW + MINUTE)
        with pytest.raises(LeaseLost):
            hand_back_lease(heir, now=NOW + MINUTE)

        assert take_lease(lane_id, now=NOW + MINUTE, lasts=MINUTE).number == heir.number + 1


@pytest.mark.django_db
def test_two_makers_of_a_lane_end_with_one() -> None:
    with transaction.atomic():
        assert open_lane(ACCOUNT, FILE) == open_lane(ACCOUNT, FILE)

    assert Lane.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_two_connections_take_the_same_intent() -> None:
    leave(*(an_intent(key) for key in range(1, 21)))
    taken: list[list[int]] = []
    start = threading.Barrier(2)

    def run() -> None:
        start.wait()
        try:
            with transaction.atomic():
                lane_id = lock_lane(ACCOUNT, FILE)
                claimed = claim_waiting(lane_id, list(range(1, 21)))
                if claimed:
                    rows = [NewBatchRow(intent.id, "o", "i") for intent in claimed]
                    add_batch(ACCOUNT, FILE, rows, b"x", made_by="Nora", now=NOW)
                taken.append([intent.subject_key for intent in claimed])
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(len(keys) for keys in taken) == [0, 20]
    assert len(batches_of([ACCOUNT], FILE)) == 1


@pytest.mark.django_db
def test_a_job_rolls_back_with_the_change_that_woke_it() -> None:
    with transaction.atomic():
        wake("import_file", import_id=1)
        transaction.set_rollback(True)

    assert not ProcrastinateJob.objects.exists()


@pytest.mark.django_db
def test_a_lane_that_is_woken_twice_waits_once() -> None:
    with transaction.atomic():
        assert wake("send_lane", queueing_lock="lane:1", lane_id=1)
        assert not wake("send_lane", queueing_lock="lane:1", lane_id=1)
        assert wake("import_file", import_id=2)

    assert [(job.task_name, job.args) for job in ProcrastinateJob.objects.order_by("id")] == [
        ("send_lane", {"lane_id": 1}),
        ("import_file", {"import_id": 2}),
    ]


@pytest.mark.django_db(transaction=True)
def test_nothing_changes_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="inside a transaction"):
        leave_intents(ACCOUNT, FILE, [an_intent(1)], now=NOW)
