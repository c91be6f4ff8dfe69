"""Tracking numbers by form and check digit: a typing error is noticed, a right number never called wrong."""
# ruff: noqa: RUF001 - full-width digits are what is tested

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipby.shipping.rules.carriers import BY_CODE
from shipby.shipping.rules.check_digits import iso_7064_mod_37_36, luhn, mod_7, mod_10, mod_10_from_right, s10, weighted_mod_11
from shipby.shipping.rules.postal_countries import POSTS, UPU_COUNTRIES
from shipby.shipping.rules.tracking_numbers import FORMS, Form, Verdict, check, normalise, recognise

VALID: dict[str, tuple[str, ...]] = {
    "UPS": ("1Z999AA10123456784", "1Z 5R8 939 03 5756 7127", "1ZXX3150YW44070023", "H1234567895"),
    "FedEx": (
        "986578788855",
        "041441760228964",
        "000123450000000027",
        "9611020987654312345672",
        "1001921334250001000300779017972697",
        "9622001900000000000000776632517510",
        "32971514560102447849175802862014",
    ),
    "USPS": (
        "0307 1790 0005 2348 3741",
        "7112 3456 7891 2345 6787",
        "9400 1112 0108 0805 4830 16",
        "9405803699300124287899",
        "9505511069605048600624",
        "9361289878700317633795",
        "92748931507708513018050063",
        "9101123456789000000013",
        "420 22153 9101026837331000039521",
        "4201002334249200190132607600833457",
        "71969010756003077385",
        "RB123456785US",
    ),
    "DHL Express": ("3318810025", "8487135506", "73891051146"),
    "OnTrac": ("C11031500001879", "C10999911320231", "D10011354453707"),
    "DPD": ("008182709980000020033350276C", "09980000020033F", "0998 0000 0200 34D"),
    "Canada Post": ("0073938000549297", "RB123456785CA"),
    "PUROLATOR": ("320595463938", "331434972567"),
    "Royal Mail": ("RB123456785GB",),
    "Deutsche Post": ("RB123456785DE",),
    "Japan Post": ("EJ123456785JP",),
}
"""Numbers from the carriers' own documents or built by the rule."""

FORM_ONLY: dict[str, tuple[str, ...]] = {
    "DHL Express": ("JJD0099999999", "JVGL0999999990"),
    "DHL eCommerce": ("GM2951173225174494", "60120172242323"),
    "Amazon Shipping": ("TBA502887274000", "TBC000000000000", "TBM000000000000", "A1234567890"),
    "Lasership": ("LX17635036", "1LS717793482164", "1LS7119013618127-1", "1LSCX1234567890"),
    "Yodel": ("JD0002242617644732", "JJD0002257639032011"),
    "PUROLATOR": ("KYV009956937",),
    "Yun Express": ("YT2012345678901234",),
    "DPD": ("09980000020033",),
    "Chronopost": ("XS123456789", "AB12"),
    "Royal Mail": ("JX000012345678901234",),
    "DHL-Paket": ("00340434161094042557",),
    "Other": ("WHATEVER-1",),
}

WRONG: dict[str, tuple[str, ...]] = {
    "UPS": ("1Z999AA10123456785", "1Z1111111111111111"),
    "FedEx": ("996578788855", "568283610012732", "9600000000000000000001", "1001901781990001000300617767839438"),
    "USPS": ("03071790000523483742", "9200000000000000000000", "9400111201080805483017", "RB123456784US"),
    "DHL Express": ("3318810010", "73891051149"),
    "OnTrac": ("C11031500001889", "D10011345983012"),
    "DPD": ("008182709980000020033350276A", "09980000020033D"),
    "Canada Post": ("0073938000549292",),
    "PUROLATOR": ("320595463939",),
    "Royal Mail": ("RB123456784GB",),
}

NO_FORM: dict[str, tuple[str, ...]] = {
    "UPS": ("2Z5R89390357567127", "986578788855", "hello"),
    "FedEx": ("1Z999AA10123456784", "12345", "RB123456785GB"),
    "USPS": ("123", "1Z999AA10123456784", "RB123456785XX"),
    "DHL Express": ("XJD0099999998",),
    "OnTrac": ("E11031500001879",),
    "Yodel": ("JD000225440506099",),
    "Other": ("", "123", "<script>", "x" * 61),
}


