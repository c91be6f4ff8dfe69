"""A file handed in, kept on disk until it is worked: sealed piece by piece under a one-off key, never in clear.

Each piece is bound to its number, and a shorter piece closes the file, so that pieces cannot be swapped and a cut is noticed.
The key lives with whoever made the spool; without it the file is noise.
"""

import io
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from django.conf import settings

from shipby.keys.sealing import KEY_BYTES, Key, SealBroken, seal, unseal

PIECE_BYTES = 256 * 1024
_OVERHEAD_BYTES = 1 + 12 + 16
_STORED_BYTES = PIECE_BYTES + _OVERHEAD_BYTES


def spool_folder() -> Path:
    """Where files lie, sealed, until they are worked."""
    return Path(settings.HOME) / "spool"


def one_off_secret() -> bytes:
    """The secret of a key that seals one file."""
    return os.urandom(KEY_BYTES)


class SpoolWriter:
    """Writes a sealed file. Leaving the block without an error closes it for good; with one, the file is removed."""

    def __init__(self, path: Path, secret: bytes) -> None:
        self._path = path
        self._key = Key.of("spool", secret)
        self._buffer = bytearray()
        self._number = 0
        self.byte_count = 0

    def __enter__(self) -> "SpoolWriter":
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        return self

    def write(self, content: bytes) -> None:
        """Append plain bytes."""
        self.byte_count += len(content)
        self._buffer += content
        while len(self._buffer) >= PIECE_BYTES:
            self._put(bytes(self._buffer[:PIECE_BYTES]))
            del self._buffer[:PIECE_BYTES]

    def write_all(self, parts: Iterable[bytes]) -> None:
        """Append plain bytes, part by part."""
        for part in parts:
            self.write(part)

    def _put(self, piece: bytes) -> None:
        self._file.write(seal(self._key, piece, bound_to=_place(self._number, is_last=len(piece) < PIECE_BYTES)))
        self._number += 1

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._file:
            if kind is None:
                self._put(bytes(self._buffer))
                self._file.flush()
                os.fsync(self._file.fileno())
        if kind is not None:
            self._path.unlink(missing_ok=True)


class SpoolReader(io.RawIOBase):
    """The plain bytes of a sealed file, seekable.

    Raises:
        SealBroken: on reading, when the file was cut off or changed, or another key sealed it.
    """

    def __init__(self, path: Path, secret: bytes) -> None:
        super().__init__()
        self._key = Key.of("spool", secret)
        self._file = path.open("rb")
        self._pieces, last = divmod(os.fstat(self._file.fileno()).st_size, _STORED_BYTES)
        if last < _OVERHEAD_BYTES:
            self._file.close()
            raise SealBroken("A spooled file is cut off.")
        self._size = self._pieces * PIECE_BYTES + last - _OVERHEAD_BYTES
        self._position = 0
        self._held = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        if self._position >= self._size:
            return 0
        number, start = divmod(self._position, PIECE_BYTES)
        piece = self._piece(number)
        count = min(len(buffer), len(piece) - start)
        buffer[:count] = piece[start : start + count]
        self._position += count
        return count

    def _piece(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(number * _STORED_BYTES)
            sealed = self._file.read(_STORED_BYTES)
            self._held = (number, unseal(self._key, sealed, bound_to=_place(number, is_last=number == self._pieces)))
        return self._held[1]

    def close(self) -> None:
        self._file.close()
        super().close()


def _place(number: int, *, is_last: bool) -> str:
    return f"spool|{number}|{'last' if is_last else 'more'}"
