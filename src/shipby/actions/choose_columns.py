"""Choose what the queue shows to one person: columns, rows a page, density."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.shop.reads import find_person
from shipby.shop.rules.profile import DENSITIES, UnknownChoice, read_columns
from shipby.shop.rules.settings import NotHere
from shipby.shop.writes import save_person
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def choose_columns(*, person_id: int, columns: Sequence[str], page_size: int, density: str, actor: Actor, now: datetime) -> None:
    """Save the choice; no columns = those shown at first.

    Raises:
        NotHere: no such person.
        UnknownChoice: a column, size or density that is not offered.
    """
    kept = read_columns(columns, page_size) if columns else ()
    if density not in DENSITIES:
        raise UnknownChoice(value=density[:20])
    person = find_person(person_id)
    if person is None:
        raise NotHere
    save_person(person_id, queue_columns=list(kept), page_size=page_size, density=density)
    note(actor=actor, at=now, kind="profile_changed", subject="person", subject_key=person_id, shop_id=person.shop_id)
