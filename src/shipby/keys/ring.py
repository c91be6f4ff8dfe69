"""The ring of data keys: one file, each key wrapped by the master key, one key per (account, day) and one per account.

Several processes work with it at once: every change is made under an exclusive lock, on what the file holds at that moment, and
replaces the file whole. The replaced file is overwritten before it is let go, so that a destroyed key does not live on in it.
"""

import fcntl
import os
import secrets
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

import msgspec
import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from shipby.keys.master import MasterKeyMissing, authenticate, fingerprint, is_open_to_others, parse_master, write_master
from shipby.keys.sealing import KEY_BYTES, Key
from shipby.words.refusals import Refusal
from shipby.words.text import N_

_log = structlog.get_logger(__name__)
_NONCE_BYTES = 12
_Day = date | None

DIGESTS = date.max
"""The "day" of an account's key for digests: it seals nothing, so no erasure needs its end."""


class KeyDestroyed(Exception):
    """The key is no longer in the ring: what it sealed can never be read again."""


class RingUnreadable(Refusal):
    """The file is cut off, edited, or not a ring."""

    code = "key_ring_unreadable"
    sentence = N_("The key ring %(path)s is damaged or not a key ring.")
    remedy = N_("Put it back from a backup. Nothing was changed.")


class RingOfAnotherMaster(Refusal):
    """The file is a ring, but another master key wrapped it."""

    code = "key_ring_of_another_master"
    sentence = N_("The key ring %(path)s belongs to another master key (%(wanted)s; this one is %(given)s).")
    remedy = N_("Use the master key that it was made with. After a rotation, start Shipby again with the new one.")


class _Entry(msgspec.Struct, frozen=True):
    """A wrapped key. ``day`` is null for a key of the account; the last one of an account and day is in use."""

    account: int
    day: date | None
    wrapped: str


class _Ring(msgspec.Struct, frozen=True):
    master: str
    keys: dict[str, _Entry]
    shipby_key_ring: int = 1


class _File(msgspec.Struct, frozen=True):
    ring: msgspec.Raw
    digest: str


