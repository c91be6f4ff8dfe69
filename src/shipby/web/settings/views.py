"""Settings: read a section, post one card of it. A save goes back to its card, a refusal keeps what was typed."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shipby.actions.add_account import add_account
from shipby.actions.add_person import add_person
from shipby.actions.add_store import add_store
from shipby.actions.add_warehouse import add_warehouse
from shipby.actions.change_account import change_account
from shipby.actions.change_figure import change_figure
from shipby.actions.change_person import change_person
from shipby.actions.change_store import change_store
from shipby.actions.change_warehouse import change_warehouse
from shipby.actions.unlock_sign_in import unlock_sign_in
from shipby.shop.reads import figures, find_person, warehouses_of
from shipby.shop.rules import Permission
from shipby.shop.rules.figures import FIGURES
from shipby.shop.rules.settings import NotHere
from shipby.web.access import needs
from shipby.web.account.links import mail_link, password_link
from shipby.web.csp import never_stored
from shipby.web.settings.forms import (
    AccountForm,
    FigureForm,
    InviteForm,
    NewAccountForm,
    NewStoreForm,
    PersonForm,
    StoreForm,
    WarehouseForm,
)
from shipby.web.settings.page import SECTIONS, Bound, figures_page, people_page, stores_page, warehouses_page
from shipby.words.ports import ports

Act = Callable[[dict[str, Any]], object]


@needs(Permission.SETTINGS)
@require_GET
def index(_request: HttpRequest) -> HttpResponse:
    """The first section."""
    return HttpResponseRedirect(reverse("settings:section", args=["stores"]))


@needs(Permission.SETTINGS)
@require_http_methods(["GET", "POST"])
def section(request: Any, section: str) -> HttpResponse:
    """A section; posting to it adds an account, a warehouse or a person."""
    if section not in {name for name, _, _ in SECTIONS}:
        raise Http404
    if request.method == "GET":
        return _page(request, section)
    new = {"stores": _new_account, "warehouses": _new_warehouse, "people": _new_person}.get(section)
    if new is None:
        return HttpResponse(status=405, headers={"Allow": "GET"})
    return new(request)


@needs(Permission.SETTINGS)
@require_POST
def account(request: Any, account_id: int) -> HttpResponse:
    """Change a seller account."""
    form = AccountForm(request.POST, auto_id=f"account-{account_id}-%s")
    return _saved(
        request,
        "stores",
        (f"account-{account_id}", form),
        lambda values: change_account(account_id=account_id, **values, **_by(request)),
    )


@needs(Permission.SETTINGS)
@require_POST
def account_stores(request: Any, account_id: int) -> HttpResponse:
    """Add a store to an account."""
    if account_id not in request.scope.account_ids:
        raise Http404
    form = NewStoreForm(request.POST, auto_id=f"new-store-{account_id}-%s")

    def act(values: dict[str, Any]) -> None:
        add_store(account_id=account_id, marketplace_id=values["marketplace_id"], actor=request.actor, now=ports.clock.now())

    return _saved(request, "stores", (f"new-store-{account_id}", form), act)


@needs(Permission.SETTINGS)
@require_POST
def store(request: Any, store_id: int) -> HttpResponse:
    """Change a store."""
    form = StoreForm(request.POST, auto_id=f"store-{store_id}-%s", warehouses=warehouses_of(request.scope.shop_id))
    return _saved(
        request, "stores", (f"store-{store_id}", form), lambda values: change_store(store_id=store_id, **values, **_by(request))
    )


@needs(Permission.SETTINGS)
@require_POST
def warehouse(request: Any, warehouse_id: int) -> HttpResponse:
    """Change a warehouse."""
    form = WarehouseForm(request.POST, auto_id=f"warehouse-{warehouse_id}-%s")

    def act(values: dict[str, Any]) -> None:
        change_warehouse(
            warehouse_id=warehouse_id,
            draft=form.draft(values),
            is_default=values["is_default"],
            seen=values["seen"],
            **_by(request),
        )

    return _saved(request, "warehouses", (f"warehouse-{warehouse_id}", form), act)


@needs(Permission.SETTINGS)
@require_POST
def person(request: Any, person_id: int) -> HttpResponse:
    """Change a person's name or role, take access away or give it back."""
    form = PersonForm(request.POST, auto_id=f"person-{person_id}-%s")
    return _saved(
        request,
        "people",
        (f"person-{person_id}", form),
        lambda values: change_person(person_id=person_id, **values, **_by(request)),
    )


