"""Change how the pages look and answer for one person."""

from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.shop.reads import find_person
from shipby.shop.rules.profile import read_profile
from shipby.shop.rules.settings import NotHere
from shipby.shop.writes import save_person
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def change_profile(
    *, person_id: int, theme: str, density: str, language: str, single_keys: bool, actor: Actor, now: datetime
) -> None:
    """Save a person's own choices; empty = as the browser says.

    Raises:
        NotHere: no such person.
        UnknownChoice: one of them is not offered.
    """
    profile = read_profile(theme=theme, density=density, language=language)
    person = find_person(person_id)
    if person is None:
        raise NotHere
    save_person(person_id, theme=profile.theme, density=profile.density, language=profile.language, single_keys=single_keys)
    note(actor=actor, at=now, kind="profile_changed", subject="person", subject_key=person_id, shop_id=person.shop_id)
