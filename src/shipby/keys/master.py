"""The master key that wraps the ring: from ``SHIPBY_MASTER_KEY``, else a file in the keys' folder made on first use."""

import base64
import binascii
import hashlib
import hmac
import os
import re
import stat
from pathlib import Path

from shipby.keys.sealing import KEY_BYTES
from shipby.words.refusals import Refusal
from shipby.words.text import N_

_HEX = re.compile(r"[0-9a-fA-F]{64}")


class MasterKeyUnreadable(Refusal):
    """What stands in the environment or the file is not a key."""

    code = "master_key_unreadable"
    sentence = N_("The master key in %(place)s is not 32 bytes in hexadecimal or base64.")
    remedy = N_("Put back the master key that this data was sealed with.")


class MasterKeyMissing(Refusal):
    """There is a ring, but nothing to open it with. Making a new key here would hide the loss."""

    code = "master_key_missing"
    sentence = N_("The master key is missing: %(path)s is not there, and SHIPBY_MASTER_KEY is not set.")
    remedy = N_("Put the file back from where you keep it, or set SHIPBY_MASTER_KEY. Nothing was changed.")


def parse_master(text: str, *, place: str) -> bytes:
    """The 32 bytes that ``text`` writes in hexadecimal or base64.

    Raises:
        MasterKeyUnreadable: it is neither; the text itself is never shown.
    """
    text = text.strip()
    if _HEX.fullmatch(text):
        return bytes.fromhex(text)
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise MasterKeyUnreadable(place=place)
    return key


def write_master(path: Path, key: bytes) -> None:
    """Write ``key`` to a new file that only its owner reads (0400), complete or not at all."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(handle, "wb") as file:
        file.write(key.hex().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def is_open_to_others(path: Path) -> bool:
    """Whether the group or the world may read the file."""
    return bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


def fingerprint(key: bytes) -> str:
    """A name for the master key that tells nothing about it."""
    return hmac.new(key, b"shipby master key fingerprint", hashlib.sha256).hexdigest()[:16]


def authenticate(key: bytes, content: bytes) -> str:
    """Digest of the ring's content under the master key: a cut or edited ring is noticed."""
    own_key = hmac.new(key, b"shipby key ring digest", hashlib.sha256).digest()
    return hmac.new(own_key, content, hashlib.sha256).hexdigest()
