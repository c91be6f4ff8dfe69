"""Saved views: the list of them, each one's queue, saving, changing, removing with undo."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shipby.actions.move_view import move_view
from shipby.actions.remove_view import remove_view
from shipby.actions.save_view import save_view
from shipby.orders.reads.saved_views import find_view, views_for
from shipby.orders.rules.query import BadFilter
from shipby.orders.rules.saved_views import View, ViewDraft, may_change
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.queue.filters import Bad, bad_of
from shipby.web.queue.tabs import saved_of, view_address
from shipby.web.queue.views import queue_of
from shipby.web.request import DeskRequest
from shipby.web.saved_views.forms import ViewForm
from shipby.web.say import say
from shipby.web.toasts import add_toast
from shipby.words.ports import ports
from shipby.words.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Card:
    """A view in the list. ``form`` None: it is somebody else's."""

    view: View
    href: str
    is_own: bool
    form: ViewForm | None
    bad: Bad | None


@needs(Permission.SEE_ORDERS)
@require_safe
def show(request: DeskRequest, slug: str) -> HttpResponse:
    """The queue with the filter and sort of a view; further pages carry them in the address."""
    view = _view(request, slug)
    values = QueryDict(mutable=True)
    values.update({"q": view.query, "sort": view.sort})
    return queue_of(request, values, {"view": view})


@needs(Permission.SEE_ORDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: DeskRequest) -> HttpResponse:
    """All views that the person sees; posting saves a new one, or the filter of one that is there (``instead``)."""
    if request.method != "POST":
        return _page(request)
    instead = request.POST.get("instead", "")[:60]
    if instead:
        return _replaced(request, _view(request, instead))
    slugs: list[str] = []
    form, position = _form(request, request.POST, "new"), _number(request.POST.get("position", ""))
    if not form.saves(lambda values: slugs.append(_save(request, values, position=position))):
        return _page(request, new=form, status=422)
    add_toast(request, _("The view %(name)s is saved.") % {"name": form.cleaned_data["name"]})
    return redirect(view_address(slugs[0]))


@needs(Permission.SEE_ORDERS)
@require_POST
def change(request: DeskRequest, slug: str) -> HttpResponse:
    """Name, filter, place and readers of a view; another's change meanwhile is told, and what was typed stays."""
    view = _view(request, slug)
    form = _form(request, request.POST, view.slug)
    if not form.saves(lambda values: _save(request, values, slug=slug)):
        return _page(request, changed={slug: form}, status=422)
    add_toast(request, _("The view %(name)s is saved.") % {"name": form.cleaned_data["name"]})
    return redirect("views:all")


@needs(Permission.SEE_ORDERS)
@require_POST
def remove(request: DeskRequest, slug: str) -> HttpResponse:
    """Remove a view; undo saves it again as it was."""
    try:
        view = remove_view(slug=slug, **_by(request))
    except Refusal as refusal:
        add_toast(request, say(refusal))
        return redirect("views:all")
    undo = {
        "name": view.name,
        "query": view.query,
        "sort": view.sort,
        "position": str(view.position),
        "is_shared": "on" if view.is_shared else "",
        "is_pinned": "on" if view.is_pinned else "",
        "landing_roles": list(view.landing_roles),
    }
    add_toast(request, _("The view %(name)s is removed.") % {"name": view.name}, undo_to="/orders/v/", undo=undo)
    return redirect("views:all")


@needs(Permission.SEE_ORDERS)
@require_POST
def move(request: DeskRequest, slug: str) -> HttpResponse:
    """One place forward (``to=forward``) or back."""
    try:
        move_view(slug=slug, is_forward=request.POST.get("to") == "forward", **_by(request))
    except Refusal as refusal:
        add_toast(request, say(refusal))
    return redirect("views:all")


def _page(
    request: DeskRequest, *, new: ViewForm | None = None, changed: dict[str, ViewForm] | None = None, status: int = 200
) -> HttpResponse:
    person = request.person
    cards = []
    for saved in saved_of(request.scope.account_ids, _views(request)):
        view, form = saved.view, None
        if may_change(view, person.id, person.role):
            form = (changed or {}).get(view.slug) or _form(request, None, view.slug, _initial(view))
        bad = bad_of(saved.query, view.query) if isinstance(saved.query, BadFilter) else None
        cards.append(Card(view, saved.href, view.owner_id == person.id, form, bad))
    return render(request, "saved_views/page.html", {"cards": cards, "new": new or _form(request, None, "new")}, status=status)


def _replaced(request: DeskRequest, view: View) -> HttpResponse:
    """The filter and sort of a list instead of those of a view; everything else of it stays. Undo puts the old ones back."""
    told = ViewDraft(
        view.name, request.POST.get("query", ""), request.POST.get("sort", ""), view.is_shared, view.is_pinned, view.landing_roles
    )
    try:
        save_view(slug=view.slug, draft=told, **_by(request))
    except Refusal as refusal:
        add_toast(request, say(refusal))
        return redirect("views:all")
    undo = {"instead": view.slug, "query": view.query, "sort": view.sort}
    add_toast(request, _("The view %(name)s is saved.") % {"name": view.name}, undo_to="/orders/v/", undo=undo)
    return redirect(view_address(view.slug))


def _save(request: DeskRequest, values: dict[str, Any], slug: str = "", position: int | None = None) -> str:
    version = _number(values.pop("seen", ""))
    draft = ViewDraft(**values, position=position)
    return save_view(slug=slug, draft=draft, expected_version=version if slug else None, **_by(request))


def _form(request: DeskRequest, data: QueryDict | None, key: str, initial: dict[str, Any] | None = None) -> ViewForm:
    person = request.person
    return ViewForm(
        data,
        initial=initial or {"is_pinned": True},
        auto_id=f"view-{key}-%s",
        may_share=person.may(Permission.WORK_ORDERS),
        may_land=person.may(Permission.SETTINGS),
    )


def _initial(view: View) -> dict[str, Any]:
    names = ("name", "query", "sort", "is_pinned", "is_shared", "landing_roles")
    return {name: getattr(view, name) for name in names} | {"seen": view.row_version}


def _view(request: DeskRequest, slug: str) -> View:
    view = find_view(request.scope.shop_id, request.person.id, slug)
    if view is None:
        raise Http404
    return view


def _views(request: DeskRequest) -> list[View]:
    return views_for(request.scope.shop_id, request.person.id)


def _by(request: DeskRequest) -> dict[str, Any]:
    person = request.person
    return {
        "scope": request.scope,
        "person_id": person.id,
        "role": person.role,
        "actor": request.actor,
        "now": ports.clock.now(),
    }


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None
