"""The cast: who is at the desk in the tests.

``nora`` owns shop North, ``dana`` works its desk, ``sam`` packs there, ``vera`` looks on; ``eve`` owns shop East and must
never see a thing of North. Each is a :class:`CastMember`; ``client_of(nora)`` is a browser in which she is signed in.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from shipby.actions.add_account import add_account
from shipby.actions.add_person import add_person
from shipby.actions.add_store import add_store
from shipby.actions.open_shop import open_shop
from shipby.shop.reads import find_person_by_email, scope_of
from shipby.shop.rules import Role, Scope
from shipby.words.actors import SHIPBY, Actor, ActorKind
from shipby.words.ports import VirtualClock

PASSWORD = "Quiet-harbour-77"
AMAZON_COM, AMAZON_DE, AMAZON_CO_JP = "ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1VC38T7YXB528"


@dataclass(frozen=True, slots=True)
class CastMember:
    """A person of the cast, and the shop they work for."""

    id: int
    shop_id: int
    name: str
    email: str
    role: Role

    @property
    def actor(self) -> Actor:
        """Who acts when they act."""
        return Actor(ActorKind.PERSON, str(self.id), self.name)

    @property
    def scope(self) -> Scope:
        """The wall of their shop, with its accounts as they are now."""
        return scope_of(self.shop_id)


def _member(email: str) -> CastMember:
    row = find_person_by_email(email)
    assert row is not None
    return CastMember(row.id, row.shop_id, row.name, row.email, row.role)


def a_shop(name: str, owner: str, clock: VirtualClock) -> CastMember:
    """A shop without accounts; its owner."""
    email = f"{owner.lower()}@{name.lower()}.example"
    open_shop(name=name, owner_email=email, owner_name=owner, password=PASSWORD, now=clock.now())
    return _member(email)


def a_person(owner: CastMember, name: str, role: Role, clock: VirtualClock) -> CastMember:
    """Somebody else in the owner's shop."""
    email = f"{name.lower()}@{owner.email.split('@')[1]}"
    add_person(shop_id=owner.shop_id, name=name, email=email, role=role.value, password=PASSWORD, actor=SHIPBY, now=clock.now())
    return _member(email)


def an_account(owner: CastMember, clock: VirtualClock, *marketplaces: str, name: str = "Main") -> int:
    """A seller account worked by files, with stores; its id."""
    account_id = add_account(shop_id=owner.shop_id, name=name, actor=SHIPBY, now=clock.now())
    for marketplace_id in marketplaces or (AMAZON_COM,):
        add_store(account_id=account_id, marketplace_id=marketplace_id, actor=SHIPBY, now=clock.now())
    return account_id


@pytest.fixture
def nora(db: None, clock: VirtualClock) -> CastMember:
    """Owns shop North."""
    return a_shop("North", "Nora", clock)


@pytest.fixture
def dana(nora: CastMember, clock: VirtualClock) -> CastMember:
    """Works the desk of North."""
    return a_person(nora, "Dana", Role.DESK, clock)


@pytest.fixture
def sam(nora: CastMember, clock: VirtualClock) -> CastMember:
    """Packs at North."""
    return a_person(nora, "Sam", Role.PACKER, clock)


@pytest.fixture
def vera(nora: CastMember, clock: VirtualClock) -> CastMember:
    """Looks on at North."""
    return a_person(nora, "Vera", Role.VIEWER, clock)


@pytest.fixture
def eve(db: None, clock: VirtualClock) -> CastMember:
    """Owns shop East."""
    return a_shop("East", "Eve", clock)


@pytest.fixture
def client_of(clock: VirtualClock) -> Callable[[CastMember], Client]:
    """A browser in which a person is signed in: ``client_of(nora).get("/orders/")``."""

    def sign_in(member: CastMember) -> Client:
        client = Client()
        client.force_login(get_user_model().objects.get(pk=member.id), backend="shipby.web.account.backend.EmailBackend")
        return client

    return sign_in
