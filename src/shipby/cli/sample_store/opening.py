"""Open the invented shop: people of every role, seller accounts, stores, warehouses."""

from dataclasses import dataclass
from datetime import datetime

from shipby.actions.add_account import add_account
from shipby.actions.add_person import add_person
from shipby.actions.add_store import add_store
from shipby.actions.add_warehouse import add_warehouse
from shipby.actions.change_store import change_store
from shipby.actions.finish_setup_step import finish_setup_step
from shipby.actions.open_shop import open_shop
from shipby.cli.sample_store.files import AMERICA, EUROPE, JAPAN
from shipby.shop.reads import people_of, scope_of, stores_of
from shipby.shop.rules import Role, Scope
from shipby.shop.rules.warehouses import WarehouseDraft
from shipby.words.actors import Actor, ActorKind
from shipby.words.marketplaces import BY_COUNTRY

OWNER_EMAIL = "owner@fernwood.example"
PASSWORD = "Camp-Kettle-4217"  # noqa: S105  (printed for whoever starts the demo; its database is never reachable from outside)
"""The password of all four people of the demo."""

_PEOPLE = (("Ines Demo", "desk", Role.DESK), ("Dario Demo", "packer", Role.PACKER), ("Vera Demo", "viewer", Role.VIEWER))
_ACCOUNTS = (
    (AMERICA, "NA", ("US", "CA")),
    (EUROPE, "EU", ("DE", "GB", "FR", "IT", "ES", "PL")),
    (JAPAN, "FE", ("JP",)),
)
_FROM_HAMBURG = frozenset({"DE", "FR", "IT", "ES", "PL"})

RENO = WarehouseDraft(
    name="Reno",
    time_zone="America/Los_Angeles",
    working_days=(1, 2, 3, 4, 5),
    company="Fernwood Supply",
    address_line_1="4850 Invented Way",
    address_line_2="Dock 3",
    city="Reno",
    region="NV",
    postcode="89502",
    country="US",
)
HAMBURG = WarehouseDraft(
    name="Hamburg",
    time_zone="Europe/Berlin",
    working_days=(1, 2, 3, 4, 5),
    company="Fernwood Supply",
    address_line_1="Erfundener Weg 12",
    city="Hamburg",
    postcode="20095",
    country="DE",
)


@dataclass(frozen=True, slots=True)
class SampleShop:
    """The opened shop. ``accounts``: name -> id; ``owner`` and ``desk`` are people who act."""

    scope: Scope
    accounts: dict[str, int]
    owner: Actor
    desk: Actor


def open_sample_shop(now: datetime) -> SampleShop:
    """The shop with everything but orders.

    Raises:
        Refusal: there is a person with one of these e-mails already: the database is not empty.
    """
    shop_id = open_shop(name="Fernwood Supply", owner_email=OWNER_EMAIL, owner_name="Mara Demo", password=PASSWORD, now=now)
    owner = _actor(shop_id, OWNER_EMAIL)
    for name, mailbox, role in _PEOPLE:
        email = f"{mailbox}@fernwood.example"
        add_person(shop_id=shop_id, name=name, email=email, role=role.value, password=PASSWORD, actor=owner, now=now)
    add_warehouse(shop_id=shop_id, draft=RENO, actor=owner, now=now)
    hamburg = add_warehouse(shop_id=shop_id, draft=HAMBURG, actor=owner, now=now)
    accounts = {}
    for name, region, countries in _ACCOUNTS:
        accounts[name] = add_account(shop_id=shop_id, name=name, region=region, actor=owner, now=now)
        for country in countries:
            add_store(account_id=accounts[name], marketplace_id=BY_COUNTRY[country].id, actor=owner, now=now)
    _ship_from_hamburg(shop_id, hamburg, owner, now)
    for step in ("store", "warehouse", "people"):
        finish_setup_step(shop_id=shop_id, step=step, is_skipped=False, actor=owner, now=now)
    return SampleShop(scope_of(shop_id), accounts, owner, _actor(shop_id, "desk@fernwood.example"))


def _ship_from_hamburg(shop_id: int, warehouse_id: int, actor: Actor, now: datetime) -> None:
    marketplaces = {BY_COUNTRY[country].id for country in _FROM_HAMBURG}
    for store in stores_of(scope_of(shop_id).account_ids):
        if store.marketplace_id in marketplaces:
            change_store(
                shop_id=shop_id,
                store_id=store.id,
                name=store.name,
                time_zone=store.time_zone,
                warehouse_id=warehouse_id,
                actor=actor,
                now=now,
            )


def _actor(shop_id: int, email: str) -> Actor:
    person = next(person for person in people_of(shop_id) if person.email == email)
    return Actor(ActorKind.PERSON, str(person.id), person.name)
