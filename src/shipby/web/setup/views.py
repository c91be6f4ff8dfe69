"""The steps of the first set-up."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shipby.actions.finish_setup_step import finish_setup_step
from shipby.shop.reads import find_shop, people_of
from shipby.shop.rules import Permission
from shipby.shop.rules.settings import SETUP_STEPS
from shipby.web.access import needs
from shipby.web.csp import never_stored
from shipby.web.settings.forms import InviteForm, NewAccountForm, SettingsForm, WarehouseForm
from shipby.web.settings.page import new_warehouse, zones
from shipby.web.settings.views import invite, link_for, save_new_account, save_new_warehouse
from shipby.words.ports import ports

TITLES: Final = {
    "store": _("Your store"),
    "warehouse": _("Your warehouse"),
    "people": _("Your people"),
}


@needs(Permission.SETTINGS)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The first step that is not behind the shop."""
    return _next(request)


@needs(Permission.SETTINGS)
@require_http_methods(["GET", "POST"])
def step(request: Any, step: str) -> HttpResponse:
    """A step; posting does it and goes on. Somebody added stays on the page, so that more can follow."""
    if step not in SETUP_STEPS:
        raise Http404
    if request.method == "GET":
        return _page(request, step, _form(request, step))
    form = _form(request, step, request.POST)
    added: list[int] = []
    acts = {
        "store": lambda values: save_new_account(request, values),
        "warehouse": lambda values: save_new_warehouse(request, values),
        "people": lambda values: added.append(invite(request, values)),
    }
    if not form.saves(acts[step]):
        return _page(request, step, form, status=422)
    if added:
        return never_stored(_page(request, step, _form(request, step), extra=link_for(request, added[0])))
    return _finish(request, step, is_skipped=False)


@needs(Permission.SETTINGS)
@require_POST
def skipped(request: Any, step: str) -> HttpResponse:
    """Go on without doing a step."""
    if step not in SETUP_STEPS:
        raise Http404
    return _finish(request, step, is_skipped="done" not in request.POST)


def _form(request: Any, step: str, data: Any = None) -> SettingsForm:
    if step == "store":
        return NewAccountForm(data, auto_id="new-account-%s")
    if step == "people":
        return InviteForm(data, auto_id="new-person-%s")
    return new_warehouse(request.scope) if data is None else WarehouseForm(data, auto_id="new-warehouse-%s")


def _finish(request: Any, step: str, *, is_skipped: bool) -> HttpResponse:
    shop_id = request.scope.shop_id
    finish_setup_step(shop_id=shop_id, step=step, is_skipped=is_skipped, actor=request.actor, now=ports.clock.now())
    return _next(request)


def _next(request: Any) -> HttpResponse:
    left = _left(request)
    return HttpResponseRedirect(reverse("setup", args=left[:1]) if left else "/orders/")


def _left(request: Any) -> list[str]:
    shop = find_shop(request.scope.shop_id)
    return [name for name in SETUP_STEPS if shop is None or name not in shop.setup_done]


def _page(request: Any, step: str, form: SettingsForm, *, status: int = 200, extra: dict[str, Any] | None = None) -> HttpResponse:
    left = _left(request)
    context = {
        "step": step,
        "title": TITLES[step],
        "form": form,
        "steps": [(name, TITLES[name], name not in left, name == step) for name in SETUP_STEPS],
        "number": SETUP_STEPS.index(step) + 1,
        "zones": zones() if step == "warehouse" else (),
        "people": people_of(request.scope.shop_id) if step == "people" else (),
    }
    return render(request, f"setup/{step}.html", context | (extra or {}), status=status)
