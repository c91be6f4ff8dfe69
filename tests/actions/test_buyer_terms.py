"""Buyers are found by keyed hashes, in their own account only, until their data is erased; the database never holds a name."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from shipby.actions.erase_personal import erase_due
from shipby.buyers.reads import search_terms
from shipby.buyers.rules.facts import BuyerFacts, PersonalFacts, RecipientFacts
from shipby.orders.models import Order
from shipby.orders.reads import Moment, queue_page
from shipby.orders.rules.query import parse
from tests.actions.told import FIRST, SECOND, THIRD, an_account, an_order, received, record
from tests.conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)

BERLIN = Moment(NOW, ZoneInfo("Europe/Berlin"))


def a_buyer(name: str, email: str = "", code: str = "97201") -> PersonalFacts:
    return PersonalFacts(buyer=BuyerFacts(name=name, email=email), recipient=RecipientFacts(name=name, postal_code=code))


def found(accounts: tuple[int, ...], typed: str) -> list[str]:
    terms = search_terms(accounts, typed)
    query = parse("buyer:" + ",".join(f"#{term}" for term in terms))
    page = queue_page(accounts, query, BERLIN)
    closed = page.further.rows if page.further else ()
    return [row.order_id for row in (*page.rows, *closed)]


def test_everything_for_this_buyer_is_found_open_and_closed(clock) -> None:
    account = an_account()
    record(account, received(an_order(FIRST), a_buyer("Maria Gonzalez", "maria@example.com")))
    record(account, received(an_order(SECOND, status="SHIPPED"), a_buyer("Maria Gonzalez", "maria@example.com", "97202")))
    record(account, received(an_order(THIRD), a_buyer("John Gonzalez", "john@example.com", "97201")))

    assert found((account,), "maria@example.com") == [FIRST, SECOND]
    assert found((account,), "Gonzalez Maria") == [FIRST, SECOND]
    assert sorted(found((account,), "gonzalez")) == [FIRST, SECOND, THIRD]
    assert found((account,), "97201") == [FIRST, THIRD]
    assert found((account,), "Maria G") == []


def test_the_same_buyer_has_another_hash_in_every_account(clock) -> None:
    accounts = (an_account(), an_account("South"))
    for account in accounts:
        record(account, received(an_order(FIRST), a_buyer("Maria Gonzalez")))

    one, other = (set(Order.objects.get(account_id=account).buyer_terms) for account in accounts)
    assert not one & other
    assert found(accounts, "maria") == [FIRST, FIRST]
    assert found(accounts[:1], "maria") == [FIRST]
    assert len(search_terms(accounts, "maria")) == 2


def test_the_table_holds_no_name(clock) -> None:
    record(an_account(), received(an_order(FIRST), a_buyer("Maria Gonzalez", "maria@example.com")))

    with connection.cursor() as cursor:
        cursor.execute("SELECT o::text FROM orders_order o UNION ALL SELECT word FROM orders_word")
        told = " ".join(row[0] for row in cursor.fetchall()).casefold()
    for word in ("maria", "gonzalez", "example", "97201"):
        assert word not in told
    assert all(len(term) == 16 for term in Order.objects.get().buyer_terms)


def test_a_corrected_name_is_found_and_the_old_one_is_not(clock) -> None:
    account = an_account()
    record(account, received(an_order(FIRST), a_buyer("Maria Gonzalez")), made_at=NOW - timedelta(hours=2))
    record(account, received(an_order(FIRST), a_buyer("Mario Gonzalez")), made_at=NOW - timedelta(hours=1))

    assert found((account,), "mario") == [FIRST]
    assert found((account,), "maria") == []


def test_once_the_data_is_erased_nobody_is_found(clock) -> None:
    account = an_account()
    record(account, received(an_order(FIRST), a_buyer("Maria Gonzalez")))
    erase_due(now=NOW + timedelta(days=400))

    assert Order.objects.get().buyer_terms == []
    assert found((account,), "maria") == []