class KeyRing:
    """The ring in ``folder``. ``master`` is the text of the master key, empty = the folder's file ``master.key``."""

    def __init__(self, folder: Path, master: str = "") -> None:
        self._folder = folder
        self._master_text = master
        self._mutex = threading.RLock()
        self._seen: tuple[int, int, int] | None = None
        self._entries: dict[str, _Entry] = {}
        self._current: dict[tuple[int, _Day], str] = {}
        self._open_keys: dict[str, Key] = {}

    @property
    def path(self) -> Path:
        """The file of wrapped keys."""
        return self._folder / "ring"

    @property
    def master_path(self) -> Path:
        """The master key's file, used where the environment names none."""
        return self._folder / "master.key"

    # -- keys

    def key_for(self, account_id: int, day: date | None) -> Key:
        """The key of an account and delivery day, made when there is none; ``None`` = the account's own key."""
        return self.keys_for(account_id, (day,))[day]

    def keys_for(self, account_id: int, days: Iterable[date | None]) -> dict[date | None, Key]:
        """The keys of several days; missing ones are made in one write."""
        wanted = set(days)
        with self._mutex:
            self._refresh()
            if any((account_id, day) not in self._current for day in wanted):
                with self._changing() as (master, entries):
                    held = {(entry.account, entry.day) for entry in entries.values()}
                    for day in wanted:
                        if (account_id, day) not in held:
                            self._make(master, entries, account_id, day)
            return {day: self.key(self._current[account_id, day]) for day in wanted}

    def key(self, key_id: str) -> Key:
        """The key of that id.

        Raises:
            KeyDestroyed: it is not in the ring any more.
        """
        with self._mutex:
            self._refresh()
            if key_id not in self._entries:
                raise KeyDestroyed(key_id)
            if key_id not in self._open_keys:
                # Under the lock, so that a rotation cannot change the master between reading the file and opening the key.
                with self._locked(shared=True):
                    master, entries = self._read()
                if key_id not in entries:
                    raise KeyDestroyed(key_id)
                self._open_keys[key_id] = Key.of(key_id, self._unwrap(master, key_id, entries[key_id]))
            return self._open_keys[key_id]

    def renew(self, account_id: int) -> Key:
        """A fresh key of the account, in use from now on; the one before stays readable until it is destroyed."""
        with self._mutex:
            with self._changing() as (master, entries):
                key_id = self._make(master, entries, account_id, None)
            return self.key(key_id)

    def retired(self, account_id: int) -> list[str]:
        """Ids of keys of the account that a fresher one has replaced."""
        with self._mutex:
            self._refresh()
            current = self._current.get((account_id, None))
            return [
                key_id
                for key_id, entry in self._entries.items()
                if entry.account == account_id and entry.day is None and key_id != current
            ]

    def days_before(self, day: date) -> list[tuple[int, date, str]]:
        """(account, delivery day, key id) of the keys of days before ``day``."""
        with self._mutex:
            self._refresh()
            return [
                (entry.account, entry.day, key_id) for key_id, entry in self._entries.items() if entry.day and entry.day < day
            ]

    def destroy(self, key_ids: Iterable[str]) -> int:
        """Take keys out of the ring for good; how many were still there."""
        gone = set(key_ids)
        with self._mutex:
            self._refresh()
            if not gone & self._entries.keys():
                return 0
            with self._changing() as (_, entries):
                there = gone & entries.keys()
                for key_id in there:
                    del entries[key_id]
            return len(there)

    # -- the master key

    def rotate(self, new_master: str = "") -> int:
        """Wrap every key again under a new master key; how many keys there are.

        ``new_master`` = text of the new key where the environment holds it; empty = a fresh one takes the place of
        ``master.key``. Stopped half-way, the ring opens with the old key or the new one, and running it again finishes.

        Raises:
            MasterKeyUnreadable: ``new_master`` is not a key.
        """
        with self._mutex, self._locked():
            master, entries = self._read()
            fresh = parse_master(new_master, place="SHIPBY_NEW_MASTER_KEY") if new_master else self._next_master()
            rewrapped = {
                key_id: _Entry(entry.account, entry.day, _wrap(fresh, key_id, self._unwrap(master, key_id, entry)))
                for key_id, entry in entries.items()
            }
            self._replace(fresh, rewrapped)
            if new_master:
                self._master_text = new_master
            else:
                self._adopt_next()
            self._seen = None
            return len(rewrapped)

    @property
    def _next_path(self) -> Path:
        return self._folder / "master.key.next"

    def _next_master(self) -> bytes:
        self._next_path.unlink(missing_ok=True)
        fresh = secrets.token_bytes(KEY_BYTES)
        write_master(self._next_path, fresh)
        return fresh

    def _adopt_next(self) -> None:
        _overwrite_and_replace(self._next_path, self.master_path)
        _sync_folder(self._folder)

    def _master(self) -> bytes:
        """The master key in force; made on first use, never when a ring is there that it could not open."""
        if self._master_text:
            return parse_master(self._master_text, place="SHIPBY_MASTER_KEY")
        if not self.master_path.exists():
            if self.path.exists():
                raise MasterKeyMissing(path=self.master_path)
            write_master(self.master_path, secrets.token_bytes(KEY_BYTES))
            _sync_folder(self._folder)
        if is_open_to_others(self.master_path):
            _log.warning("master_key_readable_by_others", path=str(self.master_path), remedy="chmod 0400")
        return parse_master(self.master_path.read_text(encoding="ascii", errors="replace"), place=str(self.master_path))

    # -- the file

    def _refresh(self) -> None:
        """Read the file again when it is not the one that was read last."""
        if self._stamp() == self._seen and self._seen is not None:
            return
        if not self.path.exists():
            self._take_in({})
            return
        with self._locked(shared=True):
            self._seen = self._stamp()
            self._take_in(self._read()[1])

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    def _take_in(self, entries: dict[str, _Entry]) -> None:
        self._entries = entries
        self._current = {(entry.account, entry.day): key_id for key_id, entry in entries.items()}
        self._open_keys = {key_id: key for key_id, key in self._open_keys.items() if key_id in entries}

    @contextmanager
    def _changing(self) -> Iterator[tuple[bytes, dict[str, _Entry]]]:
        """The entries as the file holds them now; what the block leaves in them is written."""
        with self._locked():
            master, entries = self._read() if self.path.exists() else (self._master(), {})
            yield master, entries
            self._replace(master, entries)
            self._seen = self._stamp()
            self._take_in(entries)

    @contextmanager
    def _locked(self, *, shared: bool = False) -> Iterator[None]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _read(self) -> tuple[bytes, dict[str, _Entry]]:
        """The master key that opens the file, and its entries.

        Raises:
            RingUnreadable: not a ring, cut off, or edited.
            RingOfAnotherMaster: wrapped by a key that is not at hand.
        """
        content = self.path.read_bytes()
        try:
            file = msgspec.json.decode(content, type=_File)
            ring = msgspec.json.decode(file.ring, type=_Ring)
        except msgspec.MsgspecError as error:
            raise RingUnreadable(path=self.path) from error
        master = self._master()
        if ring.master != fingerprint(master) and not self._master_text and self._next_path.exists():
            # A rotation was stopped after the ring was written and before its key took its place.
            master = parse_master(self._next_path.read_text(encoding="ascii"), place=str(self._next_path))
            if ring.master == fingerprint(master):
                self._adopt_next()
        if ring.master != fingerprint(master):
            raise RingOfAnotherMaster(path=self.path, wanted=ring.master, given=fingerprint(master))
        if not secrets.compare_digest(authenticate(master, bytes(file.ring)), file.digest):
            raise RingUnreadable(path=self.path)
        return master, ring.keys

    def _replace(self, master: bytes, entries: dict[str, _Entry]) -> None:
        ring = msgspec.json.encode(_Ring(fingerprint(master), entries))
        content = msgspec.json.encode(_File(msgspec.Raw(ring), authenticate(master, ring)))
        fresh = self._folder / "ring.next"
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _overwrite_and_replace(fresh, self.path)
        _sync_folder(self._folder)

    def _make(self, master: bytes, entries: dict[str, _Entry], account_id: int, day: date | None) -> str:
        # The random part lets a day get another key after its first was destroyed, without the old id coming back to life.
        key_id = f"{account_id}.{day.isoformat() if day else 'account'}.{secrets.token_hex(6)}"
        entries[key_id] = _Entry(account_id, day, _wrap(master, key_id, secrets.token_bytes(KEY_BYTES)))
        return key_id

    def _unwrap(self, master: bytes, key_id: str, entry: _Entry) -> bytes:
        wrapped = b64decode(entry.wrapped)
        try:
            return AESGCM(master).decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], _bound(key_id))
        except (InvalidTag, ValueError) as error:
            raise RingUnreadable(path=self.path) from error


def _bound(key_id: str) -> bytes:
    return f"keys.ring|{key_id}".encode()


def _wrap(master: bytes, key_id: str, key: bytes) -> str:
    nonce = os.urandom(_NONCE_BYTES)
    return b64encode(nonce + AESGCM(master).encrypt(nonce, key, _bound(key_id))).decode()


def _overwrite_and_replace(fresh: Path, path: Path) -> None:
    """Put ``fresh`` in the place of ``path``, then overwrite the old bytes, which have no name any more."""
    old = None
    if path.exists():
        path.chmod(0o600)
        old = path.open("r+b")
    fresh.replace(path)
    if old is not None:
        with old:
            old.write(b"\0" * os.fstat(old.fileno()).st_size)
            old.flush()
            os.fsync(old.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@cache
def key_ring() -> KeyRing:
    """The ring of this data folder, one per process."""
    return KeyRing(Path(settings.HOME) / "keys", settings.ENVIRONMENT.master_key)
