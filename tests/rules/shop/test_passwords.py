"""What a password must be: a weak one would open every buyer's address to a guesser."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipby.shop.rules.passwords import (
    PasswordLacksKinds,
    PasswordNamesPerson,
    PasswordTooLong,
    PasswordTooShort,
    PasswordTooYoung,
    WeakPassword,
    check_password_age,
    check_password_form,
    is_password_expired,
)
from tests.conftest import NOW

REFUSED = {
    "twelve characters": ("Quiet-harb-7", None),
    "eleven characters": ("Quiet-har-7", PasswordTooShort),
    "nothing": ("", PasswordTooShort),
    "no capital": ("quiet-harbour-77", PasswordLacksKinds),
    "no small letter": ("QUIET-HARBOUR-77", PasswordLacksKinds),
    "no digit": ("Quiet-harbour-xx", PasswordLacksKinds),
    "no special character": ("QuietHarbour7777", PasswordLacksKinds),
    "part of the e-mail": ("Xx-nora.smith-77", PasswordNamesPerson),
    "the domain": ("North-of-here-77", PasswordNamesPerson),
    "the name in other case": ("NORA-quiet-h-77", PasswordNamesPerson),
    "over long": ("Aa1-" + "x" * 125, PasswordTooLong),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_password_that_breaks_a_rule_is_refused_by_name(case: str) -> None:
    password, refusal = REFUSED[case]

    if refusal is None:
        check_password_form(password, email="nora.smith@north.example", name="Nora Smith")
    else:
        with pytest.raises(refusal):
            check_password_form(password, email="nora.smith@north.example", name="Nora Smith")


@given(st.text(max_size=140))
def test_what_passes_has_every_kind_of_character(password: str) -> None:
    try:
        check_password_form(password, email="x@y.example", name="")
    except WeakPassword:
        pass
    else:
        assert 12 <= len(password) <= 128
        assert any(mark.isupper() for mark in password)
        assert any(mark.islower() for mark in password)
        assert any(mark.isdigit() for mark in password)
        assert any(not mark.isalnum() for mark in password)


def test_a_password_is_changed_at_most_once_a_day_and_at_least_once_a_year() -> None:
    with pytest.raises(PasswordTooYoung):
        check_password_age(NOW - timedelta(hours=23, minutes=59), now=NOW)
    check_password_age(NOW - timedelta(days=1), now=NOW)
    check_password_age(None, now=NOW)

    assert not is_password_expired(NOW - timedelta(days=365), now=NOW)
    assert is_password_expired(NOW - timedelta(days=365, seconds=1), now=NOW)
    assert is_password_expired(None, now=NOW)
