"""What the order page shows, put together from frozen facts; templates only print it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shipby.buyers.reads import SealedHead
from shipby.buyers.rules.facts import PersonalFacts
from shipby.diagnosis.rules import BLOCKING, MEANINGS, Cause
from shipby.journal.reads import EventRow
from shipby.orders.reads.detail import LineRow, NoteRow, OrderDetail
from shipby.orders.reads.queue import Neighbours
from shipby.orders.rules.facts import Program, Status
from shipby.orders.rules.query import Query
from shipby.orders.rules.sorting import Sort
from shipby.shipping.reads import ParcelRow
from shipby.shipping.rules.confirmation import Confirmation
from shipby.shipping.rules.parcel_facts import OrderToShip, ParcelFacts
from shipby.shipping.rules.parcels import refuse_order, refuse_withdrawal
from shipby.web import orders
from shipby.web.formats import day_text
from shipby.web.order.forms import OpenLine, ParcelForm
from shipby.web.order.timeline import Moment, moments
from shipby.web.queue.here import Here
from shipby.web.queue.page import day_name
from shipby.web.shipments.page import STATES, StateWords
from shipby.words.marketplaces import BY_ID
from shipby.words.refusals import Refusal

WITHDRAWN = StateWords("", _lazy("Withdrawn"), "package-x", "plain", "")


@dataclass(frozen=True, slots=True)
class Stop:
    """Something that a person must know before doing anything with the order."""

    level: str
    icon: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the order. ``story`` says what became of its units."""

    title: str
    sku: str
    asin: str
    bin: str
    ordered: int
    to_ship: int
    price: Decimal | None
    currency: str
    tags: Sequence[str]
    story: str


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of amounts that the source names."""

    name: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Said:
    """Words of the buyer about a line."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownParcel:
    """A parcel with its words and the form that corrects it."""

    reference: int
    words: StateWords
    carrier: str
    service: str
    tracking_number: str
    ship_date: Any
    items: Sequence[Any]
    refusal_code: str
    refusal: str
    is_withdrawn: bool
    may_withdraw: bool
    must_correct: bool
    form: ParcelForm


def head(detail: OrderDetail, query: Query, sort: Sort | None, near: Neighbours | None, here: Here) -> dict[str, Any]:
    """Path, number, badges, tags, where to look at Amazon. Every link and form keeps filter and sort."""
    where = {"q": query.text} if query.terms else {}
    if sort:
        where["sort"] = sort.text
    tail = f"?{urlencode(where)}" if where else ""
    blocked = orders.is_blocked(detail.causes)
    due = orders.due_of(detail.ship_by_latest, is_blocked=blocked, now=here.now, zone=here.zone, language=here.language)
    status = orders.Badge("plain", "circle-dot", orders.status_text(detail.status))
    store = BY_ID.get(detail.marketplace_id)
    place = orders.Badge("plain", "store", store.sales_channel if store else detail.sales_channel)
    badges = [badge for badge in (*(orders.badges_of(detail.causes) if detail.causes else ()), status, place) if badge.text]
    day = detail.ship_by_latest.astimezone(here.zone).date() if detail.ship_by_latest else None
    return {
        "order_id": detail.order_id,
        "href": f"/orders/{detail.order_id}/",
        "tail": tail,
        "self_href": f"/orders/{detail.order_id}/{tail}",
        "query": query.text,
        "queue_href": f"/orders/{tail}",
        "due_day": day_name(day, "weekday", here) if day else _("No ship-by"),
        "due": due if detail.is_open else None,
        "position": near.position if near else None,
        "total": near.total if near else None,
        "previous_href": f"/orders/{near.previous}/{tail}" if near and near.previous else "",
        "next_href": f"/orders/{near.next}/{tail}" if near and near.next else "",
        "badges": badges,
        "tags": orders.tags_of(detail.programs, detail.service_level),
        "own_tags": detail.tags,
        "purchased_at": detail.purchased_at,
        "service": detail.ship_service or detail.service_level.replace("_", " ").capitalize(),
        "seller_central": f"https://{store.seller_central}/orders-v3/order/{detail.order_id}" if store else "",
        "hold": detail.hold,
        "version": detail.row_version,
    }