def _cases(numbers: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(carrier, number) for carrier, several in numbers.items() for number in several]


@pytest.mark.parametrize(("carrier", "number"), _cases(VALID))
def test_a_right_number_is_called_right_and_its_carrier_offered(carrier: str, number: str) -> None:
    assert check(number, carrier) is Verdict.VALID
    offers = {offer.carrier_code: offer for offer in recognise(number, ship_from=None)}
    assert offers[carrier].verdict is Verdict.VALID
    assert offers[carrier].carrier_name == BY_CODE[carrier].name


@pytest.mark.parametrize(("carrier", "number"), _cases(FORM_ONLY))
def test_a_number_without_check_digit_is_let_pass(carrier: str, number: str) -> None:
    assert check(number, carrier) is Verdict.MATCHES_FORM


@pytest.mark.parametrize(("carrier", "number"), _cases(WRONG))
def test_a_typing_error_is_noticed(carrier: str, number: str) -> None:
    assert check(number, carrier) is Verdict.FAILED_CHECK


@pytest.mark.parametrize(("carrier", "number"), _cases(NO_FORM))
def test_a_number_of_another_form_is_noticed(carrier: str, number: str) -> None:
    assert check(number, carrier) is Verdict.UNKNOWN_FORM


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (" 1z 999 aa1 01 2345 6784 ", "1Z999AA10123456784"),
        ("9400-1112-0108-0805-4830-16", "9400111201080805483016"),
        ("９４００ １１１２", "94001112"),
        ("9400\u20111112", "94001112"),
        ("\ufeff1Z\u200b999\xa0AA", "1Z999AA"),
        ("0998.0000.0200.34D", "09980000020034D"),
        ("1LS7119013618127-1", "1LS7119013618127-1"),
        ("", ""),
    ],
)
def test_numbers_are_written_the_way_amazon_wants_them(text: str, number: str) -> None:
    assert normalise(text) == number


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing_and_nothing_crashes(text: str) -> None:
    once = normalise(text)

    assert normalise(once) == once
    for carrier in ("UPS", "USPS", "DPD", "Royal Mail", "Other", "no such carrier"):
        assert check(text, carrier) in set(Verdict)
    assert len({offer.carrier_code for offer in recognise(text, ship_from="US")}) == len(recognise(text, ship_from="US"))


# -- who is offered


def test_twenty_digits_are_usps_and_never_fedex() -> None:
    assert [offer.carrier_code for offer in recognise("03071790000523483741", ship_from="US")] == ["USPS"]


def test_only_carriers_that_pick_up_in_the_country_are_offered() -> None:
    number = "03071790000523483741"

    assert recognise(number, ship_from="DE") == ()
    assert [offer.carrier_code for offer in recognise("09980000020033F", ship_from="DE")] == ["DPD"]
    assert recognise("09980000020033F", ship_from="US") == ()


def test_a_passed_check_comes_before_a_mere_form() -> None:
    offers = recognise("09980000020033", ship_from=None)
    twelve = recognise("320595463938", ship_from="CA")

    assert {offer.verdict for offer in offers} == {Verdict.MATCHES_FORM}
    assert twelve[0].verdict is Verdict.VALID
    verdicts = [offer.verdict for offer in twelve]
    assert verdicts == sorted(verdicts, key=[Verdict.VALID, Verdict.MATCHES_FORM, Verdict.FAILED_CHECK].index)


def test_a_mistyped_ups_number_is_still_known_as_ups() -> None:
    offers = recognise("1Z999AA10123456785", ship_from="US")

    assert [(offer.carrier_code, offer.verdict) for offer in offers] == [("UPS", Verdict.FAILED_CHECK)]


def test_plain_digits_with_a_failed_check_are_offered_to_nobody() -> None:
    assert recognise("986578788856", ship_from="US") == ()


def test_a_post_without_a_code_of_its_own_is_other() -> None:
    assert [offer.carrier_code for offer in recognise("RB123456785CH", ship_from="CH")] == ["Other"]
    assert recognise("RB123456785XX", ship_from=None) == ()


@pytest.mark.parametrize(("country", "carriers"), sorted(POSTS.items()))
def test_every_post_knows_its_own_numbers(country: str, carriers: tuple[str, ...]) -> None:
    assert country in UPU_COUNTRIES
    for carrier in carriers:
        assert check(f"RB123456785{country}", carrier) is Verdict.VALID
        assert check(f"RB123456784{country}", carrier) is Verdict.FAILED_CHECK


