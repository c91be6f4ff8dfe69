"""Accounts, stores, warehouses, figures and set-up: each act done, refused, repeated; another shop's things stay untouched."""

from datetime import timedelta
from typing import Any

import pytest

from shipby.actions.add_account import add_account
from shipby.actions.add_store import add_store
from shipby.actions.add_warehouse import add_warehouse
from shipby.actions.change_account import change_account
from shipby.actions.change_figure import change_figure
from shipby.actions.change_store import change_store
from shipby.actions.change_warehouse import change_warehouse
from shipby.actions.finish_setup_step import finish_setup_step
from shipby.journal.reads import events_of
from shipby.shop.reads import accounts_of, figure, find_shop, stores_of, warehouses_of
from shipby.shop.rules.figures import BadDay, BadFigure, UnknownFigure
from shipby.shop.rules.settings import (
    BadSellerId,
    BadWorkingDays,
    ChangedMeanwhile,
    NameMissing,
    NameTaken,
    NotHere,
    UnknownMarketplace,
    UnknownRegion,
    UnknownZone,
    WrongRegion,
)
from shipby.shop.rules.warehouses import WarehouseDraft
from shipby.words.ports import VirtualClock
from tests.cast import AMAZON_COM, AMAZON_DE, CastMember, an_account
from tests.conftest import NOW

HALL = WarehouseDraft("Hall", "Europe/Berlin", [1, 2, 3, 4, 5], city="Bonn", country="DE")


def _by(person: CastMember) -> dict[str, Any]:
    return {"shop_id": person.shop_id, "actor": person.actor, "now": NOW}


def test_an_account_is_added_once_under_its_name(nora: CastMember, eve: CastMember) -> None:
    account_id = add_account(name=" Main ", region="NA", **_by(nora))

    assert [(row.id, row.name, row.region) for row in accounts_of(nora.shop_id)] == [(account_id, "Main", "NA")]
    assert [event.kind for event in events_of("account", account_id)] == ["account_added"]
    with pytest.raises(NameTaken):
        add_account(name="MAIN", **_by(nora))
    add_account(name="Main", **_by(eve))


@pytest.mark.parametrize(
    ("change", "refusal"),
    [({"name": ""}, NameMissing), ({"region": "XX"}, UnknownRegion), ({"shop_id": 999_999_999}, NotHere)],
)
def test_add_account_refuses_what_breaks_a_rule(nora: CastMember, change: dict[str, Any], refusal: type) -> None:
    with pytest.raises(refusal):
        add_account(**({"name": "Main", **_by(nora)} | change))


def test_an_account_is_changed_and_the_same_again_is_not_told_twice(nora: CastMember, clock: VirtualClock) -> None:
    account_id = an_account(nora, clock)
    seen = accounts_of(nora.shop_id)[0].version
    facts = {"account_id": account_id, "name": "New", "region": "NA", "seller_id": "a1b2", **_by(nora)}

    change_account(**facts, seen=seen)
    change_account(**facts, seen=seen)

    row = accounts_of(nora.shop_id)[0]
    assert (row.name, row.region, row.seller_id) == ("New", "NA", "A1B2")
    assert [event.kind for event in events_of("account", account_id)].count("account_changed") == 1
    with pytest.raises(ChangedMeanwhile):
        change_account(**(facts | {"name": "Other"}), seen=seen)
    with pytest.raises(BadSellerId):
        change_account(**(facts | {"seller_id": "a b"}))
    with pytest.raises(NameTaken):
        change_account(**(facts | {"account_id": add_account(name="Second", **_by(nora))}))


def test_a_store_is_there_once_however_often_it_is_added(nora: CastMember, clock: VirtualClock) -> None:
    account_id = an_account(nora, clock)
    by = {"actor": nora.actor, "now": NOW}

    first = add_store(account_id=account_id, marketplace_id=AMAZON_DE, **by)
    again = add_store(account_id=account_id, marketplace_id=AMAZON_DE, **by)

    assert first == again
    assert len(events_of("store", first)) == 1
    with pytest.raises(UnknownMarketplace):
        add_store(account_id=account_id, marketplace_id="NOWHERE", **by)
    with pytest.raises(NotHere):
        add_store(account_id=999_999_999, marketplace_id=AMAZON_DE, **by)


def test_a_store_of_another_region_needs_another_account(nora: CastMember) -> None:
    account_id = add_account(name="US", region="NA", **_by(nora))

    with pytest.raises(WrongRegion):
        add_store(account_id=account_id, marketplace_id=AMAZON_DE, actor=nora.actor, now=NOW)
    add_store(account_id=account_id, marketplace_id=AMAZON_COM, actor=nora.actor, now=NOW)


