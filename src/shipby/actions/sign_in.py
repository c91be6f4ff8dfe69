"""Check an e-mail and a password, at most ten times in a row."""

from datetime import datetime

from django.contrib.auth.hashers import make_password, verify_password
from django.db import transaction

from shipby.journal.writes import note
from shipby.shop.reads import PersonRow, email_hash, find_person_by_email, password_hash
from shipby.shop.rules.sign_in import WrongSignIn, decide_try
from shipby.shop.writes import drop_tries, lock_tries, save_rehashed, save_tries
from shipby.words.actors import SHIPBY, Actor, ActorKind


def sign_in(*, email: str, password: str, now: datetime) -> int:
    """The id of the person whose e-mail and password these are.

    Two transactions: the try is counted and committed before the password is looked at, so that no number of guesses at
    one moment, and no crash, gets an eleventh one checked. An e-mail that nobody has is counted and timed the same.

    Raises:
        WrongSignIn: e-mail or password is wrong, the person is not active, or has no password yet.
        SignInTooSoon, SignInLocked: too many failures; nothing was checked.
    """
    _count(email, now)
    person = find_person_by_email(email)
    is_right, must_update = verify_password(password, password_hash(person.id if person else 0))
    if person is None or not is_right or not person.is_active:
        _note_failure(person, now)
        raise WrongSignIn
    _accept(person, make_password(password) if must_update else "", now)
    return person.id


@transaction.atomic(durable=True)
def _count(email: str, now: datetime) -> None:
    hashed = email_hash(email)
    save_tries(hashed, decide_try(lock_tries(hashed, now=now), now=now))


@transaction.atomic(durable=True)
def _note_failure(person: PersonRow | None, now: datetime) -> None:
    if person is None:
        # An e-mail that nobody has leaves an event too, without the e-mail: else it would answer faster.
        note(actor=SHIPBY, at=now, kind="sign_in_failed", subject="person", subject_key=0)
    else:
        _note(person, "sign_in_failed", now)


@transaction.atomic(durable=True)
def _accept(person: PersonRow, rehashed: str, now: datetime) -> None:
    drop_tries(email_hash(person.email))
    if rehashed:
        save_rehashed(person.id, rehashed)
    _note(person, "signed_in", now)


def _note(person: PersonRow, kind: str, now: datetime) -> None:
    actor = Actor(ActorKind.PERSON, str(person.id), person.name)
    note(actor=actor, at=now, kind=kind, subject="person", subject_key=person.id, shop_id=person.shop_id)
