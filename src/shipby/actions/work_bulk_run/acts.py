"""What each act of a bulk run does to a chunk of orders, and what its undo needs to know of each."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from shipby.actions.add_note import write
from shipby.actions.hold_orders import hold
from shipby.actions.release_orders import release
from shipby.actions.remove_note import hide
from shipby.actions.tag_orders import tag
from shipby.bulk.rules import BulkAct, Item, Outcome
from shipby.orders.rules.locked import LockedOrder
from shipby.orders.rules.marks import NotWorkedOnHere, refuse_hold
from shipby.orders.writes.locks import lock_orders
from shipby.orders.writes.marks import holds_of, tags_of
from shipby.shop.rules import Scope
from shipby.words.actors import Actor
from shipby.words.text import N_

GONE: Final = N_("The order is not here any more.")
NOT_OURS: Final = N_("The order is shipped, cancelled, or Amazon ships it.")
HELD_BEFORE: Final = N_("It was on hold already.")
NOT_HELD: Final = N_("It was not on hold.")
TAGGED_BEFORE: Final = N_("Its tags were so already.")
HOLD_CHANGED: Final = N_("Somebody has released it or changed its hold since.")
HELD_SINCE: Final = N_("Somebody has put it on hold again since.")
TAGS_CHANGED: Final = N_("Somebody has changed these tags since.")
NOTE_REMOVED: Final = N_("Somebody has removed the note already.")


@dataclass(frozen=True, slots=True)
class Work:
    """For whom, with which words, by whom and when a chunk is worked."""

    scope: Scope
    words: Mapping[str, Any]
    actor: Actor
    now: datetime

    @property
    def by(self) -> dict[str, Any]:
        """What every act of orders is told."""
        return {"scope": self.scope, "actor": self.actor, "now": self.now}


def _locked(work: Work, items: Sequence[Item]) -> dict[str, LockedOrder]:
    found = lock_orders(work.scope.account_ids, order_ids=[item.order_id for item in items])
    return {order.order_id: order for order in found}


def _done(item: Item, **back: Any) -> Item:
    return replace(item, outcome=Outcome.DONE, back=back)


def _left(item: Item, why: str) -> Item:
    return replace(item, outcome=Outcome.LEFT, why=why, back={})


def _hold(work: Work, items: Sequence[Item]) -> list[Item]:
    orders = _locked(work, items)
    held = set(hold(order_ids=list(orders), reason=work.words.get("reason", ""), **work.by))
    at = work.now.isoformat()
    return [
        _done(item, at=at) if item.order_id in held else _left(item, _why_not_held(orders.get(item.order_id))) for item in items
    ]


def _why_not_held(order: LockedOrder | None) -> str:
    if order is None:
        return GONE
    try:
        refuse_hold(order)
    except NotWorkedOnHere:
        return NOT_OURS
    return HELD_BEFORE


def _undo_hold(work: Work, items: Sequence[Item]) -> list[Item]:
    """Only the holds that the run placed, and only where nobody has changed them."""
    orders = _locked(work, items)
    holds = holds_of([order.key for order in orders.values()])
    ours = {
        item.order_id
        for item in items
        if item.order_id in orders
        and (found := holds.get(orders[item.order_id].key)) is not None
        and found.at.isoformat() == item.back.get("at")
    }
    release(order_ids=sorted(ours), **work.by)
    return [_done(item) if item.order_id in ours else _left(item, HOLD_CHANGED) for item in items]


def _release(work: Work, items: Sequence[Item]) -> list[Item]:
    orders = _locked(work, items)
    holds = holds_of([order.key for order in orders.values()])
    release(order_ids=[order_id for order_id, order in orders.items() if order.key in holds], **work.by)
    return [
        _done(item, reason=holds[orders[item.order_id].key].reason)
        if item.order_id in orders and orders[item.order_id].key in holds
        else _left(item, NOT_HELD if item.order_id in orders else GONE)
        for item in items
    ]


def _undo_release(work: Work, items: Sequence[Item]) -> list[Item]:
    """Hold them again, each for the reason that it was held for."""
    held = _in_groups(
        items, lambda item: str(item.back.get("reason", "")), lambda reason, ids: hold(order_ids=ids, reason=reason, **work.by)
    )
    return [_done(item) if item.order_id in held else _left(item, HELD_SINCE) for item in items]


def _tag(work: Work, items: Sequence[Item]) -> list[Item]:
    orders = _locked(work, items)
    keys = [order.key for order in orders.values()]
    before = tags_of(keys)
    tag(order_ids=list(orders), add=work.words.get("add", ()), remove=work.words.get("remove", ()), **work.by)
    after = tags_of(keys)

    def settled(item: Item) -> Item:
        order = orders.get(item.order_id)
        if order is None:
            return _left(item, GONE)
        was, now = before[order.key], after[order.key]
        if set(was) == set(now):
            return _left(item, TAGGED_BEFORE)
        return _done(item, added=sorted(set(now) - set(was)), removed=sorted(set(was) - set(now)))

    return [settled(item) for item in items]


def _undo_tag(work: Work, items: Sequence[Item]) -> list[Item]:
    def told(item: Item) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return tuple(item.back.get("added", ())), tuple(item.back.get("removed", ()))

    changed = _in_groups(items, told, lambda tags, ids: tag(order_ids=ids, add=tags[1], remove=tags[0], **work.by))
    return [_done(item) if item.order_id in changed else _left(item, TAGS_CHANGED) for item in items]


def _note(work: Work, items: Sequence[Item]) -> list[Item]:
    orders = _locked(work, items)
    return [
        _done(item, note=write(order_id=item.order_id, text=work.words["text"], **work.by))
        if item.order_id in orders
        else _left(item, GONE)
        for item in items
    ]


def _undo_note(work: Work, items: Sequence[Item]) -> list[Item]:
    return [
        _done(item) if hide(order_id=item.order_id, note_key=item.back["note"], **work.by) else _left(item, NOTE_REMOVED)
        for item in items
    ]


def _in_groups(items: Sequence[Item], told: Callable[[Item], Any], act: Callable[[Any, list[str]], Iterable[str]]) -> set[str]:
    """Orders that an act has changed, which is told the same for the orders of a group."""
    groups: dict[Any, list[str]] = defaultdict(list)
    for item in items:
        groups[told(item)].append(item.order_id)
    return {order_id for words, order_ids in groups.items() for order_id in act(words, order_ids)}


ACTS: Final[Mapping[str, Callable[[Work, Sequence[Item]], list[Item]]]] = {
    BulkAct.HOLD: _hold,
    BulkAct.RELEASE: _release,
    BulkAct.TAG: _tag,
    BulkAct.NOTE: _note,
    BulkAct.UNDO_HOLD: _undo_hold,
    BulkAct.UNDO_RELEASE: _undo_release,
    BulkAct.UNDO_TAG: _undo_tag,
    BulkAct.UNDO_NOTE: _undo_note,
}
