"""Bytes of a report, plain or gzip, block by block and never more than the limits (settled design 10-11, reliability B33)."""

import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from shipby.amazon.wire.order_reports.refusals import FileTooBig, GzipCutOff, GzipDamaged, PackedTooTightly

GZIP_MAGIC = b"\x1f\x8b"
UNPACKED_LIMIT = 512 * 1024 * 1024
RATIO_LIMIT = 200
RATIO_FREE_BYTES = 4 * 1024 * 1024
"""A small file may be packed as tightly as it likes: short reports of one repeated title are."""
BLOCK_BYTES = 256 * 1024


def is_gzip(stream: BinaryIO) -> bool:
    """Whether the stream starts with gzip's magic bytes, whatever its name."""
    stream.seek(0)
    return stream.read(2) == GZIP_MAGIC


def size_of(stream: BinaryIO) -> int:
    """Bytes of the stream as handed in."""
    return stream.seek(0, io.SEEK_END)


def blocks(stream: BinaryIO, *, limit: int = UNPACKED_LIMIT) -> Iterator[bytes]:
    """The text's bytes from the start, unpacked.

    Raises:
        FileTooBig: more than ``limit`` bytes of text.
        PackedTooTightly: the gzip ratio is over 200.
        GzipCutOff: the gzip stream ends early.
        GzipDamaged: it cannot be unpacked.
    """
    packed = is_gzip(stream)
    if not packed and size_of(stream) > limit:
        raise FileTooBig(megabytes=limit >> 20)
    stream.seek(0)
    count = 0
    for block in _unpacked(stream) if packed else iter(lambda: stream.read(BLOCK_BYTES), b""):
        count += len(block)
        if count > limit:
            raise FileTooBig(megabytes=limit >> 20)
        if packed and count > RATIO_FREE_BYTES and count > RATIO_LIMIT * stream.tell():
            raise PackedTooTightly(ratio=RATIO_LIMIT)
        yield block


def _unpacked(stream: BinaryIO) -> Iterator[bytes]:
    """Blocks of a gzip stream of one or more members; zero padding behind the last is skipped."""
    unpacker = zlib.decompressobj(wbits=31)
    packed = stream.read(BLOCK_BYTES)
    while packed:
        if unpacker.eof:
            packed = packed.lstrip(b"\0")
            if not packed:
                packed = stream.read(BLOCK_BYTES)
                continue
            unpacker = zlib.decompressobj(wbits=31)
        yield from _block(unpacker, packed)
        packed = unpacker.unused_data or unpacker.unconsumed_tail or stream.read(BLOCK_BYTES)
    while not unpacker.eof:
        rest = list(_block(unpacker, b""))
        if not rest:
            raise GzipCutOff
        yield from rest


def _block(unpacker: "zlib._Decompress", packed: bytes) -> Iterator[bytes]:
    try:
        block = unpacker.decompress(packed, BLOCK_BYTES)
    except zlib.error as damage:
        raise GzipDamaged from damage
    if block:
        yield block
