"""Answers about ourselves: accounts, stores, warehouses, people and figures, as frozen rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac

from shipby.keys.ring import key_ring
from shipby.keys.sealing import unseal
from shipby.shop.models import Access, ApiToken, Figure, Person, SellerAccount, Shop, SignInTry, Store, Warehouse
from shipby.shop.rules.access import access_place
from shipby.shop.rules.figures import FIGURES
from shipby.shop.rules.roles import AccountKind, Role, Scope
from shipby.shop.rules.settings import NoShopYet, version_of

WORKDAYS = (1, 2, 3, 4, 5)
_COMMON = CommonPasswordValidator()


@dataclass(frozen=True, slots=True)
class ShopRow:
    """A shop; ``setup_done`` names the set-up steps that were finished or skipped."""

    id: int
    name: str
    setup_done: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A seller account; ``region`` is empty where it is not known yet."""

    id: int
    shop_id: int
    name: str
    kind: AccountKind
    region: str
    seller_id: str
    paused_at: datetime | None = None

    @property
    def version(self) -> str:
        """Mark of what a form shows."""
        return version_of(self.name, self.region, self.seller_id)


@dataclass(frozen=True, slots=True)
class StoreRow:
    """An account in one marketplace; ``warehouse_id`` ``None`` = the default warehouse."""

    id: int
    account_id: int
    marketplace_id: str
    name: str
    time_zone: str
    currency: str
    language: str
    warehouse_id: int | None

    @property
    def version(self) -> str:
        """Mark of what a form shows."""
        return version_of(self.name, self.time_zone, self.warehouse_id)


@dataclass(frozen=True, slots=True)
class WarehouseRow:
    """Where orders are packed; ``id`` 0 = none set up yet. ``working_days`` are ISO weekdays, 1 = Monday."""

    id: int
    shop_id: int
    name: str
    company: str
    address_line_1: str
    address_line_2: str
    city: str
    region: str
    postcode: str
    country: str
    time_zone: str
    working_days: tuple[int, ...]
    is_default: bool

    @property
    def version(self) -> str:
        """Mark of what a form shows."""
        return version_of(*(getattr(self, name) for name in _WAREHOUSE_COLUMNS[2:]))


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person of a shop. ``has_password`` is false while an invitation waits."""

    id: int
    shop_id: int
    name: str
    email: str
    role: Role
    is_active: bool
    has_password: bool
    password_changed_at: datetime | None
    last_login: datetime | None

    @property
    def version(self) -> str:
        """Mark of what a form shows."""
        return version_of(self.name, self.role, self.is_active)

    def __repr__(self) -> str:
        return f"<PersonRow {self.id}>"


_ACCOUNT_COLUMNS = ("id", "shop_id", "name", "kind", "region", "seller_id", "paused_at")
_STORE_COLUMNS = ("id", "account_id", "marketplace_id", "name", "time_zone", "currency", "language", "warehouse_id")
_WAREHOUSE_COLUMNS = (
    "id",
    "shop_id",
    "name",
    "company",
    "address_line_1",
    "address_line_2",
    "city",
    "region",
    "postcode",
    "country",
    "time_zone",
    "working_days",
    "is_default",
)


def scope_of(shop_id: int) -> Scope:
    """The wall of one shop. One query."""
    ids = SellerAccount.objects.filter(shop_id=shop_id).order_by("id").values_list("id", flat=True)
    return Scope(shop_id, tuple(ids))


def whole_scope() -> Scope:
    """The first shop with all its accounts: what a command on the machine works on. Two queries.

    Raises:
        NoShopYet: nothing is set up.
    """
    shop_id = Shop.objects.order_by("id").values_list("id", flat=True).first()
    if shop_id is None:
        raise NoShopYet
    return scope_of(shop_id)


def find_shop(shop_id: int) -> ShopRow | None:
    """One shop. One query."""
    row = Shop.objects.filter(id=shop_id).values_list("id", "name", "setup_done").first()
    return ShopRow(row[0], row[1], tuple(row[2])) if row else None


def is_set_up() -> bool:
    """Whether there is a shop at all. One query."""
    return Shop.objects.exists()


def accounts_of(shop_id: int) -> list[AccountRow]:
    """Seller accounts of a shop, oldest first. One query."""
    rows = SellerAccount.objects.filter(shop_id=shop_id).order_by("id").values_list(*_ACCOUNT_COLUMNS)
    return [_account(row) for row in rows]


def account_names(account_ids: Sequence[int]) -> dict[int, str]:
    """Names of these seller accounts by id, oldest first. One query."""
    return dict(SellerAccount.objects.filter(id__in=account_ids).order_by("id").values_list("id", "name"))


def find_account(account_id: int) -> AccountRow | None:
    """One seller account of any shop. One query."""
    row = SellerAccount.objects.filter(id=account_id).values_list(*_ACCOUNT_COLUMNS).first()
    return _account(row) if row else None


def all_accounts() -> list[AccountRow]:
    """Seller accounts of every shop, oldest first: for jobs that go over all of them. One query."""
    return [_account(row) for row in SellerAccount.objects.order_by("id").values_list(*_ACCOUNT_COLUMNS)]


def stores_of(account_ids: Sequence[int]) -> list[StoreRow]:
    """Stores of these accounts, oldest first. One query."""
    rows = Store.objects.filter(account_id__in=account_ids).order_by("id").values_list(*_STORE_COLUMNS)
    return [StoreRow(*row) for row in rows]


def warehouses_of(shop_id: int) -> list[WarehouseRow]:
    """Warehouses of a shop, the default one first, then by name. One query."""
    rows = Warehouse.objects.filter(shop_id=shop_id).order_by("-is_default", "name").values_list(*_WAREHOUSE_COLUMNS)
    return [_warehouse(row) for row in rows]


def default_warehouse(shop_id: int) -> WarehouseRow:
    """The warehouse that orders are packed in where their store names no other. At most two queries.

    While none is set up: an unsaved row named "Warehouse" (``id`` 0) in the zone of the first store, else UTC, Monday to Friday.
    """
    found = warehouses_of(shop_id)
    if found:
        return found[0]
    zone = Store.objects.filter(account__shop_id=shop_id).order_by("id").values_list("time_zone", flat=True).first()
    return WarehouseRow(0, shop_id, "Warehouse", "", "", "", "", "", "", "", zone or "UTC", WORKDAYS, True)


def system_zone(shop_id: int) -> ZoneInfo:
    """The zone in which the desk counts days: the default warehouse's. At most two queries."""
    return ZoneInfo(default_warehouse(shop_id).time_zone)


