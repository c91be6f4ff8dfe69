"""Set a person's password: their own change, by a link, or by a command."""

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from shipby.journal.writes import note
from shipby.shop.reads import email_hash, find_person, is_common_password
from shipby.shop.rules.passwords import (
    PAST_PASSWORDS_KEPT,
    PasswordTooCommon,
    PasswordUsedBefore,
    check_password_age,
    check_password_form,
)
from shipby.shop.rules.settings import NotHere
from shipby.shop.writes import drop_tries, lock_password, save_password
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def set_password(*, person_id: int, password: str, is_reset: bool, actor: Actor, now: datetime) -> str:
    """Put a new password in force and unlock the e-mail; the new hash. Sessions elsewhere end with it.

    ``is_reset``: by a link or command, where the one-change-a-day rule does not hold.

    Raises:
        NotHere: no such person.
        WeakPassword: it breaks a rule; the subclass says which.
    """
    kept, person = lock_password(person_id), find_person(person_id)
    if kept is None or person is None:
        raise NotHere
    in_force, past = kept
    check_password_form(password, email=person.email, name=person.name)
    if is_common_password(password):
        raise PasswordTooCommon
    if not is_reset:
        check_password_age(person.password_changed_at, now=now)
    if any(check_password(password, old) for old in [in_force, *past][:PAST_PASSWORDS_KEPT]):
        raise PasswordUsedBefore(kept=PAST_PASSWORDS_KEPT)
    hashed = make_password(password)
    save_password(person_id, password=hashed, replaced=in_force, now=now)
    drop_tries(email_hash(person.email))
    note(
        actor=actor,
        at=now,
        kind="password_set",
        subject="person",
        subject_key=person_id,
        shop_id=person.shop_id,
        details={"reset": is_reset},
    )
    return hashed
