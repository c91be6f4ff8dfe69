"""Make a key for scripts, use it, revoke it."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from shipby.journal.writes import note
from shipby.shop.reads import PersonRow, find_person, person_of_token, tokens_of
from shipby.shop.rules.api_tokens import MOST_TOKENS, TooManyTokens, digest_of, read_token_name, token_of
from shipby.shop.rules.settings import NotHere
from shipby.shop.writes import add_token, end_token, note_token_use
from shipby.words.actors import Actor

_USE_IS_NOTED_EVERY: Final = timedelta(hours=1)


@transaction.atomic(durable=True)
def add_api_token(*, person_id: int, name: str, random: bytes, actor: Actor, now: datetime) -> str:
    """Make a token with the rights of its person; the token itself, which nobody can show again.

    Raises:
        BadTokenName, TooManyTokens: it can't be made.
        NotHere: no such person.
    """
    told = read_token_name(name)
    person = find_person(person_id)
    if person is None:
        raise NotHere
    if len(tokens_of(person_id)) >= MOST_TOKENS:
        raise TooManyTokens
    token = token_of(random)
    key = add_token(person_id=person_id, name=told, digest=digest_of(token), at=now)
    note(actor=actor, at=now, kind="api_token_made", subject="api_token", subject_key=key, shop_id=person.shop_id)
    return token


@transaction.atomic(durable=True)
def revoke_api_token(*, person_id: int, token_id: int, actor: Actor, now: datetime) -> bool:
    """From now on the token opens nothing; whether it did so far. Can't be undone: make a new one."""
    person = find_person(person_id)
    ended = end_token(person_id, token_id, at=now)
    if ended and person is not None:
        note(actor=actor, at=now, kind="api_token_revoked", subject="api_token", subject_key=token_id, shop_id=person.shop_id)
    return ended


@transaction.atomic(durable=True)
def open_with_token(*, token: str, now: datetime) -> PersonRow | None:
    """Whose token it is; ``None`` where it opens nothing."""
    found = person_of_token(digest_of(token))
    if found is None:
        return None
    token_id, person, used_at = found
    if used_at is None or now - used_at >= _USE_IS_NOTED_EVERY:
        note_token_use(token_id, at=now)
    return person