def figure(name: str, *, marketplace_id: str = "", on: date) -> Any:
    """The value of a figure that holds on that day, of this marketplace if it has its own. One query.

    Raises:
        KeyError: no figure has this name: a mistake in the code.
    """
    facts = FIGURES[name]
    rows = Figure.objects.filter(name=name, marketplace_id__in={"", marketplace_id}, valid_from__lte=on)
    found = rows.order_by("-marketplace_id", "-valid_from").values_list("value", flat=True).first()
    return facts.value if found is None else found


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure as it holds everywhere: ``valid_from`` ``None`` = the value Shipby came with."""

    name: str
    value: Any
    valid_from: date | None
    source: str

    @property
    def version(self) -> str:
        """Mark of what a form shows."""
        return version_of(self.value, self.valid_from)


def figures(on: date) -> list[FigureRow]:
    """Every figure with the value that holds on that day in every marketplace. One query."""
    rows = Figure.objects.filter(marketplace_id="", valid_from__lte=on).order_by("valid_from")
    held = {row[0]: FigureRow(*row) for row in rows.values_list("name", "value", "valid_from", "source")}
    return [held.get(facts.name, FigureRow(facts.name, facts.value, None, facts.source)) for facts in FIGURES.values()]


_PERSON_COLUMNS = ("id", "shop_id", "name", "email", "role", "is_active", "password", "password_changed_at", "last_login")


def people_of(shop_id: int) -> list[PersonRow]:
    """People of a shop, the active ones first, then by name. One query."""
    rows = Person.objects.filter(shop_id=shop_id).order_by("-is_active", "name", "id").values_list(*_PERSON_COLUMNS)
    return [_person(row) for row in rows]


def find_person(person_id: int) -> PersonRow | None:
    """One person of any shop. One query."""
    row = Person.objects.filter(id=person_id).values_list(*_PERSON_COLUMNS).first()
    return _person(row) if row else None


def find_person_by_email(email: str) -> PersonRow | None:
    """The person who signs in with ``email``, whatever its case. One query.

    The database folds more letters than Python does (a dotless i is an I to it); such a look-alike finds nobody, so that tries
    are counted for the person they are made on.
    """
    row = Person.objects.filter(email__iexact=email).values_list(*_PERSON_COLUMNS).first()
    person = _person(row) if row else None
    return person if person and person.email.casefold() == email.casefold() else None


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A key for scripts, without the key. Instants in UTC."""

    id: int
    name: str
    made_at: datetime
    used_at: datetime | None


