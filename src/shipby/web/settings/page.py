"""What the sections of the settings show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final
from zoneinfo import available_timezones

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shipby.shop.reads import (
    AccountRow,
    FigureRow,
    PersonRow,
    StoreRow,
    WarehouseRow,
    accounts_of,
    default_warehouse,
    figures,
    locked_people,
    people_of,
    stores_of,
    warehouses_of,
)
from shipby.shop.rules import Scope
from shipby.shop.rules.figures import FIGURES, FigureFacts, Unit
from shipby.web.settings.forms import (
    AccountForm,
    FigureForm,
    InviteForm,
    NewAccountForm,
    NewStoreForm,
    PersonForm,
    SettingsForm,
    StoreForm,
    WarehouseForm,
)

SECTIONS: Final = (
    ("stores", "boxes", _("Stores")),
    ("warehouses", "package", _("Warehouses")),
    ("people", "user", _("People")),
    ("documents", "printer", _("Documents")),
    ("figures", "info", _("Figures")),
)

Bound = tuple[str, SettingsForm]
"""A card's name and its form as posted: it stands in place of the one of what is saved."""


@dataclass(frozen=True, slots=True)
class StoreCard:
    """A store with its form."""

    row: StoreRow
    form: SettingsForm

    @property
    def card(self) -> str:
        """Its name on the page."""
        return f"store-{self.row.id}"


@dataclass(frozen=True, slots=True)
class AccountCard:
    """A seller account with its form, its stores, and the form of one more."""

    row: AccountRow
    form: SettingsForm
    stores: Sequence[StoreCard]
    new_store: SettingsForm

    @property
    def card(self) -> str:
        """Its name on the page."""
        return f"account-{self.row.id}"

    @property
    def new_card(self) -> str:
        """Name of the form of one more store."""
        return f"new-store-{self.row.id}"


@dataclass(frozen=True, slots=True)
class WarehouseCard:
    """A warehouse with its form."""

    row: WarehouseRow
    form: SettingsForm

    @property
    def card(self) -> str:
        """Its name on the page."""
        return f"warehouse-{self.row.id}"


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person with their form."""

    row: PersonRow
    form: SettingsForm
    is_locked: bool
    is_self: bool

    @property
    def card(self) -> str:
        """Its name on the page."""
        return f"person-{self.row.id}"


@dataclass(frozen=True, slots=True)
class FigureCard:
    """A figure as it holds, with the form of a new value."""

    facts: FigureFacts
    row: FigureRow
    form: SettingsForm

    @property
    def card(self) -> str:
        """Its name on the page."""
        return f"figure-{self.row.name}"

    @property
    def shown(self) -> str:
        """The value that holds, with its unit."""
        return _with_unit(self.row.value, self.facts.unit)

    @property
    def default(self) -> str:
        """The value Shipby came with, with its unit."""
        return _with_unit(self.facts.value, self.facts.unit)


@cache
def zones() -> list[str]:
    """Time zones to choose from: places, not the historic abbreviations."""
    places = {zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/"))}
    return ["UTC", *sorted(places)]


def stores_page(scope: Scope, bound: Bound | None = None) -> dict[str, Any]:
    """Accounts with their stores. Three queries."""
    posted = dict([bound] if bound else [])
    accounts, stores, houses = accounts_of(scope.shop_id), stores_of(scope.account_ids), warehouses_of(scope.shop_id)
    cards = [
        AccountCard(
            row,
            posted.get(f"account-{row.id}") or AccountForm.of(row),
            [
                StoreCard(store, posted.get(f"store-{store.id}") or StoreForm.of(store, houses))
                for store in stores
                if store.account_id == row.id
            ],
            posted.get(f"new-store-{row.id}") or NewStoreForm(auto_id=f"new-store-{row.id}-%s"),
        )
        for row in accounts
    ]
    new = posted.get("new-account") or NewAccountForm(auto_id="new-account-%s")
    return {"accounts": cards, "new_account": new, "zones": zones()}


def warehouses_page(scope: Scope, bound: Bound | None = None) -> dict[str, Any]:
    """Warehouses. At most three queries."""
    posted = dict([bound] if bound else [])
    rows = warehouses_of(scope.shop_id)
    cards = [WarehouseCard(row, posted.get(f"warehouse-{row.id}") or WarehouseForm.of(row)) for row in rows]
    return {"warehouses": cards, "new_warehouse": posted.get("new-warehouse") or new_warehouse(scope), "zones": zones()}


def new_warehouse(scope: Scope) -> WarehouseForm:
    """The form of one more warehouse, in the zone and with the days of the default one. At most two queries."""
    like = default_warehouse(scope.shop_id)
    is_guess = not like.id and like.time_zone == "UTC"  # nobody told a zone yet: "today" would be another day than the packers'
    zone = "" if is_guess else like.time_zone
    facts = {"name": "" if like.id else like.name, "time_zone": zone, "working_days": like.working_days}
    return WarehouseForm(initial=facts, auto_id="new-warehouse-%s")


def people_page(scope: Scope, own_id: int, bound: Bound | None = None) -> dict[str, Any]:
    """People with what they may. Two queries."""
    posted = dict([bound] if bound else [])
    people = people_of(scope.shop_id)
    locked = locked_people(people)
    cards = [
        PersonCard(row, posted.get(f"person-{row.id}") or PersonForm.of(row), row.id in locked, row.id == own_id)
        for row in people
    ]
    return {"people": cards, "invite": posted.get("new-person") or InviteForm(auto_id="new-person-%s")}


def figures_page(today: date, bound: Bound | None = None) -> dict[str, Any]:
    """Amazon's figures and ours. One query."""
    posted = dict([bound] if bound else [])
    cards = [FigureCard(FIGURES[row.name], row, posted.get(f"figure-{row.name}") or FigureForm.of(row)) for row in figures(today)]
    return {"figures": cards}


def _with_unit(value: Any, unit: Unit) -> str:
    if unit is Unit.YES_OR_NO:
        return gettext("Yes") if value else gettext("No")
    units = {
        Unit.ROWS: ngettext("%(n)s row", "%(n)s rows", int(value)),
        Unit.DAYS: ngettext("%(n)s day", "%(n)s days", int(value)),
        Unit.WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", int(value)),
        Unit.HOURS: ngettext("%(n)s hour", "%(n)s hours", int(value)),
        Unit.PERCENT: "%(n)s %%",
    }
    return units[unit] % {"n": number_format(value, use_l10n=True, force_grouping=True)}
