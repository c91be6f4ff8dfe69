"""A form that could not be taken, kept so that nothing typed is lost: sealed inside the sign-in page, shown again after it.

It never lies on the server. The copy is bound to the person who typed it, where that is known, and opens for twelve hours.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext

from shipby.keys.sealing import Key, SealBroken, seal, unseal
from shipby.words.text import N_

_CSRF_FIELD: Final = "csrfmiddlewaretoken"
LASTS: Final = timedelta(hours=12)
MOST_BYTES: Final = 256 * 1024
"""A longer form is not kept: it would make the sign-in page too heavy."""
_PLACE: Final = "web.kept"

LABELS: Final[Mapping[str, str]] = {
    "text": N_("Note"),
    "reason": N_("Reason"),
    "add": N_("Tag"),
    "tracking": N_("Tracking number"),
    "carrier": N_("Carrier"),
    "carrier_name": N_("Name of the carrier, if it is Other"),
    "service": N_("Service"),
    "ship_date": N_("Ship date"),
    "table": N_("Table"),
    "name": N_("Name"),
}
"""Fields that are shown by name; the others are kept unseen."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One thing that a person typed."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A form to send again. ``had_files``: it had files too, which only the browser has."""

    address: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool = False

    @property
    def typed(self) -> list[Typed]:
        """What a person can read again, in the order of the form."""
        return [Typed(gettext(LABELS[name]), text) for name, text in self.fields if name in LABELS and text.strip()]


def is_scripted(request: HttpRequest) -> bool:
    """Whether our script asks, so that a whole page would land inside another: htmx, or ``desk/forms.js``."""
    return request.headers.get("HX-Request") == "true" or request.headers.get("X-Desk") == "1"


def is_from_here(request: HttpRequest) -> bool:
    """Whether one of our own pages sent this form; browsers say so with every POST."""
    origin = request.headers.get("Origin", "")
    return origin == f"{request.scheme}://{request.get_host()}" or origin in settings.CSRF_TRUSTED_ORIGINS


def kept_form(request: HttpRequest) -> Kept | None:
    """The form of this POST; ``None`` where there is nothing in it, it is too long, or it holds a password."""
    if request.method != "POST":
        return None
    try:
        fields = tuple((name, text) for name, texts in request.POST.lists() for text in texts if name != _CSRF_FIELD)
        had_files = bool(request.FILES)
    except (RequestDataTooBig, TooManyFieldsSent, MultiPartParserError, UnicodeDecodeError):
        return None
    is_too_long = sum(len(name) + len(text) for name, text in fields) > MOST_BYTES
    if not fields or is_too_long or any("password" in name for name, _ in fields):
        return None
    return Kept(request.get_full_path(), fields, had_files)


def sealed(kept: Kept, *, person_id: int | None, now: datetime) -> str:
    """The form as text for a hidden field; ``person_id`` = who typed it, ``None`` = not known any more."""
    told = [kept.address, kept.fields, kept.had_files, person_id, now.isoformat()]
    plain = json.dumps(told).encode()
    return base64.urlsafe_b64encode(seal(_key(), plain, bound_to=_PLACE)).decode()


def opened(text: str, *, person_id: int, now: datetime) -> Kept | None:
    """The form again, for who signed in; ``None`` where somebody else typed it, it is too old, or it was tampered with."""
    try:
        told = json.loads(unseal(_key(), base64.urlsafe_b64decode(text), bound_to=_PLACE))
    except (SealBroken, binascii.Error, ValueError):
        return None
    address, fields, had_files, typed_by, at = told
    if typed_by not in (None, person_id) or now - datetime.fromisoformat(at) > LASTS:
        return None
    return Kept(address, tuple((name, value) for name, value in fields), had_files)


@cache
def _key() -> Key:
    return Key.of("kept", hashlib.sha256(f"{_PLACE}|{settings.SECRET_KEY}".encode()).digest())
