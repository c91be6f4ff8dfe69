"""The story of an order in sentences: one line of the table below per kind of event, an unknown kind is shown plainly."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _

from shipby.journal.reads import EventRow
from shipby.words.text import N_

Details = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline.

    ``look`` is the dot's colour (``c`` desk, ``a`` warning, ``g`` good, empty plain); ``text`` a note's own words, ``note_key``
    names it for removal.
    """

    at: datetime
    icon: str
    look: str
    sentence: str
    sub: str = ""
    text: str = ""
    note_key: int | None = None


@dataclass(frozen=True, slots=True)
class _Telling:
    icon: str
    look: str
    sentence: str
    """Message id; ``%(who)s`` is the actor, other places come from the event's details."""
    sub: Callable[[Details], str] = lambda _details: ""


_COLUMNS: Final[Mapping[str, str]] = {
    "status": N_("status"),
    "ship_by_latest": N_("ship-by"),
    "ship_by_earliest": N_("ship-by"),
    "deliver_by_latest": N_("deliver-by"),
    "deliver_by_earliest": N_("deliver-by"),
    "cancel_requested": N_("cancel request"),
    "cancel_reason": N_("cancel request"),
    "city": N_("place"),
    "region": N_("place"),
    "country": N_("place"),
    "grand_total": N_("total"),
    "ship_service": N_("service"),
    "service_level": N_("service"),
    "programs": N_("programs"),
    "vanished_at": N_("presence in the unshipped report"),
}
_SOURCES: Final[Mapping[str, str]] = {
    "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING": N_("Unshipped orders report"),
    "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING": N_("New orders report"),
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL": N_("All orders report"),
}
_PURPOSES: Final[Mapping[str, str]] = {
    "order_page": N_("%(who)s saw name and address."),
    "packing_slip": N_("%(who)s printed the packing slip."),
    "address_label": N_("%(who)s printed the address label."),
    "phone": N_("%(who)s saw the phone number."),
    "command": N_("%(who)s read name and address on the command line."),
}


def _changed(details: Details) -> str:
    parts = []
    if isinstance(status := details.get("status"), list) and len(status) == 2:
        parts.append(_("Status %(before)s, now %(after)s") % {"before": status[0] or "-", "after": status[1] or "-"})
    named = dict.fromkeys(gettext(_COLUMNS[name]) for name in details.get("columns", ()) if name in _COLUMNS and name != "status")
    if details.get("lines"):
        named[_("items")] = None
    if details.get("personal"):
        named[_("recipient")] = None
    if named:
        parts.append(_("Changed: %(what)s") % {"what": ", ".join(named)})
    return ". ".join(parts)


def _parcel(details: Details) -> str:
    parts = [str(details[name]) for name in ("carrier", "tracking_number") if details.get(name)]
    if isinstance(units := details.get("units"), int):
        parts.append(ngettext("%(number)d unit", "%(number)d units", units) % {"number": units})
    return " · ".join(parts)


def _corrected(details: Details) -> str:
    before = details.get("tracking_number_before")
    if before and before != details.get("tracking_number"):
        return _("%(parcel)s, before %(before)s") % {"parcel": _parcel(details), "before": before}
    return _parcel(details)


def _refusal(details: Details) -> str:
    return " ".join(str(details[name]) for name in ("code", "message") if details.get(name))


def _list(details: Details) -> str:
    return _("Pick list %(number)s") % {"number": details["list"]} if details.get("list") else ""


def _missing(details: Details) -> str:
    units = details.get("missing")
    if not isinstance(units, int):
        return _list(details)
    number = {"number": units, "list": details.get("list", "-")}
    return ngettext("%(number)d unit missing, pick list %(list)s", "%(number)d units missing, pick list %(list)s", units) % number


def _batch(details: Details) -> str:
    return _("File %(batch)s") % {"batch": details["batch"]} if details.get("batch") else ""


def _evidence(details: Details) -> str:
    if details.get("evidence") == "status":
        return _("Amazon shows the order as shipped")
    if details.get("evidence") == "report":
        return _("The newest unshipped report no longer has it")
    return _batch(details)


def _source(details: Details) -> str:
    source = str(details.get("source", ""))
    return gettext(_SOURCES[source]) if source in _SOURCES else source


