"""What the list of products shows, as frozen facts."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _

from shipby.orders.reads.open_skus import open_skus
from shipby.shop.reads import account_names
from shipby.shop.rules import Scope
from shipby.stock.reads import Place, ProductRow, bin_counts, products_page, without_bin_among
from shipby.words.text import N_

ROWS = 50
WANTED, MISSING, ALL = "wanted", "missing", ""
_NAMES: Mapping[str, str] = {ALL: N_("All"), MISSING: N_("Without a bin"), WANTED: N_("Without a bin, on open orders")}


class _Place(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    has_bin: bool
    sku: Annotated[str, msgspec.Meta(max_length=80)]
    key: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the lists, with how many are on it."""

    href: str
    name: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A row: ``typed`` is what stands in its field, ``seen`` the bin it is compared with, ``error`` what is wrong with it."""

    row: ProductRow
    account: str
    orders: int
    typed: str
    seen: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class ProductsPage:
    """The page. ``words`` tells how much is missing."""

    tabs: tuple[Tab, ...]
    rows: tuple[Shown, ...]
    words: str
    show: str
    find: str
    after: str
    next_href: str
    has_many_accounts: bool
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent and could not be saved: by product key, with the reason and the bin that is there now."""

    text: Mapping[int, str]
    errors: Mapping[int, str]


def page_of(scope: Scope, values: QueryDict, typed: Typed | None = None) -> ProductsPage:
    """The list that an address names; a place that was not made here is the first page. At most five queries."""
    show, find = values.get("show", ""), values.get("find", "")[:80].replace("\0", "").strip()
    show = show if show in _NAMES else ALL
    after = values.get("after", "")[:400]
    wanted, counts = open_skus(scope.account_ids), bin_counts(scope.account_ids)
    keys = without_bin_among(scope.account_ids, wanted.keys())
    found = products_page(
        scope.account_ids,
        find=find,
        is_without_bin=show == MISSING,
        keys=keys if show == WANTED else None,
        after=_read(after),
        limit=ROWS,
    )
    names = account_names(scope.account_ids)
    numbers = {ALL: counts.products, MISSING: counts.without_bin, WANTED: len(keys)}
    return ProductsPage(
        tabs=tuple(Tab(_address(key, ""), gettext(name), numbers[key], key == show) for key, name in _NAMES.items()),
        rows=_shown(found.rows, names, wanted, typed),
        words=_words(counts.without_bin, len(keys)),
        show=show,
        find=find,
        after=after,
        next_href=_address(show, find, _written(found.after)) if found.after else "",
        has_many_accounts=len(names) > 1,
        is_empty=not counts.products,
    )


def back_to(values: QueryDict) -> str:
    """The list that a form came from."""
    return _address(values.get("show", ""), values.get("find", "")[:80], values.get("after", "")[:400])


def _shown(
    rows: Sequence[ProductRow], names: Mapping[int, str], wanted: Mapping[tuple[int, str], int], typed: Typed | None
) -> tuple[Shown, ...]:
    texts, errors = (typed.text, typed.errors) if typed else ({}, {})
    return tuple(
        Shown(
            row=row,
            account=names.get(row.account_id, ""),
            orders=wanted.get((row.account_id, row.sku), 0),
            typed=texts.get(row.product_key, row.bin),
            seen=row.bin,
            error=errors.get(row.product_key, ""),
        )
        for row in rows
    )


def _words(missing: int, wanted: int) -> str:
    if not missing:
        return _("Every SKU has a bin.")
    some = ngettext("%(number)d SKU without a bin", "%(number)d SKUs without a bin", missing) % {"number": missing}
    if not wanted:
        return _("%(skus)s, none of them on an open order.") % {"skus": some}
    return ngettext("%(skus)s, %(number)d of them on open orders.", "%(skus)s, %(number)d of them on open orders.", wanted) % {
        "skus": some,
        "number": wanted,
    }


def _address(show: str, find: str, after: str = "") -> str:
    query = urlencode({name: value for name, value in {"show": show, "find": find, "after": after}.items() if value})
    return f"/products/?{query}" if query else "/products/"


def _written(place: Place) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(_Place(*place))).rstrip(b"=").decode()


def _read(text: str) -> Place | None:
    if not text:
        return None
    try:
        place: Any = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=_Place)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        return None
    return None if "\0" in place.sku else (place.has_bin, place.sku, place.key)
