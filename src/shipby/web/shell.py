"""What every page shows around itself: navigation with counts, state of the imports, the person, here and now."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext
from django.utils.translation import pgettext_lazy as _in

from shipby.shop.rules import Permission, may
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
    key: str = ""
    count: int | None = None
    is_hot: bool = False
    is_current: bool = False


_ENTRIES: Final = (
    Entry("/orders/", "inbox", _in("navigation", "Orders"), Permission.SEE_ORDERS, key="O"),
    Entry("/shipments/", "truck", _in("navigation", "Shipments"), Permission.SEE_ORDERS, key="H"),
    Entry("/imports/", "file-down", _in("navigation", "Imports"), Permission.IMPORT, key="I"),
    Entry("/quarantine/", "shield-alert", _in("navigation", "Quarantine"), Permission.IMPORT, key="Q"),
)
_SETTINGS: Final = Entry("/settings/", "settings", _in("navigation", "Settings"), Permission.SETTINGS, key="E")


def _exists(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
