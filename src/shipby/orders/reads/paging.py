"""A place in a list of orders, and the way on from it: keyset paging for every sort."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import msgspec
from django.db.models import F, Q
from django.db.models.expressions import OrderBy

from shipby.orders.rules.query import Query
from shipby.orders.rules.sorting import Sort, SortKey, SortKind
from shipby.words.refusals import Refusal
from shipby.words.text import N_

Values = tuple[Any, ...]


class BadPage(Refusal):
    """The place to go on from was not made here, or belongs to another filter or sort."""

    code = "bad_page"
    sentence = N_("This address points to a page of the list that does not exist.")
    remedy = N_("Go back to the first page.")


class _Place(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """A place in a list: a mark of the list, what the order that stands there is sorted by, and how many the list has."""

    mark: str
    values: list[Annotated[str, msgspec.Meta(max_length=120)] | Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)] | None]
    total: Annotated[int, msgspec.Meta(ge=0, le=10_000)] | None = None
    is_exact: bool = True


class Place(msgspec.Struct, frozen=True):
    """A place in a list that was read; ``total`` is ``None`` where every page counts for itself."""

    values: Values
    total: int | None
    is_exact: bool


def order_by(sort: Sort, *, is_backward: bool = False) -> list[OrderBy]:
    """The sort as the database takes it; not known stands last, or first where the list is read backward."""
    return [_order_by(key, is_descending=sort.is_descending is not is_backward, is_backward=is_backward) for key in sort.keys]


def _order_by(key: SortKey, *, is_descending: bool, is_backward: bool) -> OrderBy:
    nulls: dict[str, bool] = {}
    if key.is_nullable:
        nulls = {"nulls_first": True} if is_backward else {"nulls_last": True}
    return OrderBy(F(key.column), descending=is_descending, **nulls)


def columns_of(sort: Sort) -> list[str]:
    """The columns that a place holds."""
    return [key.column for key in sort.keys]


def behind(values: Values, sort: Sort, *, is_backward: bool = False) -> Q:
    """Orders that come after the place, or (``is_backward``) before it."""
    return _behind(list(zip(sort.keys, values, strict=True)), is_descending=sort.is_descending, is_backward=is_backward)


def _behind(places: list[tuple[SortKey, Any]], *, is_descending: bool, is_backward: bool) -> Q:
    (key, value), *rest = places
    tail = _behind(rest, is_descending=is_descending, is_backward=is_backward) if rest else None
    if value is None:
        known = Q(**{f"{key.column}__isnull": False})
        same = Q(**{f"{key.column}__isnull": True}) & (tail or Q(pk__in=[]))
        return (known | same) if is_backward else same
    sign = "lt" if is_descending is not is_backward else "gt"
    further = Q(**{f"{key.column}__{sign}": value})
    if tail is not None and not key.is_nullable:
        # One bound on the column itself, so that an index in this order is entered at the place.
        return Q(**{f"{key.column}__{sign}e": value}) & (further | tail)
    if tail is not None:
        further |= Q(**{key.column: value}) & tail
    return further if is_backward or not key.is_nullable else further | Q(**{f"{key.column}__isnull": True})


def place_of(values: Values, query: Query, sort: Sort, *, total: int | None = None, is_exact: bool = True) -> str:
    """The place as an address holds it. ``total`` goes with it where counting again would be searching again."""
    written = [_WRITTEN[key.kind](value) if value is not None else None for key, value in zip(sort.keys, values, strict=True)]
    place = _Place(_mark_of(query, sort), written, total, is_exact)
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).rstrip(b"=").decode()


def read_place(text: str, query: Query, sort: Sort) -> Place:
    """The place that an address holds.

    Raises:
        BadPage: it was not made here, or for another filter or sort: orders would be left out unnoticed.
    """
    try:
        place = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=_Place)
        if place.mark != _mark_of(query, sort):
            raise BadPage
        values = tuple(_read(key, value) for key, value in zip(sort.keys, place.values, strict=True))
    except (binascii.Error, ValueError, TypeError, InvalidOperation, msgspec.MsgspecError) as error:
        raise BadPage from error
    return Place(values, place.total, place.is_exact)


def _read(key: SortKey, value: str | int | None) -> Any:
    if value is None:
        if not key.is_nullable:
            raise BadPage
        return None
    return _READ[key.kind](value)


def _instant(value: str | int) -> datetime:
    if not isinstance(value, str):
        raise BadPage
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None or not 1900 < instant.year < 9000:
        raise BadPage
    return instant


def _text(value: str | int) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise BadPage
    return value


def _number(value: str | int) -> int:
    if not isinstance(value, int):
        raise BadPage
    return value


def _money(value: str | int) -> Decimal:
    if not isinstance(value, str) or not Decimal(value).is_finite() or abs(Decimal(value)) > Decimal(10) ** 18:
        raise BadPage
    return Decimal(value)


_WRITTEN: Mapping[SortKind, Callable[[Any], str | int]] = {
    SortKind.INSTANT: lambda value: value.astimezone(UTC).isoformat(),
    SortKind.TEXT: str,
    SortKind.NUMBER: int,
    SortKind.MONEY: str,
}
_READ: Mapping[SortKind, Callable[[str | int], Any]] = {
    SortKind.INSTANT: _instant,
    SortKind.TEXT: _text,
    SortKind.NUMBER: _number,
    SortKind.MONEY: _money,
}


def _mark_of(query: Query, sort: Sort) -> str:
    return hashlib.sha256(f"{query.text}\n{sort.text}".encode()).hexdigest()[:8]
