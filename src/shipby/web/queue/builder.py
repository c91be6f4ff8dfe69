"""A form with every field of the filter language: whoever does not want to type a filter fills it in."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel import Locale
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from shipby.orders.reads.names import names_of, read_query
from shipby.orders.rules.fields import FIELDS, Field, Kind
from shipby.orders.rules.filter_values import quoted
from shipby.orders.rules.names import Names
from shipby.orders.rules.query import BadFilter, Query, parse
from shipby.orders.rules.sorting import UnknownSort, parse_sort
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.queue import filters
from shipby.web.queue.asked import LONGEST_TYPED
from shipby.web.request import DeskRequest
from shipby.words.countries import COUNTRIES

_RANGES = {Kind.NUMBER, Kind.MONEY, Kind.DAY}


@dataclass(frozen=True, slots=True)
class Control:
    """One field of the form. ``options`` are (value, label); ``chosen`` what stands in the filter, for texts as typed."""

    name: str
    label: str
    words: str
    kind: str
    options: Sequence[tuple[str, str]]
    chosen: Sequence[str]
    text: str
    is_range: bool
    example: str


@needs(Permission.SEE_ORDERS)
@require_safe
def builder(request: DeskRequest) -> HttpResponse:
    """The form for the filter ``?q=``; filled in, it leads to the list."""
    typed = request.GET.get("q", "")[:LONGEST_TYPED]
    names, bad = names_of(request.scope.account_ids), None
    try:
        query = parse(typed)
        if request.GET.get("find"):
            written = _written(request.GET, query)
            return redirect(_leads_to(request, read_query(request.scope.account_ids, written)))
    except BadFilter as refusal:
        query, bad = Query(), filters.bad_of(refusal, _written(request.GET, Query()) if request.GET.get("find") else typed)
    controls = [_control(field, query, names) for field in FIELDS.values() if field.kind is not Kind.HIDDEN]
    words = " ".join(str(term) for term in query.terms if not term.field)
    context = {"controls": controls, "words": words, "bad": bad, "typed": typed, "sort": request.GET.get("sort", "")[:40]}
    return render(request, "queue/builder.html", {"page": context}, status=422 if bad else 200)


def _leads_to(request: DeskRequest, query: Query) -> str:
    try:
        return filters.address(query, parse_sort(request.GET.get("sort", "")[:40]))
    except UnknownSort:
        return filters.address(query)


def _written(values: QueryDict, query: Query) -> str:
    """The filter that the form says; conditions that it can't show (``-sku:X``, buyers) stay as they were."""
    kept = [str(term) for term in query.terms if term.is_not or (term.field and FIELDS[term.field].kind is Kind.HIDDEN)]
    terms = [values.get("words", "").strip(), *kept]
    for name, field in FIELDS.items():
        if text := _text_of(values, field):
            terms.append(f"{name}:{text}")
    return " ".join(term for term in terms if term)[:LONGEST_TYPED]


def _text_of(values: QueryDict, field: Field) -> str:
    chosen = [value for value in values.getlist(field.name) if value.strip()]
    low, high = values.get(f"{field.name}-from", "").strip(), values.get(f"{field.name}-to", "").strip()
    if low or high:
        return f"{low}..{high}" if low != high else low
    if field.kind is Kind.WORD:
        parts = [part.strip() for part in ",".join(chosen).split(",") if part.strip()]
        return ",".join(part if part.endswith("*") else quoted(part) for part in parts)
    return ",".join(quoted(value) for value in chosen)


def _control(field: Field, query: Query, names: Names) -> Control:
    values = [str(value) for term in query.terms if term.field == field.name and not term.is_not for value in term.values]
    options = _options(field, names)
    known = {value for value, _ in options}
    others = [value for value in values if value not in known]
    return Control(
        name=field.name,
        label=gettext(field.label),
        words=gettext(field.words),
        kind=field.kind.value,
        options=options,
        chosen=[value for value in values if value in known],
        text=",".join(others),
        is_range=field.kind in _RANGES,
        example=field.example.partition(":")[2],
    )


def _options(field: Field, names: Names) -> Sequence[tuple[str, str]]:
    if field.kind is Kind.STORE:
        return [(quoted(store.name), store.name) for store in names.stores]
    if field.kind is Kind.ACCOUNT:
        return [(quoted(name), name) for name in names.accounts]
    if field.kind is Kind.TAG:
        return [(quoted(name), name) for name in names.tags]
    if field.kind is Kind.COUNTRY:
        return _countries()
    return [] if field.kind is Kind.MONEY else [(choice, choice.replace("-", " ")) for choice in field.choices]


def _countries() -> list[tuple[str, str]]:
    names = Locale.parse((get_language() or "en").replace("-", "_")).territories
    return sorted(((code, str(names.get(code, code))) for code in COUNTRIES), key=lambda choice: choice[1])
