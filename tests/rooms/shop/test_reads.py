"""What the shop answers, and in how many queries."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from shipby.actions.add_warehouse import add_warehouse
from shipby.actions.change_figure import change_figure
from shipby.actions.open_shop import open_shop
from shipby.shop import writes
from shipby.shop.reads import (
    accounts_of,
    all_accounts,
    default_warehouse,
    figure,
    figures,
    find_person_by_email,
    is_common_password,
    people_of,
    scope_of,
    stores_of,
    system_zone,
    warehouses_of,
    whole_scope,
)
from shipby.shop.rules import FIGURES, Scope
from shipby.shop.rules.settings import NoShopYet
from shipby.shop.rules.warehouses import WarehouseDraft
from shipby.words.ports import VirtualClock
from tests.cast import AMAZON_CO_JP, AMAZON_COM, AMAZON_DE, PASSWORD, CastMember, an_account
from tests.conftest import NOW


def test_a_command_before_any_set_up_is_told_what_to_do(db: None) -> None:
    with pytest.raises(NoShopYet) as caught:
        whole_scope()

    assert "shipby up" in caught.value.what_to_do


def test_the_wall_holds_the_accounts_of_one_shop_only(nora: CastMember, eve: CastMember, clock: VirtualClock) -> None:
    first = an_account(nora, clock, name="US")
    second = an_account(nora, clock, AMAZON_DE, name="EU")
    hers = an_account(eve, clock)

    assert scope_of(nora.shop_id) == whole_scope() == Scope(nora.shop_id, (first, second))
    assert scope_of(eve.shop_id).account_ids == (hers,)
    assert [row.id for row in accounts_of(nora.shop_id)] == [first, second]
    assert [row.id for row in all_accounts()] == [first, second, hers]


def test_a_store_takes_zone_currency_and_language_of_its_marketplace(nora: CastMember, clock: VirtualClock) -> None:
    account_id = an_account(nora, clock, AMAZON_COM, AMAZON_CO_JP)

    stores = stores_of([account_id])

    assert [(row.name, row.time_zone, row.currency, row.language) for row in stores] == [
        ("Amazon.com", "America/Los_Angeles", "USD", "en"),
        ("Amazon.co.jp", "Asia/Tokyo", "JPY", "ja"),
    ]


def test_before_a_warehouse_is_set_up_days_are_counted_in_the_first_stores_zone(nora: CastMember, clock: VirtualClock) -> None:
    assert default_warehouse(nora.shop_id).time_zone == "UTC"

    an_account(nora, clock, AMAZON_DE)

    assert default_warehouse(nora.shop_id).id == 0
    assert default_warehouse(nora.shop_id).working_days == (1, 2, 3, 4, 5)
    assert str(system_zone(nora.shop_id)) == "Europe/Berlin"


def test_the_first_warehouse_is_the_default_one(nora: CastMember, clock: VirtualClock) -> None:
    by = {"shop_id": nora.shop_id, "actor": nora.actor, "now": NOW}
    first = add_warehouse(draft=WarehouseDraft("North hall", "Asia/Kolkata", [1, 2]), **by)
    add_warehouse(draft=WarehouseDraft("A hall", "UTC", [1]), **by)

    assert [row.name for row in warehouses_of(nora.shop_id)] == ["North hall", "A hall"]
    assert default_warehouse(nora.shop_id).id == first


def test_a_figure_holds_from_its_day_on_and_falls_back_to_what_shipby_came_with(nora: CastMember) -> None:
    today = NOW.date()
    assert figure("take_back_days", on=today) == 7

    change_figure(
        shop_id=nora.shop_id,
        name="take_back_days",
        value="5",
        valid_from=today + timedelta(days=3),
        source="Seller Central",
        actor=nora.actor,
        now=NOW,
    )

    assert figure("take_back_days", on=today) == 7
    assert figure("take_back_days", on=today + timedelta(days=3)) == 5
    with pytest.raises(KeyError):
        figure("no_such_figure", on=today)


def test_a_figure_of_one_marketplace_goes_before_the_one_of_all(nora: CastMember) -> None:
    today = NOW.date()
    with transaction.atomic():
        writes.save_figure(name="on_time_delivery_percent", marketplace_id="", value=91.0, valid_from=today, source="all")
        writes.save_figure(
            name="on_time_delivery_percent",
            marketplace_id=AMAZON_DE,
            value=95.0,
            valid_from=today - timedelta(days=1),
            source="de",
        )

    assert figure("on_time_delivery_percent", marketplace_id=AMAZON_DE, on=today) == 95.0
    assert figure("on_time_delivery_percent", marketplace_id=AMAZON_COM, on=today) == 91.0
    assert {row.name for row in figures(today)} == set(FIGURES)


def test_people_are_found_by_e_mail_in_any_case(nora: CastMember) -> None:
    found = find_person_by_email("NORA@North.Example")

    assert found is not None
    assert found.id == nora.id
    assert "nora" not in repr(found).lower()


def test_the_list_of_common_passwords_is_used() -> None:
    assert is_common_password("password")
    assert not is_common_password("Quiet-harbour-77")


def test_answers_cost_the_queries_they_promise(
    nora: CastMember, clock: VirtualClock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    account_id = an_account(nora, clock)
    reads = {
        lambda: scope_of(nora.shop_id): 1,
        whole_scope: 2,
        lambda: accounts_of(nora.shop_id): 1,
        all_accounts: 1,
        lambda: stores_of([account_id]): 1,
        lambda: warehouses_of(nora.shop_id): 1,
        lambda: default_warehouse(nora.shop_id): 2,
        lambda: people_of(nora.shop_id): 1,
        lambda: figure("take_back_days", on=NOW.date()): 1,
        lambda: figures(NOW.date()): 1,
    }

    for read, queries in reads.items():
        with django_assert_num_queries(queries):
            read()


@pytest.mark.django_db(transaction=True)
def test_writes_outside_a_transaction_are_a_mistake_in_the_code() -> None:
    with pytest.raises(RuntimeError):
        writes.add_shop(name="Nowhere", now=NOW)


def test_the_database_itself_keeps_one_e_mail_for_one_person(nora: CastMember) -> None:
    from shipby.shop.rules import Role

    with pytest.raises(IntegrityError), transaction.atomic():
        writes.add_person(shop_id=nora.shop_id, name="X", email=nora.email.upper(), role=Role.DESK, password="!", now=NOW)


def test_a_look_alike_of_an_address_finds_nobody(db: None) -> None:
    """A dotless i is an I to the database; tries with it would not be counted for the person."""
    open_shop(name="Isle", owner_email="iris@isle.example", owner_name="Iris", password=PASSWORD, now=NOW)

    assert find_person_by_email("IRIS@isle.example") is not None
    assert find_person_by_email("\u0131ris@isle.example") is None