def test_every_form_has_a_carrier_with_a_code_and_a_test_number() -> None:
    numbers = [normalise(number) for cases in (VALID, FORM_ONLY) for several in cases.values() for number in several]

    for form in FORMS:
        assert all(code in BY_CODE for code in form.carriers)
        assert any(form.verdict(number) in {Verdict.VALID, Verdict.MATCHES_FORM} for number in numbers), form.pattern.pattern


# -- check digits as such


DIGITS = st.text("0123456789", min_size=8, max_size=25)


def _flipped(number: str, place: int, by: int) -> str:
    digit = (int(number[place]) + by) % 10
    return f"{number[:place]}{digit}{number[place + 1 :]}"


@given(DIGITS, st.data(), st.integers(1, 9))
def test_sums_by_three_and_one_notice_every_flipped_digit(serial: str, data: st.DataObject, by: int) -> None:
    place = data.draw(st.integers(0, len(serial) - 1))
    other = _flipped(serial, place, by)

    assert mod_10(serial, even=3, odd=1) != mod_10(other, even=3, odd=1)
    assert mod_10(serial, even=1, odd=3) != mod_10(other, even=1, odd=3)
    assert mod_10_from_right(serial) != mod_10_from_right(other)
    assert luhn(serial) != luhn(other)
    assert iso_7064_mod_37_36(serial) != iso_7064_mod_37_36(other)


@given(DIGITS, st.data(), st.integers(1, 9))
def test_the_ups_sum_notices_every_flip_but_by_five_at_a_doubled_place(serial: str, data: st.DataObject, by: int) -> None:
    place = data.draw(st.integers(0, len(serial) - 1))
    is_noticed = mod_10(serial, even=1, odd=2) != mod_10(_flipped(serial, place, by), even=1, odd=2)

    assert is_noticed or (by == 5 and place % 2 == 1)


@given(st.from_regex(r"[0-9]{8}", fullmatch=True), st.integers(0, 7), st.integers(1, 9))
def test_the_postal_sum_notices_every_flip_but_between_rests_that_share_a_digit(serial: str, place: int, by: int) -> None:
    before, after = s10(serial), s10(_flipped(serial, place, by))

    assert before != after or before in {"0", "5"}


@given(st.from_regex(r"[0-9]{10}", fullmatch=True), st.integers(0, 9), st.integers(1, 9))
def test_the_dhl_sum_notices_every_flip_but_by_seven(serial: str, place: int, by: int) -> None:
    changed = _flipped(serial, place, by)

    assert mod_7(serial) != mod_7(changed) or abs(int(serial[place]) - int(changed[place])) == 7


@given(st.from_regex(r"[0-9]{11}", fullmatch=True), st.integers(0, 10), st.integers(1, 9))
def test_the_fedex_sum_notices_every_flip_but_between_rests_of_zero_and_ten(serial: str, place: int, by: int) -> None:
    weights = (3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1)
    before, after = weighted_mod_11(serial, weights), weighted_mod_11(_flipped(serial, place, by), weights)

    assert before != after or before == "0"


CHECKED = [form for form in FORMS if form.check_digit is not None]


@pytest.mark.parametrize("form", CHECKED, ids=lambda form: form.pattern.pattern)
@given(data=st.data())
def test_a_wrong_check_digit_fails_in_every_checked_form(form: Form, data: st.DataObject) -> None:
    number = data.draw(st.from_regex(re.compile(form.pattern.pattern, re.ASCII), fullmatch=True))
    found = form.pattern.fullmatch(number)
    assert found is not None
    assert form.check_digit is not None
    right = form.check_digit(found["serial"])
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != right]))
    start, end = found.span("check")

    assert form.verdict(number[:start] + right + number[end:]) is Verdict.VALID
    assert form.verdict(number[:start] + wrong + number[end:]) is Verdict.FAILED_CHECK


def test_letters_count_by_their_ascii_number_less_three() -> None:
    assert mod_10("A", even=1, odd=2) == str(-(ord("A") - 3) % 10)
    assert [s10("47312482"), s10("12345678")] == ["9", "5"]
