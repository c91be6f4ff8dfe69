"""The sync with Amazon: all accounts, one account, and what a person may ask for."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from shipby.actions.ask_amazon import check_order, read_again
from shipby.actions.pause_account import pause_account
from shipby.shop.reads import system_zone
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.sync.page import ShownAccount, account_page, shown_accounts
from shipby.web.toasts import add_toast
from shipby.words.ports import ports
from shipby.words.refusals import Refusal


class CheckForm(forms.Form):
    """One order to be read now."""

    order_id = forms.CharField(label=gettext_lazy("Order number"), max_length=40, strip=True)


class AgainForm(forms.Form):
    """A day from which on everything is read again."""

    since = forms.DateField(label=gettext_lazy("From this day on"), widget=forms.DateInput(attrs={"type": "date"}))


@needs(Permission.SEE_ORDERS)
@require_safe
def accounts(request: Any) -> HttpResponse:
    """Every account with how it does."""
    return render(request, "sync/list.html", {"items": shown_accounts(request.scope, ports.clock.now())})


@needs(Permission.SEE_ORDERS)
@require_safe
def account(request: Any, account_id: int) -> HttpResponse:
    """One account: how far it is read, its lanes, the count against Amazon, the last trouble."""
    return _page(request, _shown(request, account_id))


@needs(Permission.SEE_ORDERS)
@require_safe
def state(request: Any, account_id: int) -> HttpResponse:
    """The part of the page that moves."""
    shown = _shown(request, account_id)
    if shown.sync is None:
        raise Http404
    return render(request, "sync/_state.html", account_page(shown, ports.clock.now()))


@needs(Permission.IMPORT)
@require_POST
def checks(request: Any, account_id: int) -> HttpResponse:
    """Read one order now."""
    shown, form = _shown(request, account_id), CheckForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, check=form, status=422)
    order_id = form.cleaned_data["order_id"]
    try:
        check_order(account_id=account_id, order_id=order_id, actor=request.actor, now=ports.clock.now())
    except Refusal as refusal:
        return _page(request, shown, check=form, refusal=refusal, status=422)
    add_toast(request, _("Order %(order)s is read from Amazon as the next one.") % {"order": order_id})
    return redirect("sync:account", account_id)


@needs(Permission.IMPORT)
@require_POST
def readings(request: Any, account_id: int) -> HttpResponse:
    """Read everything since a day again."""
    shown, form = _shown(request, account_id), AgainForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, again=form, status=422)
    since = datetime.combine(form.cleaned_data["since"], time(), system_zone(request.scope.shop_id))
    try:
        read_again(account_id=account_id, since=since, actor=request.actor, now=ports.clock.now())
    except Refusal as refusal:
        return _page(request, shown, again=form, refusal=refusal, status=422)
    add_toast(request, _("Orders are read again from that day on. Nothing is doubled."))
    return redirect("sync:account", account_id)


@needs(Permission.SETTINGS)
@require_POST
def pause(request: Any, account_id: int) -> HttpResponse:
    """Make no calls for the account, or go on (``is_paused`` 0)."""
    shown = _shown(request, account_id)
    is_paused = request.POST.get("is_paused") == "1"
    try:
        pause_account(
            shop_id=request.scope.shop_id,
            account_id=account_id,
            is_paused=is_paused,
            actor=request.actor,
            now=ports.clock.now(),
        )
    except Refusal as refusal:
        return _page(request, shown, refusal=refusal, status=422)
    return redirect("sync:account", account_id)


def _shown(request: Any, account_id: int) -> ShownAccount:
    for shown in shown_accounts(request.scope, ports.clock.now()):
        if shown.row.id == account_id:
            return shown
    raise Http404


def _page(
    request: Any,
    shown: ShownAccount,
    *,
    check: forms.Form | None = None,
    again: forms.Form | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    context = account_page(shown, ports.clock.now()) | {
        "check": check or CheckForm(),
        "again": again or AgainForm(),
        "refusal": refusal,
        "may_ask": request.person.may(Permission.IMPORT),
        "may_pause": request.person.may(Permission.SETTINGS),
    }
    return render(request, "sync/account.html", context, status=status)
