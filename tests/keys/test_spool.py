"""Spooled uploads: a report on disk must be unreadable for others and whole for us."""

import io
from pathlib import Path

import pytest

from shipby.keys.sealing import SealBroken
from shipby.keys.spool import PIECE_BYTES, SpoolReader, SpoolWriter, one_off_secret

SECRET = one_off_secret()


def spooled(path: Path, content: bytes, secret: bytes = SECRET) -> Path:
    with SpoolWriter(path, secret) as spool:
        spool.write_all(content[start : start + 100_000] for start in range(0, len(content), 100_000))
    return path


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES + 7])
def test_what_was_handed_in_comes_out_again_whatever_its_size(tmp_path: Path, size: int) -> None:
    content = (b"Rosalind\t12 Quince Lane\n" * (size // 24 + 1))[:size]

    path = spooled(tmp_path / "spool" / "1", content)

    with SpoolReader(path, SECRET) as stream:
        assert stream.read() == content
    assert b"Rosalind" not in path.read_bytes()
    assert oct(path.stat().st_mode & 0o777) == "0o600"


def test_it_can_be_read_twice_and_from_anywhere(tmp_path: Path) -> None:
    content = bytes(range(256)) * 3000
    path = spooled(tmp_path / "1", content)

    with io.BufferedReader(SpoolReader(path, SECRET)) as stream:
        assert stream.read() == content
        assert stream.seek(-10, io.SEEK_END) == len(content) - 10
        assert stream.read() == content[-10:]
        stream.seek(PIECE_BYTES - 3)
        assert stream.read(6) == content[PIECE_BYTES - 3 : PIECE_BYTES + 3]


@pytest.mark.parametrize("size", [100, PIECE_BYTES, PIECE_BYTES + 100])
def test_an_end_that_was_cut_off_is_noticed(tmp_path: Path, size: int) -> None:
    path = spooled(tmp_path / "1", b"x" * size)
    path.write_bytes(path.read_bytes()[:-29])

    with pytest.raises(SealBroken), SpoolReader(path, SECRET) as stream:
        stream.read()


def test_a_whole_piece_cut_off_is_noticed(tmp_path: Path) -> None:
    path = spooled(tmp_path / "1", b"x" * (2 * PIECE_BYTES + 5))
    stored = path.read_bytes()
    path.write_bytes(stored[: PIECE_BYTES + 29] + stored[-34:])

    with pytest.raises(SealBroken), SpoolReader(path, SECRET) as stream:
        stream.read()


def test_swapped_pieces_are_noticed(tmp_path: Path) -> None:
    path = spooled(tmp_path / "1", b"a" * PIECE_BYTES + b"b" * PIECE_BYTES)
    stored, piece = path.read_bytes(), PIECE_BYTES + 29
    path.write_bytes(stored[piece : 2 * piece] + stored[:piece] + stored[2 * piece :])

    with pytest.raises(SealBroken), SpoolReader(path, SECRET) as stream:
        stream.read()


def test_another_key_reads_nothing(tmp_path: Path) -> None:
    path = spooled(tmp_path / "1", b"secret")

    with pytest.raises(SealBroken), SpoolReader(path, one_off_secret()) as stream:
        stream.read()


def test_an_upload_that_breaks_off_leaves_no_file(tmp_path: Path) -> None:
    def broken():
        yield b"first part"
        raise ConnectionError

    with pytest.raises(ConnectionError), SpoolWriter(tmp_path / "1", SECRET) as spool:
        spool.write_all(broken())

    assert list(tmp_path.iterdir()) == []