def tokens_of(person_id: int) -> list[TokenRow]:
    """The tokens of a person that are in force, newest first. One query."""
    found = ApiToken.objects.filter(person_id=person_id, revoked_at__isnull=True).order_by("-id")
    return [TokenRow(*row) for row in found.values_list("id", "name", "made_at", "used_at")]


def person_of_token(digest: bytes) -> tuple[int, PersonRow, datetime | None] | None:
    """The token's key, whose it is, and when it was last used; ``None`` where it is not in force or its person has no access."""
    found = ApiToken.objects.filter(digest=digest, revoked_at__isnull=True, person__is_active=True)
    row = found.values_list("id", "person_id", "used_at").first()
    person = find_person(row[1]) if row else None
    return (row[0], person, row[2]) if row and person else None


def _account(row: tuple[Any, ...]) -> AccountRow:
    key, shop_id, name, kind, region, seller_id, paused_at = row
    return AccountRow(key, shop_id, name, AccountKind(kind), region, seller_id, paused_at)


def _warehouse(row: tuple[Any, ...]) -> WarehouseRow:
    facts = dict(zip(_WAREHOUSE_COLUMNS, row, strict=True))
    return WarehouseRow(**facts | {"working_days": tuple(facts["working_days"])})


def _person(row: tuple[Any, ...]) -> PersonRow:
    key, shop_id, name, email, role, is_active, password, changed_at, last_login = row
    has_password = bool(password) and not password.startswith("!")
    return PersonRow(key, shop_id, name, email, Role(role), is_active, has_password, changed_at, last_login)


def is_common_password(password: str) -> bool:
    """Whether a password is on Django's list of the 20,000 that guessers try first. No query."""
    try:
        _COMMON.validate(password)
    except ValidationError:
        return True
    return False


def email_hash(email: str) -> str:
    """The keyed hash under which failed sign-ins of an e-mail are counted. No query."""
    return salted_hmac("shipby.shop.sign_in", email.strip().casefold(), algorithm="sha256").hexdigest()


def locked_people(people: Sequence[PersonRow]) -> frozenset[int]:
    """Ids of those people whose e-mail is locked after too many failed sign-ins. One query."""
    by_hash = {email_hash(person.email): person.id for person in people}
    locked = SignInTry.objects.filter(email_hash__in=by_hash, locked_at__isnull=False).values_list("email_hash", flat=True)
    return frozenset(by_hash[found] for found in locked)


def password_hash(person_id: int) -> str:
    """The hash in force, for checking a sign-in; one that fits no password where there is no such person. One query."""
    return Person.objects.filter(id=person_id).values_list("password", flat=True).first() or UNUSABLE_PASSWORD_PREFIX


# -- access to Amazon


@dataclass(frozen=True, slots=True)
class AccessRow:
    """How an account is reached at Amazon, without its secrets. ``data_sets`` = what Amazon showed at the last test."""

    account_id: int
    endpoint: str
    login_url: str
    client_id: str
    secret_set_at: datetime
    data_sets: tuple[str, ...]
    tested_at: datetime | None
    trouble_code: str
    trouble_text: str
    trouble_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenAccess:
    """An access with its secrets, unsealed. ``repr`` shows none. Only the worker and the commands ask for it."""

    row: AccessRow
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)


def access_of(account_ids: Sequence[int]) -> dict[int, AccessRow]:
    """The access of each account that has one. One query."""
    rows = Access.objects.filter(account_id__in=account_ids).values_list(*AccessRow.__dataclass_fields__)
    found = [dict(zip(AccessRow.__dataclass_fields__, row, strict=True)) for row in rows]
    return {row["account_id"]: AccessRow(**row | {"data_sets": tuple(row["data_sets"])}) for row in found}


def open_access(account_id: int) -> OpenAccess | None:
    """An account's access with its secrets; ``None`` = it has none. Two queries.

    Raises:
        KeyDestroyed, SealBroken: the ring does not open it.
    """
    row = access_of([account_id]).get(account_id)
    if row is None:
        return None
    sealed = Access.objects.only("key_id", "sealed_secret", "sealed_refresh_token").get(account_id=account_id)
    key = key_ring().key(sealed.key_id)
    secret, token = (
        unseal(key, bytes(content), bound_to=access_place(account_id, name)).decode()
        for name, content in (("secret", sealed.sealed_secret), ("token", sealed.sealed_refresh_token))
    )
    return OpenAccess(row, secret, token)


def connected_accounts() -> list[AccountRow]:
    """Accounts of all shops that are worked through the API and not paused. One query."""
    rows = SellerAccount.objects.filter(kind=AccountKind.API.value, paused_at__isnull=True, access__isnull=False)
    return [_account(row) for row in rows.order_by("id").values_list(*_ACCOUNT_COLUMNS)]
