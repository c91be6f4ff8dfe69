"""Wrap every data key again under a new master key."""

from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.keys.ring import key_ring
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def rotate_keys(*, new_master: str, actor: Actor, now: datetime) -> int:
    """How many keys were wrapped again. ``new_master`` = text of the new key; empty = a fresh one in the keys' folder.

    Stopped half-way, the ring opens with the old key or the new one, and running it again finishes. The event is written
    first: a rotation that nobody can read of must not happen.

    Raises:
        MasterKeyUnreadable: ``new_master`` is not a key.
        RingUnreadable, RingOfAnotherMaster: the ring cannot be opened; nothing was changed.
    """
    note(actor=actor, at=now, kind="keys_rotated", subject="keys", subject_key=0)
    return key_ring().rotate(new_master)
