"""The step machine of an intent, driven at random: nothing happens twice, nothing gets stuck (settled design 30)."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule

from shipby.outbox.rules import FOLLOWS, LIVE, IntentState, may_follow
from shipby.outbox.rules.keys import intent_key

FINAL = {state for state, after in FOLLOWS.items() if not after}


def test_every_state_is_final_or_has_a_way_to_a_final_one() -> None:
    for start in IntentState:
        reached, frontier = {start}, [start]
        while frontier:
            for after in FOLLOWS[frontier.pop()] - reached:
                reached.add(after)
                frontier.append(after)

        assert reached & FINAL


def test_what_is_done_never_leaves() -> None:
    assert not any(may_follow(IntentState.DONE, after) for after in IntentState)


def test_what_has_left_the_house_can_never_be_called_back_or_sent_again() -> None:
    for state in (IntentState.SENT, IntentState.IN_DOUBT, IntentState.DONE):
        assert not may_follow(state, IntentState.PREPARED)
        assert not may_follow(state, IntentState.WITHDRAWN)


class Lane(RuleBasedStateMachine):
    """Intents of a few subjects, as a lane and its constraints let them be: new attempts only when none is live."""

    intents = Bundle("intents")

    def __init__(self) -> None:
        super().__init__()
        self.state: dict[tuple[int, int], IntentState] = {}
        self.was_done: set[tuple[int, int]] = set()
        self.effects: dict[int, int] = {}

    @rule(target=intents, subject=st.integers(1, 3))
    def leave(self, subject: int) -> tuple[int, int]:
        attempts = [attempt for found, attempt in self.state if found == subject]
        is_live = any(self.state[subject, attempt] in LIVE for attempt in attempts)
        if is_live:
            return (subject, max(attempts))
        key = (subject, max(attempts, default=0) + 1)
        self.state[key] = IntentState.PREPARED
        return key

    @precondition(lambda self: self.state)
    @rule(key=intents, after=st.sampled_from(IntentState))
    def step(self, key: tuple[int, int], after: IntentState) -> None:
        if not may_follow(self.state[key], after):
            return
        self.state[key] = after
        if after is IntentState.DONE:
            self.was_done.add(key)
            self.effects[key[0]] = self.effects.get(key[0], 0) + 1

    @invariant()
    def at_most_one_attempt_of_a_subject_is_live(self) -> None:
        live = [subject for (subject, _), state in self.state.items() if state in LIVE]
        assert len(live) == len(set(live))

    @invariant()
    def done_stays_done(self) -> None:
        assert all(self.state[key] is IntentState.DONE for key in self.was_done)

    @invariant()
    def no_effect_happens_twice(self) -> None:
        assert all(count == 1 for count in self.effects.values())


TestLane = Lane.TestCase
TestLane.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_a_restored_database_makes_the_same_key_again() -> None:
    key = intent_key(account_id=1, operation="shipping-confirmation-file", subject="parcel", subject_key=7, attempt=1)

    assert str(key) == "6f5f5aa3-f92b-53a2-a102-00e446f3ff6e"


@pytest.mark.parametrize(
    "change", [{"account_id": 2}, {"operation": "x"}, {"subject": "label"}, {"subject_key": 8}, {"attempt": 2}]
)
def test_another_effect_has_another_key(change: dict) -> None:
    named = {"account_id": 1, "operation": "file", "subject": "parcel", "subject_key": 7, "attempt": 1}

    assert intent_key(**named) != intent_key(**(named | change))


@pytest.mark.parametrize("change", [{"attempt": 0}, {"operation": "a|b"}, {"subject": "a|b"}])
def test_a_key_of_nonsense_is_refused(change: dict) -> None:
    named = {"account_id": 1, "operation": "file", "subject": "parcel", "subject_key": 7, "attempt": 1}

    with pytest.raises(ValueError, match=r"attempt|must not hold"):
        intent_key(**(named | change))
