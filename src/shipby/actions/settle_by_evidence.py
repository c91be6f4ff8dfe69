"""Read off the orders themselves which confirmations Amazon took: after every import, whatever it brought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from shipby.diagnosis.reads import search_rows
from shipby.journal.rules import EventFacts
from shipby.journal.writes import note_many
from shipby.orders.writes.locks import lock_orders
from shipby.orders.writes.search_rows import save_search_rows
from shipby.outbox.reads import IntentInfo, batch_states, intents_of
from shipby.outbox.rules import BatchState
from shipby.outbox.rules.operations import PARCEL
from shipby.outbox.writes import Verdict, settle_intents
from shipby.shipping.reads import orders_to_judge, orders_to_ship
from shipby.shipping.rules.confirmation import Confirmation
from shipby.shipping.rules.evidence import judge
from shipby.shipping.writes import mark_parcels
from shipby.shop.reads import all_accounts
from shipby.shop.rules import Scope
from shipby.words.actors import SHIPBY

ORDERS_AT_ONCE = 1000

_KINDS = {
    Confirmation.ACCEPTED: "confirmation_accepted",
    Confirmation.PROBABLY_ACCEPTED: "confirmation_probably_accepted",
}


@dataclass(frozen=True, slots=True)
class SettledByEvidence:
    """Parcels that became accepted and probably accepted."""

    accepted: int
    probably_accepted: int


def settle_by_evidence(*, account_id: int, cause: str, now: datetime) -> SettledByEvidence:
    """Move parcels that left as far as their orders prove (settled design 12); ``cause`` as in the journal (``import:12``).

    State-based: the same call again changes nothing. One transaction per thousand orders.
    """
    shop_id = next(account.shop_id for account in all_accounts() if account.id == account_id)
    scope = Scope(shop_id, (account_id,))
    accepted = probably = 0
    keys = orders_to_judge(account_id)
    for start in range(0, len(keys), ORDERS_AT_ONCE):
        found = _settle_some(scope, keys[start : start + ORDERS_AT_ONCE], cause, now)
        accepted += sum(state is Confirmation.ACCEPTED for state in found.values())
        probably += sum(state is Confirmation.PROBABLY_ACCEPTED for state in found.values())
    return SettledByEvidence(accepted, probably)


@transaction.atomic(durable=True)
def _settle_some(scope: Scope, order_keys: list[int], cause: str, now: datetime) -> Mapping[int, Confirmation]:
    orders = orders_to_ship(lock_orders(scope.account_ids, order_keys=order_keys), scope)
    found = {key: state for order in orders.values() for key, state in judge(order).items()}
    intents = intents_of(PARCEL, list(found))
    found = _where_files_stand(found, intents)
    for state in set(found.values()):
        mark_parcels([key for key in found if found[key] is state], state)
    accepted = [key for key, state in found.items() if state is Confirmation.ACCEPTED]
    settle_intents([Verdict(UUID(intents[key][-1].id), is_accepted=True) for key in accepted], now=now)
    changed = {parcel.key: order for order in orders.values() for parcel in order.parcels if parcel.key in found}
    save_search_rows(search_rows(list(dict.fromkeys(order.key for order in changed.values()))))
    note_many(
        [
            EventFacts(
                actor=SHIPBY,
                at=now,
                kind=_KINDS.get(state, "confirmation_no_longer_probable"),
                subject="order",
                subject_key=changed[key].key,
                account_id=changed[key].account_id,
                shop_id=scope.shop_id,
                cause=cause,
                details={"evidence": "status" if changed[key].status == "SHIPPED" else "report"},
            )
            for key, state in found.items()
        ]
    )
    return found


def _where_files_stand(found: Mapping[int, Confirmation], intents: Mapping[int, Sequence[IntentInfo]]) -> dict[int, Confirmation]:
    """A parcel that is no longer probable goes back to where its file is: uploaded, or only downloaded."""
    back = {key: intents[key][-1].batch_id for key, state in found.items() if state is Confirmation.DOWNLOADED}
    states = batch_states([batch_id for batch_id in back.values() if batch_id is not None])
    sent = {key for key, batch_id in back.items() if batch_id and states[batch_id] is not BatchState.DOWNLOADED}
    return {key: Confirmation.SENT if key in sent else state for key, state in found.items()}
