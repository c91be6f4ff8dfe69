"""Let somebody in: a person with a role, invited or with a password."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from shipby.journal.writes import note
from shipby.shop import writes
from shipby.shop.reads import find_person_by_email, is_common_password
from shipby.shop.rules.passwords import PasswordTooCommon, check_password_form
from shipby.shop.rules.settings import EmailTaken, NotHere, read_email, read_name, read_role
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def add_person(*, shop_id: int, name: str, email: str, role: str, password: str = "", actor: Actor, now: datetime) -> int:
    """A new person of the shop; their id. Without ``password`` they set one by the link of their invitation.

    Raises:
        NotHere: no such shop.
        Refusal: name, e-mail, role or password break a rule, or somebody has that e-mail.
    """
    person_name, address, person_role = read_name(name, most=120), read_email(email), read_role(role)
    if not writes.lock_shop(shop_id):
        raise NotHere
    if find_person_by_email(address) is not None:
        raise EmailTaken
    if password:
        check_password_form(password, email=address, name=person_name)
        if is_common_password(password):
            raise PasswordTooCommon
    hashed = make_password(password or None)
    person_id = writes.add_person(shop_id=shop_id, name=person_name, email=address, role=person_role, password=hashed, now=now)
    note(
        actor=actor,
        at=now,
        kind="person_added",
        subject="person",
        subject_key=person_id,
        shop_id=shop_id,
        details={"role": person_role.value, "invited": not password},
    )
    return person_id