@needs(Permission.SETTINGS)
@require_POST
def person_link(request: Any, person_id: int) -> HttpResponse:
    """A new link by which a person sets a password."""
    row = find_person(person_id)
    if row is None or row.shop_id != request.scope.shop_id or not row.is_active:
        raise Http404
    return _with_link(request, person_id)


@needs(Permission.SETTINGS)
@require_POST
def person_unlocking(request: Any, person_id: int) -> HttpResponse:
    """Let a locked person try again."""
    try:
        unlock_sign_in(person_id=person_id, **_by(request))
    except NotHere:
        raise Http404 from None
    return _back("people", f"person-{person_id}")


@needs(Permission.SETTINGS)
@require_POST
def figure(request: Any, name: str) -> HttpResponse:
    """Enter a new value of a figure."""
    if name not in FIGURES:
        raise Http404
    row = next(row for row in figures(ports.clock.now().date()) if row.name == name)
    form = FigureForm.of(row, request.POST)
    return _saved(request, "figures", (f"figure-{name}", form), lambda values: change_figure(name=name, **values, **_by(request)))


def _new_account(request: Any) -> HttpResponse:
    form = NewAccountForm(request.POST, auto_id="new-account-%s")
    return _saved(request, "stores", ("new-account", form), lambda values: save_new_account(request, values))


def save_new_account(request: Any, values: dict[str, Any]) -> None:
    """Add an account and its first store. The store follows the account's region, which a new one does not name."""
    by = {"actor": request.actor, "now": ports.clock.now()}
    account_id = add_account(shop_id=request.scope.shop_id, name=values["name"], **by)
    add_store(account_id=account_id, marketplace_id=values["marketplace_id"], **by)


def _new_warehouse(request: Any) -> HttpResponse:
    form = WarehouseForm(request.POST, auto_id="new-warehouse-%s")
    return _saved(request, "warehouses", ("new-warehouse", form), lambda values: save_new_warehouse(request, values))


def save_new_warehouse(request: Any, values: dict[str, Any]) -> None:
    """Add a warehouse."""
    add_warehouse(draft=WarehouseForm.draft(values), **_by(request))


def _new_person(request: Any) -> HttpResponse:
    form = InviteForm(request.POST, auto_id="new-person-%s")
    added: list[int] = []
    if not form.saves(lambda values: added.append(invite(request, values))):
        return _page(request, "people", ("new-person", form), status=422)
    return _with_link(request, added[0])


def invite(request: Any, values: dict[str, Any]) -> int:
    """Add a person who sets their password by a link; their id."""
    return add_person(name=values["name"], email=values["email"], role=values["role"], **_by(request))


def link_for(request: HttpRequest, person_id: int) -> dict[str, Any]:
    """A link for a person: mailed where mail is set up, else to be shown to the owner."""
    row, address = find_person(person_id), password_link(request, person_id)
    assert row is not None
    is_sent = mail_link(address, row.email)
    return {"link_for": row, "link": "" if is_sent else address}


def _with_link(request: HttpRequest, person_id: int) -> HttpResponse:
    return never_stored(_page(request, "people", extra=link_for(request, person_id)))


def _by(request: Any) -> dict[str, Any]:
    return {"shop_id": request.scope.shop_id, "actor": request.actor, "now": ports.clock.now()}


def _saved(request: Any, section: str, bound: Bound, act: Act) -> HttpResponse:
    card, form = bound
    try:
        if form.saves(act):
            return _back(section, card)
    except NotHere:
        raise Http404 from None
    return _page(request, section, bound, status=422)


def _back(section: str, card: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('settings:section', args=[section])}?saved={card}#{card}")


def _page(
    request: Any, section: str, bound: Bound | None = None, *, status: int = 200, extra: dict[str, Any] | None = None
) -> HttpResponse:
    scope = request.scope
    pages: dict[str, Callable[[], dict[str, Any]]] = {
        "stores": lambda: stores_page(scope, bound),
        "warehouses": lambda: warehouses_page(scope, bound),
        "people": lambda: people_page(scope, request.person.id, bound),
        "figures": lambda: figures_page(ports.clock.now().date(), bound),
    }
    context = pages[section]() | {"sections": SECTIONS, "section": section, "saved": request.GET.get("saved", "")}
    return render(request, f"settings/{section}.html", context | (extra or {}), status=status)
