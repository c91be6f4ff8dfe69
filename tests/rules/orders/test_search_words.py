"""A word in a title or a SKU is found however it is parted from its neighbours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipby.orders.rules.search_words import search_words, text_search, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("USB-C/HDMI-Kabel (2er-Pack)", "usb c hdmi kabel 2er pack"),
        ('Bildschirm 27" 4K', "bildschirm 27 4k"),
        ("Straße", "strasse"),
        ("\uff35\uff33\uff22 \u30d6\u30eb\u30fc", "usb ブルー"),
        ("MUG_ENM-3.FG", "mug enm 3 fg"),
        ("😀 % ' \\", ""),
    ],
)
def test_words_are_cut_at_whatever_parts_them(text: str, words: str) -> None:
    assert words_of(text) == words


def test_an_order_is_found_by_any_part_of_its_number() -> None:
    assert search_words("113-4857201-9936201", ["MUG-1"], ["Bad Ems"]) == (
        "113 4857201 9936201 mug 1 bad ems 11348572019936201 mug1"
    )


@given(st.text())
def test_cutting_twice_is_cutting_once_and_leaves_nothing_that_a_text_search_would_read(text: str) -> None:
    words = words_of(text)

    assert words_of(words) == words
    assert all(character.isalnum() or character == " " for character in words)


def test_the_last_word_is_found_by_its_beginning_and_words_in_quotes_stand_side_by_side() -> None:
    assert text_search("Camp mu") == "'camp' <-> 'mu':*"
    assert text_search("%'\\") == ""


def test_a_word_longer_than_a_text_search_holds_is_no_error() -> None:
    assert len(text_search("マ" * 1900).encode()) < 2046
