"""Sealing: AES-256-GCM with a random 96-bit nonce, bound to the place the value lies in (libraries 3.3).

A sealed value is a version byte, the nonce, and the ciphertext with its tag. ``bound_to`` is authenticated but not stored, so
that a value moved to another row or column does not open.
"""

import hashlib
import hmac
import os
import threading
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"
_NONCE_BYTES = 12
_NONCES_AT_ONCE = 512
KEY_BYTES = 32
_TERMS = b"search terms"
"""Keeps digests of words apart from other digests of the same key."""


class SealBroken(Exception):
    """The bytes were not sealed by this key for this place, or were changed since."""


@dataclass(frozen=True, slots=True)
class Key:
    """A data key of the ring. ``repr`` shows its id only."""

    id: str
    cipher: AESGCM = field(repr=False, compare=False)
    digest_key: bytes = field(default=b"", repr=False, compare=False)

    @classmethod
    def of(cls, key_id: str, secret: bytes) -> "Key":
        """The key made of ``secret`` (32 bytes), with a second one for digests derived from it."""
        return cls(key_id, AESGCM(secret), hmac.digest(secret, b"shipby digests", "sha256"))

    def digest(self, content: bytes) -> bytes:
        """A keyed digest (16 bytes) of something personal: equal content is recognised, and nothing can be guessed from it."""
        return hashlib.blake2b(content, digest_size=16, key=self.digest_key).digest()

    def term(self, word: str) -> str:
        """A keyed digest (16 hexadecimal digits) of a personal word, to find it again without keeping it."""
        return hashlib.blake2b(word.encode(), digest_size=8, key=self.digest_key, person=_TERMS).hexdigest()


class _Nonces(threading.local):
    """Random nonces, drawn many at a time: asking the system for each costs more than the sealing. Each thread has its own."""

    def __init__(self) -> None:
        self._drawn = b""
        self._at = 0
        self._process = 0

    def next(self) -> bytes:
        """The next one; never one that was handed out before, also not after a fork."""
        if self._at >= len(self._drawn) or self._process != os.getpid():
            self._drawn, self._at, self._process = os.urandom(_NONCE_BYTES * _NONCES_AT_ONCE), 0, os.getpid()
        nonce = self._drawn[self._at : self._at + _NONCE_BYTES]
        self._at += _NONCE_BYTES
        return nonce


_nonces = _Nonces()


def seal(key: Key, plain: bytes, *, bound_to: str) -> bytes:
    """``plain`` sealed for the place ``bound_to``, for example ``buyers.recipient|<account>|<order key>``."""
    nonce = _nonces.next()
    return _VERSION + nonce + key.cipher.encrypt(nonce, plain, bound_to.encode())


def unseal(key: Key, sealed: bytes, *, bound_to: str) -> bytes:
    """The plain bytes again.

    Raises:
        SealBroken: another key, another place, changed bytes, or a version this program does not know.
    """
    if sealed[:1] != _VERSION:
        raise SealBroken(f"A sealed value for {bound_to} has an unknown version.")
    try:
        return key.cipher.decrypt(bytes(sealed[1 : 1 + _NONCE_BYTES]), bytes(sealed[1 + _NONCE_BYTES :]), bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBroken(f"A sealed value for {bound_to} does not open.") from error
