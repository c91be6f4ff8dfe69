"""What may stand in the settings; every refusal says what to do."""

import inspect
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipby.shop.rules import FIGURES, GRANTS, Permission, Role, may, passwords, profile, settings, sign_in
from shipby.shop.rules import figures as figures_rules
from shipby.shop.rules.figures import BadDay, BadFigure, UnknownFigure, check_day, read_figure
from shipby.shop.rules.people import check_owner_stays
from shipby.shop.rules.warehouses import WarehouseDraft, read_warehouse
from shipby.words.refusals import Refusal
from tests.conftest import NOW

BAD: dict[str, tuple[Callable[[], object], type[Refusal]]] = {
    "an empty name": (lambda: settings.read_name("  "), settings.NameMissing),
    "an endless name": (lambda: settings.read_name("x" * 81), settings.NameMissing),
    "a name with a control character": (lambda: settings.read_name("a\x00b"), settings.NameMissing),
    "an e-mail without a domain": (lambda: settings.read_email("nora"), settings.BadEmail),
    "an e-mail with a line end": (lambda: settings.read_email("nora@x.example\nBcc: a@b.example"), settings.BadEmail),
    "two e-mails": (lambda: settings.read_email("a@x.example,b@y.example"), settings.BadEmail),
    "an e-mail with two @": (lambda: settings.read_email("a@b@x.example"), settings.BadEmail),
    "an unknown role": (lambda: settings.read_role("admin"), settings.UnknownRole),
    "a zone that is none": (lambda: settings.read_zone("Mars/Olympus"), settings.UnknownZone),
    "a path as a zone": (lambda: settings.read_zone("../../etc/passwd"), settings.UnknownZone),
    "no zone": (lambda: settings.read_zone(""), settings.UnknownZone),
    "a country of three letters": (lambda: settings.read_country("GER"), settings.BadCountry),
    "a country of digits": (lambda: settings.read_country("12"), settings.BadCountry),
    "no working day": (lambda: settings.read_working_days([]), settings.BadWorkingDays),
    "an eighth day": (lambda: settings.read_working_days([1, 8]), settings.BadWorkingDays),
    "an unknown marketplace": (lambda: settings.read_marketplace("NOWHERE", account_region=""), settings.UnknownMarketplace),
    "a marketplace of another region": (
        lambda: settings.read_marketplace("A1PA6795UKMFR9", account_region="NA"),
        settings.WrongRegion,
    ),
    "an unknown region": (lambda: settings.read_region("MARS"), settings.UnknownRegion),
    "a seller id with signs": (lambda: settings.read_seller_id("A1-B2"), settings.BadSellerId),
    "a name that is taken, in other case": (lambda: settings.check_name_free("MAIN", ["Main"]), settings.NameTaken),
    "an unknown step": (lambda: settings.read_setup_step("boxes"), settings.NotHere),
    "an old version": (lambda: settings.check_version("a", "b"), settings.ChangedMeanwhile),
    "a street that never ends": (
        lambda: read_warehouse(WarehouseDraft("A", "UTC", [1], address_line_1="x" * 181)),
        settings.TooLong,
    ),
    "a shop without an owner": (
        lambda: check_owner_stays([(Role.OWNER, False), (Role.DESK, True)]),
        settings.LastOwner,
    ),
    "a theme that is none": (
        lambda: profile.read_profile(theme="pink", density="", language=""),
        profile.UnknownChoice,
    ),
    "a figure that is none": (lambda: read_figure("nothing", "1"), UnknownFigure),
    "a figure that is no number": (lambda: read_figure("personal_data_days", "many"), BadFigure),
    "a figure that is infinite": (lambda: read_figure("late_shipment_percent", "inf"), BadFigure),
    "half a day": (lambda: read_figure("personal_data_days", "1.5"), BadFigure),
    "longer than Amazon allows": (lambda: read_figure("personal_data_days", "31"), BadFigure),
    "a day long ago": (lambda: check_day(NOW.date() - timedelta(days=2), today=NOW.date()), BadDay),
    "a day far ahead": (lambda: check_day(NOW.date() + timedelta(days=400), today=NOW.date()), BadDay),
}


@pytest.mark.parametrize("case", BAD)
def test_what_makes_no_sense_is_refused_by_name(case: str) -> None:
    act, refusal = BAD[case]

    with pytest.raises(refusal) as caught:
        act()

    assert caught.value.message


def test_every_refusal_of_the_shop_has_a_code_of_its_own_a_sentence_and_a_remedy() -> None:
    rooms = (settings, passwords, sign_in, profile, figures_rules)
    found = {
        kind
        for room in rooms
        for _, kind in inspect.getmembers(room, inspect.isclass)
        if issubclass(kind, Refusal) and kind not in {Refusal, passwords.WeakPassword}
    }

    assert len(found) > 25
    assert len({kind.code for kind in found}) == len(found)
    assert all(kind.sentence and kind.remedy for kind in found)


def test_what_is_good_gets_its_one_form() -> None:
    draft = WarehouseDraft(" Main  hall ", "Asia/Kolkata", [5, 1, 5], country="de", city=" Bonn ")

    warehouse = read_warehouse(draft)

    assert (warehouse.name, warehouse.working_days, warehouse.country, warehouse.city) == ("Main hall", (1, 5), "DE", "Bonn")
    assert read_figure("late_shipment_percent", "3,5") == 3.5
    assert read_figure("processing_report_counts_header", "1") is True


@given(st.sampled_from(sorted(FIGURES)), st.text(max_size=12))
def test_a_figure_is_never_out_of_its_bounds(name: str, text: str) -> None:
    try:
        value = read_figure(name, text)
    except BadFigure:
        return

    assert FIGURES[name].least <= value <= FIGURES[name].most
    assert type(value) is type(FIGURES[name].value)


def test_the_roles_hold_what_the_screens_promise() -> None:
    assert GRANTS[Role.OWNER] == frozenset(Permission)
    assert frozenset(Permission) - GRANTS[Role.DESK] == {Permission.SETTINGS}
    assert GRANTS[Role.PACKER] == {Permission.PACK, Permission.PRINT}
    assert GRANTS[Role.VIEWER] == {Permission.SEE_ORDERS}
    assert not may(Role.VIEWER, Permission.SEE_PERSONAL)
