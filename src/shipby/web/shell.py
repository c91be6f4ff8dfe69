"""What every page shows around itself: navigation with counts, state of the imports, the person, here and now."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import Final
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.functional import SimpleLazyObject
from django.utils.translation import pgettext_lazy as _in

from shipby.shop.reads import find_shop, system_zone
from shipby.shop.rules import Permission, Scope
from shipby.web.access import SignedIn
from shipby.words.ports import ports

OLD_AFTER: Final = timedelta(hours=4)
"""A report older than this is called old: Amazon tells a file seller nothing between two reports."""


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


_ORDERS: Final = Entry("/orders/", "inbox", _in("navigation", "Orders"), Permission.SEE_ORDERS, "O")
_SHIPMENTS: Final = Entry("/shipments/", "truck", _in("navigation", "Shipments"), Permission.SEE_ORDERS, "H")
_IMPORTS: Final = Entry("/imports/", "file-down", _in("navigation", "Imports"), Permission.IMPORT, "I")
_QUARANTINE: Final = Entry("/quarantine/", "shield-alert", _in("navigation", "Quarantine"), Permission.IMPORT, "Q")
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
        self.now: datetime = ports.clock.now()

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
    def entries(self) -> list[Entry]:
        """Pages of the main navigation that exist and that the person's role includes."""
        return self._shown([_ORDERS, _SHIPMENTS, _IMPORTS, _QUARANTINE])

    @cached_property
    def foot_entries(self) -> list[Entry]:
        """Pages at the foot of the navigation."""
        return self._shown([_SETTINGS])

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


def shell(request: HttpRequest) -> dict[str, object]:
    """Context processor: ``shell`` for people who are signed in, nothing for others."""
    person: SignedIn | None = getattr(request, "person", None)
    if person is None:
        return {}
    theme = request.COOKIES.get("theme", "")
    scope: Scope = request.scope  # type: ignore[attr-defined]
    return {"shell": SimpleLazyObject(lambda: Shell(person, scope, request.path, theme if theme in {"light", "dark"} else ""))}


@cache
def _exists(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
