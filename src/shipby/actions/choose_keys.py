"""Choose the keys of the shortcuts."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.shop.reads import find_person
from shipby.shop.rules.keys import read_keys
from shipby.shop.rules.settings import NotHere
from shipby.shop.writes import save_person
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def choose_keys(*, person_id: int, chosen: Mapping[str, str], actor: Actor, now: datetime) -> None:
    """Keep the key of each shortcut; an empty one, or one that is not named, is as at first.

    Raises:
        NotHere: no such person.
        BadKey: a key that is none, or is taken.
    """
    kept = read_keys(chosen)
    person = find_person(person_id)
    if person is None:
        raise NotHere
    save_person(person_id, own_keys=kept)
    note(actor=actor, at=now, kind="keys_chosen", subject="person", subject_key=person_id, shop_id=person.shop_id)
