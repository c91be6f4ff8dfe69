"""The encrypted file: scrypt for the passphrase, AES-256-GCM in pieces whose order and end are authenticated.

    magic (16) | log2 N (1) | r (1) | p (1) | salt (16) | nonce prefix (7) | check (32) | piece | piece | ... | last piece

scrypt gives 64 bytes: a key for the pieces and a key for ``check``, an HMAC-SHA256 over what stands before it, which tells a
wrong passphrase at once. A piece is 1 MiB sealed (the last one at most that) with the nonce prefix | number (4) | is last (1):
pieces moved, left out or added, and a file that was cut off, do not open (the STREAM construction of Hoang et al. 2015).
"""

import hashlib
import hmac
import io
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from shipby.words.refusals import Refusal
from shipby.words.text import N_

MAGIC = b"SHIPBY BACKUP 1\n"
PIECE_BYTES = 1024 * 1024
TAG_BYTES = 16
LOG_N, R, P = 17, 8, 1
MOST_LOG_N, MOST_R, MOST_P = 20, 16, 4
"""What a file may ask of us: more would be an attack on the memory, not a backup of ours."""
_FIXED = struct.Struct(">16sBBB16s7s")
_CHECK_BYTES = 32


class NotABackup(Refusal):
    """Another kind of file."""

    code = "not_a_backup"
    sentence = N_("This file is not a backup made by Shipby.")
    remedy = N_("Name a file that shipby backup has written. Nothing was changed.")


class WrongPassphrase(Refusal):
    """The passphrase does not open it, or its first bytes were changed."""

    code = "wrong_passphrase"
    sentence = N_("The passphrase does not open this backup.")
    remedy = N_("Give the passphrase it was made with. Nothing was changed.")


class DamagedBackup(Refusal):
    """Cut off, or changed after it was made."""

    code = "damaged_backup"
    sentence = N_("This backup is damaged: it was cut off or changed after it was made.")
    remedy = N_("Use another copy of it, or an earlier backup. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class _Opening:
    header: bytes
    prefix: bytes
    cipher: AESGCM


def _derive(passphrase: str, log_n: int, r: int, p: int, salt: bytes) -> tuple[bytes, bytes]:
    both = Scrypt(salt=salt, length=64, n=1 << log_n, r=r, p=p).derive(passphrase.encode("utf-8"))
    return both[:32], both[32:]


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + struct.pack(">I?", number, is_last)


class SealedWriter(io.RawIOBase):
    """Writes an encrypted file; it is whole only after :meth:`finish`."""

    def __init__(self, target: BinaryIO, passphrase: str) -> None:
        salt, prefix = os.urandom(16), os.urandom(7)
        fixed = _FIXED.pack(MAGIC, LOG_N, R, P, salt, prefix)
        key, check_key = _derive(passphrase, LOG_N, R, P, salt)
        header = fixed + hmac.new(check_key, fixed, hashlib.sha256).digest()
        self._target, self._opening = target, _Opening(header, prefix, AESGCM(key))
        self._buffer, self._number = bytearray(), 0
        target.write(header)

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: object) -> int:
        """Take bytes in; whole pieces leave at once."""
        self._buffer += memoryview(data).cast("B")  # type: ignore[arg-type]
        while len(self._buffer) > PIECE_BYTES:  # one piece stays: it may be the last
            self._seal(bytes(self._buffer[:PIECE_BYTES]), is_last=False)
            del self._buffer[:PIECE_BYTES]
        return memoryview(data).nbytes  # type: ignore[arg-type]

    def finish(self) -> None:
        """Write the last piece."""
        self._seal(bytes(self._buffer), is_last=True)
        self._buffer.clear()

    def _seal(self, piece: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._opening.prefix, self._number, is_last=is_last)
        self._target.write(self._opening.cipher.encrypt(nonce, piece, self._opening.header))
        self._number += 1


def open_pieces(source: BinaryIO, passphrase: str) -> Iterator[bytes]:
    """The clear pieces of an encrypted file, in order. Only when the iterator ends without an error was the file whole.

    Raises:
        NotABackup, WrongPassphrase, DamagedBackup: as they say.
    """
    opening = _open(source, passphrase)
    stored = PIECE_BYTES + TAG_BYTES
    number, piece = 0, source.read(stored)
    while True:
        following = source.read(stored)
        nonce = _nonce(opening.prefix, number, is_last=not following)
        try:
            yield opening.cipher.decrypt(nonce, piece, opening.header)
        except (InvalidTag, ValueError) as error:
            raise DamagedBackup from error
        if not following:
            return
        number, piece = number + 1, following


def _open(source: BinaryIO, passphrase: str) -> _Opening:
    fixed, check = source.read(_FIXED.size), source.read(_CHECK_BYTES)
    if not fixed.startswith(MAGIC[:13]):
        raise NotABackup
    if len(fixed) < _FIXED.size or len(check) < _CHECK_BYTES:
        raise DamagedBackup
    magic, log_n, r, p, salt, prefix = _FIXED.unpack(fixed)
    if magic != MAGIC:
        raise NotABackup
    if not (1 <= log_n <= MOST_LOG_N and 1 <= r <= MOST_R and 1 <= p <= MOST_P):
        raise DamagedBackup
    key, check_key = _derive(passphrase, log_n, r, p, salt)
    if not hmac.compare_digest(check, hmac.new(check_key, fixed, hashlib.sha256).digest()):
        raise WrongPassphrase
    return _Opening(fixed + check, prefix, AESGCM(key))
