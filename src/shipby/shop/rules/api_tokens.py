"""Keys for scripts: what one looks like, and what it may be called."""

import hashlib
from base64 import urlsafe_b64encode
from typing import Final

from shipby.words.refusals import Refusal
from shipby.words.text import N_

PREFIX: Final = "shipby_"
"""Tells scanners for leaked secrets what they have found."""
RANDOM_BYTES: Final = 32
LONGEST_NAME: Final = 60
MOST_TOKENS: Final = 20


class BadTokenName(Refusal):
    """Nothing that can be read, or too much."""

    code = "bad_token_name"
    sentence = N_("A token needs a name that can be read.")
    remedy = N_("Say what will use it, in at most 60 characters.")


class TooManyTokens(Refusal):
    """More tokens than anybody looks after."""

    code = "too_many_tokens"
    sentence = N_("You have 20 tokens already.")
    remedy = N_("Revoke one that nothing uses any more.")


def token_of(random: bytes) -> str:
    """The token made of random bytes."""
    return PREFIX + urlsafe_b64encode(random).decode().rstrip("=")


def digest_of(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def read_token_name(text: str) -> str:
    """The name as it is kept.

    Raises:
        BadTokenName: it is empty, too long or can't be seen.
    """
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadTokenName
    return name
