"""Sealed values: what a thief of the database, or a swapped cell, would get."""

import os
from threading import Thread

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shipby.keys.sealing import Key, SealBroken, seal, unseal

SECRET = b"Rosalind Wetherby, 12 Quince Lane"


def a_key(name: str = "k") -> Key:
    return Key(name, AESGCM(AESGCM.generate_key(256)))


def test_a_sealed_name_opens_again_at_its_place() -> None:
    key = a_key()

    sealed = seal(key, SECRET, bound_to="buyers.recipient|1|7")

    assert unseal(key, sealed, bound_to="buyers.recipient|1|7") == SECRET
    assert unseal(key, memoryview(sealed).tobytes(), bound_to="buyers.recipient|1|7") == SECRET


def test_nothing_of_the_name_shows_in_the_sealed_bytes() -> None:
    sealed = seal(a_key(), SECRET, bound_to="x")

    assert b"Rosalind" not in sealed
    assert b"Quince" not in sealed


def test_the_same_name_sealed_twice_differs_so_equal_buyers_do_not_show() -> None:
    key = a_key()

    assert seal(key, SECRET, bound_to="x") != seal(key, SECRET, bound_to="x")


@pytest.mark.parametrize("place", ["buyers.recipient|1|8", "buyers.buyer|1|7", "buyers.recipient|2|7", ""])
def test_a_cell_moved_to_another_order_column_or_account_does_not_open(place: str) -> None:
    key = a_key()
    sealed = seal(key, SECRET, bound_to="buyers.recipient|1|7")

    with pytest.raises(SealBroken):
        unseal(key, sealed, bound_to=place)


def test_another_key_does_not_open_it() -> None:
    sealed = seal(a_key(), SECRET, bound_to="x")

    with pytest.raises(SealBroken):
        unseal(a_key(), sealed, bound_to="x")


@pytest.mark.parametrize("position", [0, 1, 12, 13, -1])
def test_a_changed_byte_is_noticed_wherever_it_is(position: int) -> None:
    key = a_key()
    sealed = bytearray(seal(key, SECRET, bound_to="x"))
    sealed[position] ^= 1

    with pytest.raises(SealBroken):
        unseal(key, bytes(sealed), bound_to="x")


@pytest.mark.parametrize("rest", [b"", b"\x01", b"\x01short", b"\x02" + bytes(40)])
def test_cut_off_or_foreign_bytes_are_refused_not_crashed_on(rest: bytes) -> None:
    with pytest.raises(SealBroken):
        unseal(a_key(), rest, bound_to="x")


def test_a_key_never_shows_itself_in_a_log() -> None:
    assert repr(a_key("7.account.ab")) == "Key(id='7.account.ab')"


def nonces(key: Key, count: int) -> list[bytes]:
    return [seal(key, SECRET, bound_to="x")[1:13] for _ in range(count)]


def test_no_nonce_comes_twice_in_threads_or_after_a_fork() -> None:
    key = a_key()
    seen: list[bytes] = nonces(key, 700)
    threads = [Thread(target=lambda: seen.extend(nonces(key, 700))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, b"".join(nonces(key, 50)))
        os._exit(0)
    os.waitpid(child, 0)
    drawn = os.read(reader, 50 * 12)
    seen += [drawn[at : at + 12] for at in range(0, len(drawn), 12)] + nonces(key, 50)

    assert len(seen) == 700 * 5 + 100
    assert len(set(seen)) == len(seen)
