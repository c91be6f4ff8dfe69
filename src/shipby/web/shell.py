"""What every page shows around itself: navigation with counts, state of the imports, the person, here and now."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.functional import SimpleLazyObject
from django.utils.translation import pgettext_lazy as _in

from shipby.intake.reads.imports import ImportRow, count_open_rows, imports_of
from shipby.intake.reads.sync import syncs_of
from shipby.intake.rules.health import WORST_FIRST
from shipby.intake.rules.imports import ImportState
from shipby.orders.reads.filtering import Moment
from shipby.orders.reads.queue import view_counts
from shipby.orders.rules.query import Query
from shipby.shop.reads import accounts_of, find_shop, system_zone
from shipby.shop.rules import Permission, Scope
from shipby.web.access import SignedIn
from shipby.web.request import DeskRequest
from shipby.web.sync.page import HEALTH, HealthWords, health_of
from shipby.words.ports import ports

OLD_AFTER: Final = timedelta(hours=4)
"""A report older than this is called old: Amazon tells a file seller nothing between two reports."""

_LOOKED_AT: Final = 20
"""How many of the newest imports are looked through for the last report that was taken in."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the navigation. ``key`` goes there after G; ``hot`` counts are red."""

    path: str
    icon: str
    name: object
    permission: Permission
    key: str
    count: int | None = None
    is_hot: bool = False
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class SyncState:
    """How the accounts stand to Amazon: everything is here that it showed up to ``reached_at``; ``None`` = not yet."""

    words: HealthWords
    accounts: int
    reached_at: datetime | None


_ORDERS: Final = Entry("/orders/", "inbox", _in("navigation", "Orders"), Permission.SEE_ORDERS, "O")
_PICKING: Final = Entry("/pick/", "clipboard-list", _in("navigation", "Pick lists"), Permission.PACK, "L")
_SHIPMENTS: Final = Entry("/shipments/", "truck", _in("navigation", "Shipments"), Permission.SEE_ORDERS, "H")
_IMPORTS: Final = Entry("/imports/", "file-down", _in("navigation", "Imports"), Permission.IMPORT, "I")
_QUARANTINE: Final = Entry("/quarantine/", "shield-alert", _in("navigation", "Quarantine"), Permission.IMPORT, "Q")
_SYNC: Final = Entry("/sync/", "refresh-cw", _in("navigation", "Amazon"), Permission.SEE_ORDERS, "A")
_PRODUCTS: Final = Entry("/products/", "package", _in("navigation", "Products"), Permission.SEE_ORDERS, "U")
_SETTINGS: Final = Entry("/settings/", "settings", _in("navigation", "Settings"), Permission.SETTINGS, "E")


class Shell:
    """The frame of one page. Every part is read when the template asks for it, so a fragment pays for nothing."""

    def __init__(self, person: SignedIn, scope: Scope, path: str, theme: str) -> None:
        self.person = person
        self.scope = scope
        self.path = path
        self.theme = theme or person.theme
        self.density = person.density
        self.single_keys = person.single_keys
        self.own_keys = json.dumps(person.own_keys) if person.own_keys else ""
        self.now: datetime = ports.clock.now()
        self.is_pretend: bool = settings.ENVIRONMENT.demo
        self.may_work = person.may(Permission.WORK_ORDERS)
        self.may_confirm = person.may(Permission.CONFIRM)
        self.may_print = person.may(Permission.PRINT)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone in which the desk shows instants: the default warehouse's. At most two queries."""
        return system_zone(self.scope.shop_id)

    @cached_property
    def shop_name(self) -> str:
        """One query."""
        shop = find_shop(self.scope.shop_id)
        return shop.name if shop else ""

    @cached_property
    def last_report_at(self) -> datetime | None:
        """When the newest report of orders was made, or came in where it does not say; ``None`` = none yet. One query."""
        imports = imports_of(self.scope.shop_id, limit=_LOOKED_AT)
        reports = [row for row in imports if row.state is ImportState.DONE and _is_of_orders(row)]
        return max((row.made_at or row.received_at for row in reports), default=None)

    @property
    def report_is_old(self) -> bool:
        """Whether orders may have come that nobody has imported."""
        return self.last_report_at is not None and self.now - self.last_report_at > OLD_AFTER

    @cached_property
    def sync(self) -> SyncState | None:
        """The worst of the connected accounts; ``None`` = all are worked by files. Two queries, one where none is connected."""
        syncs = syncs_of(self.scope.account_ids)
        if not syncs:
            return None
        rows = [row for row in accounts_of(self.scope.shop_id) if row.id in syncs]
        told = [(health_of(row, syncs[row.id], self.now), syncs[row.id].reached_at) for row in rows]
        worst = min((found for found, _ in told), key=WORST_FIRST.index)
        reached = [at for found, at in told if found is worst]
        return SyncState(HEALTH[worst], len(rows), None if None in reached else min(filter(None, reached)))

    @cached_property
    def open_orders(self) -> int:
        """How many orders are open; a view that has counted them says so by setting it. One query."""
        return view_counts(self.scope.account_ids, {"open": Query()}, Moment(self.now, self.zone))["open"]

    @cached_property
    def entries(self) -> list[Entry]:
        """Pages of the main navigation that exist and that the person's role includes, with their counts. Two queries."""
        waiting = count_open_rows(self.scope.account_ids) if self.person.may(_QUARANTINE.permission) else 0
        orders = replace(_ORDERS, count=self.open_orders)
        quarantine = replace(_QUARANTINE, count=waiting or None, is_hot=bool(waiting))
        return self._shown([orders, _PICKING, _SHIPMENTS, _IMPORTS, quarantine])

    @cached_property
    def foot_entries(self) -> list[Entry]:
        """Pages at the foot of the navigation."""
        return self._shown([_PRODUCTS, _SYNC, _SETTINGS])

    @property
    def all_entries(self) -> list[Entry]:
        """All pages, for the command menu and the list of shortcuts."""
        return [*self.entries, *self.foot_entries]

    def _shown(self, entries: list[Entry]) -> list[Entry]:
        return [
            replace(entry, is_current=self.path.startswith(entry.path))
            for entry in entries
            if self.person.may(entry.permission) and _exists(entry.path)
        ]


def shell_of(request: DeskRequest) -> Shell:
    """The frame of this request; views share its moment and zone with the page."""
    made: Shell | None = getattr(request, "_shell", None)
    if made is None:
        theme = request.COOKIES.get("theme", "")
        made = Shell(request.person, request.scope, request.path, theme if theme in {"light", "dark"} else "")
        request._shell = made  # type: ignore[attr-defined]
    return made


def shell(request: DeskRequest) -> dict[str, object]:
    """Context processor: ``shell`` for people who are signed in, nothing for others."""
    if getattr(request, "person", None) is None:
        return {}
    return {"shell": SimpleLazyObject(lambda: shell_of(request))}


def _is_of_orders(row: ImportRow) -> bool:
    return "accepted" not in row.result  # a processing report counts what Amazon accepted


@cache
def _exists(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