def stops_of(detail: OrderDetail, here: Here) -> list[Stop]:
    """What stops the order, each with what to do; a refused confirmation stands on its parcel."""
    found = []
    if detail.status == Status.CANCELLED:
        found.append(
            Stop(
                "red",
                "ban",
                _("Amazon cancelled this order"),
                _("Do not ship it. If it has left, ask the carrier to bring it back."),
            )
        )
    if detail.cancel_requested and detail.is_open:
        words = _("Answer before shipping: cancel it in Seller Central, or ship it if it can't be stopped any more.")
        if detail.cancel_reason:
            words = _("Reason: %(reason)s") % {"reason": detail.cancel_reason} + ". " + words
        found.append(Stop("", "hand", _("The buyer asked to cancel this order"), words))
    if detail.hold:
        title = _("On hold since %(day)s, by %(who)s") % {
            "day": day_text(detail.hold.held_at.astimezone(here.zone).date(), style="day", language=here.language),
            "who": detail.hold.held_by,
        }
        found.append(Stop("", "pause", title, detail.hold.reason or _("No reason was given. Release it to ship.")))
    told = {Cause.CANCEL_REQUESTED, Cause.ON_HOLD, Cause.CONFIRM_REFUSED}
    for cause in detail.causes:
        if cause in BLOCKING and cause not in told:
            meaning = MEANINGS[Cause(cause)]
            found.append(Stop("", meaning.icon, gettext(meaning.sentence), gettext(meaning.next_step)))
    return found


def deliver_to(
    detail: OrderDetail, personal: PersonalFacts | None, sealed: SealedHead | None, *, may_see: bool, here: Here
) -> dict[str, Any]:
    """The address as far as this person may see it and as it is still known, and why not where it is not."""
    to = personal.recipient if personal else None
    town = " ".join(
        part for part in (", ".join(filter(None, (detail.city, detail.region))), (to.postal_code or "") if to else "") if part
    )
    lines = (
        [line for line in (to.name, to.company, to.address_line_1, to.address_line_2, to.address_line_3, to.district) if line]
        if to
        else []
    )
    why = ""
    if not may_see:
        why = _("Your role sees town and country only. Names and streets are for people who pack and ship.")
    elif sealed is not None and sealed.is_erased:
        why = _("Name and address were erased, as the law and Amazon demand.")
    elif to is None:
        why = _("No report has brought a name and street for this order.")
    erasure = ""
    if sealed is not None:
        day = day_text(sealed.erase_on, style="far", language=here.language)
        erasure = (_("Erased on %(day)s") if sealed.is_erased else _("Kept until %(day)s")) % {"day": day}
    return {
        "address": [*lines, town] if town else lines,
        "has_name": bool(to and to.name),
        "country": detail.country,
        "why_hidden": why,
        "instructions": (to.delivery_instructions or "") if to else "",
        "erasure": erasure,
        "phone_state": ("hidden" if _phone(personal) else "unknown") if may_see and personal else "",
        "gifts": _said(detail.lines, personal.messages.gifts if personal and personal.messages else {}),
        "customizations": _said(detail.lines, personal.messages.customizations if personal and personal.messages else {}),
    }


def _phone(personal: PersonalFacts | None) -> str:
    if personal is None:
        return ""
    return (personal.recipient.phone if personal.recipient else None) or (personal.buyer.phone if personal.buyer else None) or ""


phone_of = _phone


def _said(lines: Sequence[LineRow], texts: Mapping[str, str]) -> list[Said]:
    titles = {line.order_item_id or line.sku: line.title for line in lines} | {line.sku: line.title for line in lines if line.sku}
    return [Said(titles.get(key, key), text) for key, text in texts.items() if text]


def items(detail: OrderDetail, bins: Mapping[tuple[int, str], str]) -> dict[str, Any]:
    """Lines and totals. A total is shown only where the source names every part of it."""
    units = ngettext("%(number)d unit", "%(number)d units", detail.unit_count) % {"number": detail.unit_count}
    products = ngettext("%(number)d product", "%(number)d products", len(detail.lines)) % {"number": len(detail.lines)}
    amounts = [
        (_("Items"), _sum(detail.lines, "price")),
        (_("Shipping paid"), _sum(detail.lines, "shipping_price")),
        (_("Gift wrap"), _sum(detail.lines, "gift_wrap_price")),
        (_("Tax"), _sum(detail.lines, "tax")),
        (_("Discount"), _sum(detail.lines, "discount")),
        (_("Buyer paid"), detail.grand_total),
    ]
    return {
        "items_words": f"{units} \u00b7 {products}",
        "lines": [_line(line, bins.get((detail.account_id, line.sku), "") if line.sku else "") for line in detail.lines],
        "totals": [Total(name, amount) for name, amount in amounts if amount is not None],
        "currency": detail.currency or next((line.currency for line in detail.lines if line.currency), ""),
    }


def _sum(lines: Sequence[LineRow], column: str) -> Decimal | None:
    amounts = [getattr(line, column) for line in lines]
    return sum(amounts, Decimal(0)) if amounts and all(amount is not None for amount in amounts) else None


