"""Let a locked person try to sign in again."""

from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.shop.reads import email_hash, find_person
from shipby.shop.rules.settings import NotHere
from shipby.shop.writes import drop_tries
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def unlock_sign_in(*, shop_id: int, person_id: int, actor: Actor, now: datetime) -> None:
    """Forget the failed sign-ins of a person; harmless where there are none.

    Raises:
        NotHere: not a person of this shop.
    """
    person = find_person(person_id)
    if person is None or person.shop_id != shop_id:
        raise NotHere
    drop_tries(email_hash(person.email))
    note(actor=actor, at=now, kind="sign_in_unlocked", subject="person", subject_key=person_id, shop_id=shop_id)
