"""Parcels of one order: entered, corrected, withdrawn; and what a tracking number looks like while it is typed."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shipby.actions.confirm_shipment import Confirmed, confirm_shipment
from shipby.actions.correct_parcel import correct_parcel
from shipby.actions.withdraw_parcel import withdraw_parcel
from shipby.orders.reads.detail import OrderDetail
from shipby.orders.rules.marks import ChangedMeanwhile
from shipby.shipping.reads import orders_to_ship, parcels_of
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.order.conflicts import PARCELS, Conflict, news_since, seen_of, settle
from shipby.web.order.forms import ParcelForm, typed
from shipby.web.order.show import Typed, address_of, back_to, known_order, locked_of, show
from shipby.web.request import DeskRequest
from shipby.web.toasts import add_toast
from shipby.words.ports import ports
from shipby.words.refusals import Refusal


@needs(Permission.CONFIRM)
@require_POST
def parcels(request: DeskRequest, order_id: str) -> HttpResponse:
    """Confirm a parcel of the order."""
    known, form = known_order(request, order_id), typed(request.POST)

    def act(version: int | None) -> Confirmed:
        return confirm_shipment(
            scope=request.scope,
            order_id=order_id,
            parcel=form.draft(),
            actor=request.actor,
            now=ports.clock.now(),
            expected_version=version,
        )

    try:
        done = settle(known, request.scope, seen_of(request.POST), PARCELS, act)
    except ChangedMeanwhile:
        return _conflict(request, order_id, form)
    except Refusal as refusal:
        return show(request, known, typed=Typed(replace(form, refusal=refusal)))
    if any(warning.code == "same_parcel" for warning in done.warnings):
        add_toast(request, _("Parcel %(number)d was already there. Nothing was added.") % {"number": done.reference})
        return back_to(request, order_id)
    words = _("Parcel %(number)d entered. It goes to Amazon with the next confirmation file.") % {"number": done.reference}
    undo_to = address_of(request, order_id, f"parcels/{done.reference}")
    add_toast(request, _warned(words, done), undo_to=undo_to, undo={"withdraw": "1"})
    return back_to(request, order_id)


@needs(Permission.CONFIRM)
@require_POST
def parcel(request: DeskRequest, order_id: str, reference: int) -> HttpResponse:
    """Correct a parcel, or withdraw it as long as Amazon can't know it."""
    known, form = known_order(request, order_id), typed(request.POST)
    is_withdrawal = bool(request.POST.get("withdraw"))
    try:
        _withdraw(request, known, reference) if is_withdrawal else _correct(request, known, reference, form)
    except ChangedMeanwhile:
        return _conflict(request, order_id, form, None if is_withdrawal else reference)
    except Refusal as refusal:
        if is_withdrawal or _is_withdrawn(known, reference):
            return show(request, known, typed=Typed(form), refusal=refusal)
        return show(request, known, typed=Typed(replace(form, refusal=refusal), reference))
    return back_to(request, order_id)


def _withdraw(request: DeskRequest, known: OrderDetail, reference: int) -> None:
    where: dict[str, Any] = {"scope": request.scope, "order_id": known.order_id, "reference": reference, "actor": request.actor}

    def act(version: int | None) -> None:
        withdraw_parcel(now=ports.clock.now(), expected_version=version, **where)

    settle(known, request.scope, seen_of(request.POST), PARCELS, act)
    add_toast(request, _("Parcel %(number)d withdrawn.") % {"number": reference})


def _correct(request: DeskRequest, known: OrderDetail, reference: int, form: ParcelForm) -> None:
    where: dict[str, Any] = {"scope": request.scope, "order_id": known.order_id, "reference": reference, "actor": request.actor}

    def act(version: int | None) -> Confirmed:
        return correct_parcel(parcel=form.draft(), now=ports.clock.now(), expected_version=version, **where)

    done = settle(known, request.scope, seen_of(request.POST), PARCELS, act)
    add_toast(request, _warned(_("Parcel %(number)d corrected.") % {"number": reference}, done))


@needs(Permission.CONFIRM)
@require_POST
def look(request: DeskRequest, order_id: str) -> HttpResponse:
    """Which carriers a tracking number looks like, and what seems wrong with it, while it is typed."""
    known = known_order(request, order_id)
    warehouse = orders_to_ship([locked_of(known)], request.scope)[known.order_key]
    form = replace(typed(request.POST), ship_from=warehouse.ship_from)
    return render(request, "order/_look.html", {"form": form})


def _conflict(request: DeskRequest, order_id: str, form: ParcelForm, reference: int | None = None) -> HttpResponse:
    """The order as it is now, what others did, and the form as typed: sent again, it counts."""
    now = known_order(request, order_id)
    conflict = Conflict("parcel", news_since(now, seen_of(request.POST)))
    if reference is not None and _is_withdrawn(now, reference):
        reference = None
    return show(request, now, typed=Typed(replace(form, conflict=True), reference), conflict=conflict)


def _is_withdrawn(detail: OrderDetail, reference: int) -> bool:
    """Whether the parcel is not on the page any more, so that its form can't show what is wrong with it."""
    return not any(row.reference == reference and row.withdrawn_at is None for row in parcels_of(detail.order_key))


def _warned(words: str, done: Confirmed) -> str:
    return " ".join([words, *(_(warning.sentence) % warning.params for warning in done.warnings)])
