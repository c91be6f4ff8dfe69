"""Change somebody's name or role, or take their access away and give it back."""

from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.shop.reads import people_of
from shipby.shop.rules.people import check_owner_stays
from shipby.shop.rules.settings import NotHere, check_version, read_name, read_role
from shipby.shop.writes import lock_shop, save_person
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def change_person(
    *, shop_id: int, person_id: int, name: str, role: str, is_active: bool, seen: str | None = None, actor: Actor, now: datetime
) -> None:
    """Save a person of the shop; the same again changes nothing. ``seen`` = the version that the form showed.

    Raises:
        NotHere: not a person of this shop.
        ChangedMeanwhile: somebody saved since.
        LastOwner: the shop would be without an active owner.
        Refusal: name or role break a rule.
    """
    person_name, person_role = read_name(name, most=120), read_role(role)
    if not lock_shop(shop_id):
        raise NotHere
    people = {person.id: person for person in people_of(shop_id)}
    person = people.get(person_id)
    if person is None:
        raise NotHere
    if (person.name, person.role, person.is_active) == (person_name, person_role, is_active):
        return
    check_version(seen, person.version)
    others = [(other.role, other.is_active) for other in people.values() if other.id != person_id]
    check_owner_stays([*others, (person_role, is_active)])
    save_person(person_id, name=person_name, role=person_role.value, is_active=is_active)
    note(
        actor=actor,
        at=now,
        kind="person_changed",
        subject="person",
        subject_key=person_id,
        shop_id=shop_id,
        details={"role": person_role.value, "role_before": person.role.value, "active": is_active},
    )
