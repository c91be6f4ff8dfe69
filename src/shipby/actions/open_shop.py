"""Open a shop: itself and its first owner."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from shipby.journal.writes import note
from shipby.shop.reads import find_person_by_email, is_common_password
from shipby.shop.rules import Role
from shipby.shop.rules.passwords import PasswordTooCommon, check_password_form
from shipby.shop.rules.settings import EmailTaken, read_email, read_name
from shipby.shop.writes import add_person, add_shop
from shipby.words.actors import SHIPBY


@transaction.atomic(durable=True)
def open_shop(*, name: str, owner_email: str, owner_name: str, password: str, now: datetime) -> int:
    """A new shop with its owner, who can sign in at once; the shop's id.

    Raises:
        Refusal: a name is missing, the e-mail is none or taken, the password breaks a rule (``shop.rules.passwords``).
    """
    shop_name, person_name, email = read_name(name, most=120), read_name(owner_name, most=120), read_email(owner_email)
    if find_person_by_email(email) is not None:
        raise EmailTaken
    check_password_form(password, email=email, name=person_name)
    if is_common_password(password):
        raise PasswordTooCommon
    shop_id = add_shop(name=shop_name, now=now)
    hashed = make_password(password)
    owner_id = add_person(shop_id=shop_id, name=person_name, email=email, role=Role.OWNER, password=hashed, now=now)
    note(actor=SHIPBY, at=now, kind="shop_opened", subject="shop", subject_key=shop_id, shop_id=shop_id)
    note(
        actor=SHIPBY,
        at=now,
        kind="person_added",
        subject="person",
        subject_key=owner_id,
        shop_id=shop_id,
        details={"role": "owner"},
    )
    return shop_id