def _reason(details: Details) -> str:
    return str(details.get("reason", ""))


def _tags(details: Details) -> str:
    return " ".join([*(f"+{tag}" for tag in details.get("added", ())), *(f"\u2212{tag}" for tag in details.get("removed", ()))])


TELLINGS: Final[Mapping[str, _Telling]] = {
    "order_imported": _Telling("download", "", N_("Imported from Amazon's report."), _source),
    "order_changed": _Telling("refresh-cw", "", N_("Amazon's report changed the order."), _changed),
    "order_vanished": _Telling("search-x", "a", N_("Missing in the newest unshipped report."), _source),
    "order_returned": _Telling("search", "", N_("Back in the unshipped report."), _source),
    "order_held": _Telling("pause", "a", N_("%(who)s put the order on hold."), _reason),
    "order_released": _Telling("play", "g", N_("%(who)s released the order."), _reason),
    "order_tagged": _Telling("tag", "", N_("%(who)s changed the tags."), _tags),
    "note_added": _Telling("message-square", "", N_("%(who)s wrote a note.")),
    "note_brought_back": _Telling("message-square", "", N_("%(who)s brought a note back.")),
    "note_removed": _Telling("trash-2", "", N_("%(who)s removed a note.")),
    "order_put_on_pick_list": _Telling("clipboard-list", "", N_("%(who)s put the order on a pick list."), _list),
    "order_taken_off_pick_list": _Telling("clipboard-list", "a", N_("%(who)s took the order off a pick list."), _list),
    "order_picked": _Telling("clipboard-check", "g", N_("%(who)s picked the order."), _list),
    "order_picked_short": _Telling("clipboard-x", "a", N_("%(who)s could not pick all of the order."), _missing),
    "parcel_confirmed": _Telling("package-check", "g", N_("%(who)s entered a parcel."), _parcel),
    "parcel_corrected": _Telling("pencil", "c", N_("%(who)s corrected a parcel."), _corrected),
    "parcel_withdrawn": _Telling("package-x", "a", N_("%(who)s withdrew a parcel."), _parcel),
    "confirmation_exported": _Telling("file-down", "c", N_("The confirmation went into a file for Amazon."), _batch),
    "confirmation_file_handed_out": _Telling("file-down", "c", N_("%(who)s downloaded the confirmation file."), _batch),
    "confirmation_uploaded": _Telling("send", "c", N_("%(who)s said the file was uploaded to Amazon."), _batch),
    "confirmation_upload_taken_back": _Telling("undo-2", "a", N_("%(who)s took back that the file was uploaded."), _batch),
    "confirmation_accepted": _Telling("circle-check", "g", N_("Amazon accepted the confirmation."), _evidence),
    "confirmation_probably_accepted": _Telling("circle-check", "g", N_("Amazon probably accepted the confirmation."), _evidence),
    "confirmation_refused": _Telling("circle-x", "a", N_("Amazon refused the confirmation."), _refusal),
    "personal_revealed": _Telling("eye", "", N_("%(who)s saw name and address.")),
    "personal_erased": _Telling("trash-2", "", N_("Name, address and messages were erased.")),
    "quarantine_settled": _Telling("shield-alert", "", N_("%(who)s settled a row of the quarantine."), _reason),
}


def moments(events: Sequence[EventRow]) -> list[Moment]:
    """Events as lines, newest first as they come. A person's looks at personal data are one line a day and purpose."""
    told: list[Moment] = []
    seen: set[tuple[object, ...]] = set()
    for event in events:
        look = (event.actor_key, event.details.get("purpose"), event.at.date())
        if event.kind == "personal_revealed":
            if look in seen:
                continue
            seen.add(look)
        told.append(_tell(event))
    return told


def _tell(event: EventRow) -> Moment:
    telling = TELLINGS.get(event.kind)
    if telling is None:
        return Moment(
            event.at, "circle", "", _("%(what)s, by %(who)s.") % {"what": event.kind.replace("_", " "), "who": event.actor_name}
        )
    sentence = telling.sentence
    if event.kind == "personal_revealed":
        sentence = _PURPOSES.get(str(event.details.get("purpose")), sentence)
    return Moment(event.at, telling.icon, telling.look, gettext(sentence) % {"who": event.actor_name}, telling.sub(event.details))
