"""Uploads that never lie in clear on disk: sealed piece by piece while they arrive."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from shipby.keys.spool import PIECE_BYTES, SpoolWriter, one_off_secret, spool_folder
from shipby.words.ports import ports

LARGEST_BYTES = 512 * 1024 * 1024
"""Settled design 11: no report is larger; this is also the most that a compressed one may unpack to."""
_FORM_BYTES = 64 * 1024


def is_too_large(request: HttpRequest) -> bool:
    """Whether the announced length is more than any report has: known before a byte is read."""
    length = request.headers.get("Content-Length", "")
    return length.isdecimal() and int(length) > LARGEST_BYTES + _FORM_BYTES


class SealedUpload(UploadedFile):  # type: ignore[type-arg]
    """An upload that lies sealed in the spool under ``spool_name``; ``secret`` is its one-off key."""

    def __init__(self, *, name: str, size: int, spool_name: str, secret: bytes) -> None:
        super().__init__(file=None, name=name, size=size)
        self.spool_name = spool_name
        self.secret = secret

    def discard(self) -> None:
        """Remove the file: nobody will work it."""
        (spool_folder() / self.spool_name).unlink(missing_ok=True)


class SealedUploadHandler(FileUploadHandler):
    """Seals one file. More bytes than any report has stop the upload; ``is_too_large`` then says so."""

    chunk_size = PIECE_BYTES

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.is_too_large = False
        self._spool: SpoolWriter | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open the spool for it; a second file of the same form is not taken."""
        super().new_file(*args, **kwargs)
        if self._spool is not None:
            raise StopUpload(connection_reset=True)
        self._name, self._secret = ports.ids.uuid().hex, one_off_secret()
        self._spool = SpoolWriter(spool_folder() / self._name, self._secret)
        self._spool.__enter__()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal it; nothing is passed on to another handler."""
        assert self._spool is not None
        if start + len(raw_data) > LARGEST_BYTES:
            self.is_too_large = True
            self.upload_interrupted()
            raise StopUpload(connection_reset=True)
        self._spool.write(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:
        """Close the spool."""
        assert self._spool is not None
        self._spool.__exit__(None, None, None)
        return SealedUpload(name=self.file_name or "", size=file_size, spool_name=self._name, secret=self._secret)

    def upload_interrupted(self) -> None:
        """The sender went away, or was stopped: no half file stays."""
        if self._spool is not None:
            self._spool.__exit__(ConnectionError, None, None)