def _line(line: LineRow, place: str) -> Line:
    marks = {
        Program.GIFT: _("Gift"),
        Program.CUSTOMIZATION: _("Custom"),
        Program.TRANSPARENCY: _("Transparency code needed"),
    }
    story = [
        ngettext("%(number)d shipped", "%(number)d shipped", line.quantity_shipped) % {"number": line.quantity_shipped},
        ngettext("%(number)d cancelled", "%(number)d cancelled", line.quantity_cancelled) % {"number": line.quantity_cancelled},
    ]
    has = [line.quantity_shipped, line.quantity_cancelled]
    return Line(
        title=line.title or line.sku,
        sku=line.sku,
        asin=line.asin,
        bin=place,
        ordered=line.quantity_ordered,
        to_ship=line.quantity_to_ship,
        price=line.price,
        currency=line.currency,
        tags=[text for name, text in marks.items() if line.programs.get(name) is True],
        story=" \u00b7 ".join(text for text, number in zip(story, has, strict=True) if number),
    )


def timeline(events: Sequence[EventRow], notes: Sequence[NoteRow]) -> list[Moment]:
    """Events and standing notes in one line of time, newest first; the event that a standing note was written is the note."""
    standing = {note.note_key: note for note in notes}
    told = moments([event for event in events if not (event.kind == "note_added" and event.details.get("note") in standing)])
    written = [
        Moment(
            note.written_at,
            "message-square",
            "",
            _("Note by %(who)s:") % {"who": note.written_by},
            text=note.text,
            note_key=note.note_key,
        )
        for note in notes
    ]
    return sorted([*told, *written], key=lambda moment: moment.at, reverse=True)


def parcels(
    order: OrderToShip, rows: Sequence[ParcelRow], form: ParcelForm | None, reference: int | None, here: Here
) -> list[ShownParcel]:
    """Parcels by reference; ``form`` is what was typed to correct the one of ``reference``."""
    return [_parcel(order, row, form if row.reference == reference else None, here) for row in rows]


def _parcel(order: OrderToShip, row: ParcelRow, form: ParcelForm | None, here: Here) -> ShownParcel:
    is_withdrawn = row.confirmation is Confirmation.WITHDRAWN
    standing = ParcelForm(
        tracking=row.tracking_number,
        carrier=row.carrier_code,
        carrier_name=row.carrier_name,
        service=row.service,
        ship_date=row.ship_date.isoformat(),
    )
    facts = next((parcel for parcel in order.parcels if parcel.key == row.key), None)
    return ShownParcel(
        reference=row.reference,
        words=STATES.get(row.confirmation, WITHDRAWN),
        carrier=row.carrier_name or row.carrier_code,
        service=row.service,
        tracking_number=row.tracking_number,
        ship_date=row.ship_date,
        items=row.items,
        refusal_code=row.refusal_code,
        refusal=row.refusal,
        is_withdrawn=is_withdrawn,
        may_withdraw=facts is not None and _is_allowed(order, facts),
        must_correct=facts is not None and _is_all_that_is_left(order, facts),
        form=_at(form or standing, order, here),
    )


def _is_all_that_is_left(order: OrderToShip, parcel: ParcelFacts) -> bool:
    """Whether a refused parcel holds exactly the units that are still open: correcting it is the one thing to do."""
    open_units = {line.key: units for line in order.lines if (units := order.open_units(line))}
    return parcel.state is Confirmation.REFUSED and parcel.units() == open_units


def _is_allowed(order: OrderToShip, parcel: ParcelFacts) -> bool:
    try:
        refuse_withdrawal(order, parcel)
    except Refusal:
        return False
    return True


def ship(order: OrderToShip, detail: OrderDetail, form: ParcelForm, here: Here) -> ParcelForm | None:
    """The form of the next parcel; ``None`` = every unit is in one, or in a refused one. ``blocked`` = why there is none."""
    titles = {line.line_key: line.title or line.sku for line in detail.lines}
    lines = [
        OpenLine(line.key, titles.get(line.key, line.sku), line.sku, open_, form.quantities.get(line.key, str(open_)))
        for line in order.lines
        if (open_ := order.open_units(line))
    ]
    try:
        refuse_order(order)
    except Refusal as refusal:
        return replace(form, blocked=refusal)
    is_untouched = form.refusal is None and not form.conflict
    if is_untouched and (not lines or any(_is_all_that_is_left(order, parcel) for parcel in order.parcels)):
        return None
    return replace(_at(form, order, here), lines=lines)


def _at(form: ParcelForm, order: OrderToShip, here: Here) -> ParcelForm:
    today = here.now.astimezone(ZoneInfo(order.zone)).date().isoformat()
    return replace(form, today=today, ship_from=order.ship_from, ship_date=form.ship_date or today)
