"""The journal: what happened must be there, in order, with who and why."""

from datetime import timedelta

import pytest
from django.db import transaction

from shipby.journal.reads import events_of
from shipby.journal.rules import EventFacts
from shipby.journal.writes import note, note_many
from shipby.words.actors import SHIPBY, Actor, ActorKind
from tests.conftest import NOW

NORA = Actor(ActorKind.PERSON, "1", "Nora Quill")


@pytest.mark.django_db
def test_an_event_is_told_with_actor_time_and_cause(django_assert_num_queries) -> None:
    details = {"status": ["UNSHIPPED", "SHIPPED"], "text": 'tab\tquote" back\\slash'}
    note(actor=NORA, at=NOW, kind="order_changed", subject="order", subject_key=7, cause="import:3", details=details)

    with django_assert_num_queries(1):
        (event,) = events_of("order", 7)

    assert (event.kind, event.actor_name, event.at, event.cause) == ("order_changed", "Nora Quill", NOW, "import:3")
    assert event.details == details


@pytest.mark.django_db
def test_the_newest_event_comes_first_and_older_pages_follow() -> None:
    note_many(
        [
            EventFacts(actor=SHIPBY, at=NOW + timedelta(minutes=number), kind=f"k{number}", subject="order", subject_key=1)
            for number in range(5)
        ]
    )

    first = events_of("order", 1, limit=2)

    assert [event.kind for event in first] == ["k4", "k3"]
    assert [event.kind for event in events_of("order", 1, after=first[-1].id)] == ["k2", "k1", "k0"]


@pytest.mark.django_db
def test_events_of_another_order_do_not_show() -> None:
    note(actor=SHIPBY, at=NOW, kind="k", subject="order", subject_key=1)
    note(actor=SHIPBY, at=NOW, kind="k", subject="import", subject_key=2)

    assert events_of("order", 2) == []


@pytest.mark.django_db(transaction=True)
def test_an_event_cannot_be_written_apart_from_the_change_it_tells() -> None:
    with pytest.raises(RuntimeError, match="open transaction"):
        note(actor=SHIPBY, at=NOW, kind="k", subject="order", subject_key=1)


@pytest.mark.django_db(transaction=True)
def test_an_event_vanishes_with_the_change_that_failed() -> None:
    with transaction.atomic():
        note(actor=SHIPBY, at=NOW, kind="k", subject="order", subject_key=9)
        transaction.set_rollback(True)

    assert events_of("order", 9) == []