def test_a_store_is_changed_within_its_own_shop_only(nora: CastMember, eve: CastMember, clock: VirtualClock) -> None:
    store = stores_of([an_account(nora, clock)])[0]
    hers = add_warehouse(draft=HALL, **_by(eve))
    ours = add_warehouse(draft=HALL, **_by(nora))
    facts = {"store_id": store.id, "name": "US", "time_zone": "America/Denver", "warehouse_id": ours}

    change_store(**facts, seen=store.version, **_by(nora))
    change_store(**facts, seen=store.version, **_by(nora))

    changed = stores_of([store.account_id])[0]
    assert (changed.name, changed.time_zone, changed.warehouse_id) == ("US", "America/Denver", ours)
    with pytest.raises(ChangedMeanwhile):
        change_store(**(facts | {"name": "X"}), seen=store.version, **_by(nora))
    with pytest.raises(UnknownZone):
        change_store(**(facts | {"time_zone": "Nowhere"}), **_by(nora))
    with pytest.raises(NotHere):
        change_store(**(facts | {"warehouse_id": hers}), **_by(nora))
    with pytest.raises(NotHere):
        change_store(**(facts | {"warehouse_id": None}), **_by(eve))
    assert stores_of([store.account_id])[0] == changed


def test_a_warehouse_is_added_once_under_its_name(nora: CastMember) -> None:
    add_warehouse(draft=HALL, **_by(nora))

    assert warehouses_of(nora.shop_id)[0].city == "Bonn"
    with pytest.raises(NameTaken):
        add_warehouse(draft=HALL, **_by(nora))
    with pytest.raises(NotHere):
        add_warehouse(draft=HALL, **(_by(nora) | {"shop_id": 999_999_999}))
    with pytest.raises(BadWorkingDays):
        add_warehouse(draft=WarehouseDraft("Other", "UTC", []), **_by(nora))


def test_another_warehouse_takes_over_as_the_default(nora: CastMember) -> None:
    first = add_warehouse(draft=HALL, **_by(nora))
    second = add_warehouse(draft=WarehouseDraft("Second", "UTC", [6]), **_by(nora))
    facts = {"warehouse_id": second, "draft": WarehouseDraft("Second", "UTC", [6]), "is_default": True}

    change_warehouse(**facts, **_by(nora))
    change_warehouse(**facts, **_by(nora))

    assert [(row.id, row.is_default) for row in warehouses_of(nora.shop_id)] == [(second, True), (first, False)]
    assert len(events_of("warehouse", second)) == 2


def test_the_default_warehouse_stays_so_when_its_form_does_not_say_it(nora: CastMember) -> None:
    first = add_warehouse(draft=HALL, **_by(nora))

    change_warehouse(warehouse_id=first, draft=WarehouseDraft("Renamed", "UTC", [7]), is_default=False, **_by(nora))

    row = warehouses_of(nora.shop_id)[0]
    assert (row.name, row.working_days, row.is_default) == ("Renamed", (7,), True)


def test_a_warehouse_of_another_shop_or_seen_too_long_ago_is_not_changed(nora: CastMember, eve: CastMember) -> None:
    first = add_warehouse(draft=HALL, **_by(nora))
    seen = warehouses_of(nora.shop_id)[0].version
    new = WarehouseDraft("New", "UTC", [1])
    change_warehouse(warehouse_id=first, draft=new, is_default=True, seen=seen, **_by(nora))

    with pytest.raises(ChangedMeanwhile):
        change_warehouse(warehouse_id=first, draft=HALL, is_default=True, seen=seen, **_by(nora))
    with pytest.raises(NotHere):
        change_warehouse(warehouse_id=first, draft=HALL, is_default=True, **_by(eve))

    assert warehouses_of(nora.shop_id)[0].name == "New"


def _figure(nora: CastMember, **change: Any) -> None:
    facts = {"name": "personal_data_days", "value": "20", "valid_from": NOW.date(), "source": "our lawyer", **_by(nora)}
    change_figure(**(facts | change))


def test_a_figure_is_entered_with_day_and_source_and_may_be_corrected_the_same_day(nora: CastMember) -> None:
    _figure(nora)
    _figure(nora)
    _figure(nora, value="15")

    assert figure("personal_data_days", on=NOW.date()) == 15
    event = events_of("shop", nora.shop_id)[0]
    assert (event.kind, event.details["before"], event.details["value"]) == ("figure_changed", 20, 15)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"name": "nothing"}, UnknownFigure),
        ({"value": "31"}, BadFigure),
        ({"value": "-1"}, BadFigure),
        ({"valid_from": NOW.date() - timedelta(days=30)}, BadDay),
        ({"source": " "}, NameMissing),
        ({"seen": "something else"}, ChangedMeanwhile),
        ({"shop_id": 999_999_999}, NotHere),
    ],
)
def test_a_figure_that_makes_no_sense_is_refused(nora: CastMember, change: dict[str, Any], refusal: type) -> None:
    with pytest.raises(refusal):
        _figure(nora, **change)

    assert figure("personal_data_days", on=NOW.date()) == 30


def test_a_set_up_step_is_behind_the_shop_once(nora: CastMember) -> None:
    facts = {"step": "warehouse", "is_skipped": True, **_by(nora)}
    finish_setup_step(**facts)
    finish_setup_step(**facts)

    shop = find_shop(nora.shop_id)
    assert shop is not None
    assert shop.setup_done == ("warehouse",)
    assert [event.kind for event in events_of("shop", nora.shop_id)].count("setup_step_done") == 1
    with pytest.raises(NotHere):
        finish_setup_step(**(facts | {"step": "boxes"}))
    with pytest.raises(NotHere):
        finish_setup_step(**(facts | {"shop_id": 999_999_999}))
