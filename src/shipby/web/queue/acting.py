"""An act on the chosen orders: a few at once with undo in a toast, many as a run after a preview (ui 3.6, 3.7)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shipby.actions.hold_orders import hold_orders
from shipby.actions.release_orders import release_orders
from shipby.actions.start_bulk_run import start_bulk_run
from shipby.actions.tag_orders import tag_orders
from shipby.bulk.rules import MOST_ORDERS, BulkAct
from shipby.orders.reads.choice import Choice, choice_of
from shipby.orders.reads.queue import rows_of
from shipby.web.orders import place_of
from shipby.web.queue.chosen import Chosen, chosen_of, safe_back
from shipby.web.request import DeskRequest
from shipby.web.say import say
from shipby.web.toasts import add_toast
from shipby.words.ports import ports
from shipby.words.refusals import Refusal
from shipby.words.text import N_

AT_ONCE: Final = 50
"""Orders that an act is done on at once; more are a run."""
SHOWN: Final = 50
"""Rows of a preview."""
LONGEST_KEY: Final = 40


@dataclass(frozen=True, slots=True)
class Asking:
    """What an act asks before it is done: the one word it needs (``field`` empty = none)."""

    address: str
    label: str
    button: str
    icon: str
    field: str = ""
    most: int = 0
    is_long: bool = False


ASKING: Final[Mapping[BulkAct, Asking]] = {
    BulkAct.HOLD: Asking("/orders/bulk/hold/", N_("Why should they wait?"), N_("Put on hold"), "pause", "reason", 200),
    BulkAct.RELEASE: Asking("/orders/bulk/release/", "", N_("Release"), "play"),
    BulkAct.TAG: Asking("/orders/bulk/tag/", N_("Tag"), N_("Add tag"), "tag", "add", 40),
    BulkAct.NOTE: Asking(
        "/orders/bulk/note/", N_("Note for the others"), N_("Write the note"), "sticky-note", "text", 4000, True
    ),
}
UNDONE_AS_A_WHOLE: Final = N_(
    "It runs in the background and can be stopped. Afterwards it can be undone as a whole; what others changed since then stays."
)


def act_on(request: DeskRequest, act: BulkAct) -> HttpResponse:
    """Ask for what the act needs and show what it will do; then do it, or start a run."""
    chosen = chosen_of(request)
    is_run = chosen.is_whole or len(chosen.order_ids) > AT_ONCE
    if _is_to_ask(request, act, is_run=is_run) or chosen.has_changed or not chosen.order_ids:
        return _preview(request, act, chosen, is_run=is_run)
    try:
        if is_run or act is BulkAct.NOTE:
            run_id = start_bulk_run(
                scope=request.scope,
                act=act,
                words=_words(request, act),
                order_ids=chosen.order_ids,
                query=chosen.query if chosen.is_whole else "",
                request_key=request.POST.get("key", "")[:LONGEST_KEY] or ports.ids.uuid().hex,
                actor=request.actor,
                now=ports.clock.now(),
            )
            return redirect("jobs:run", run_id)
        return _DO[act](request, chosen.order_ids)
    except Refusal as refusal:
        return _preview(request, act, chosen, is_run=is_run, refusal=refusal)


def _is_to_ask(request: DeskRequest, act: BulkAct, *, is_run: bool) -> bool:
    if act is BulkAct.TAG:
        return not request.POST.get("add", "").split() and not request.POST.get("remove", "").split()
    field = ASKING[act].field
    return field not in request.POST if field else is_run and "key" not in request.POST


def _words(request: DeskRequest, act: BulkAct) -> dict[str, Any]:
    if act is BulkAct.TAG:
        return {name: request.POST.get(name, "").split() for name in ("add", "remove")}
    field = ASKING[act].field
    return {field: request.POST.get(field, "")} if field else {}


def _preview(request: DeskRequest, act: BulkAct, chosen: Chosen, *, is_run: bool, refusal: Refusal | None = None) -> HttpResponse:
    number = len(chosen.order_ids)
    choice = choice_of(request.scope.account_ids, chosen.order_ids)
    outcome = [*_outcome(act, choice, number), _(UNDONE_AS_A_WHOLE)] if is_run else []
    return preview(request, ASKING[act], chosen, title=_title(act, number), outcome=outcome, refusal=refusal)


def preview(
    request: DeskRequest,
    asking: Asking,
    chosen: Chosen,
    *,
    title: str,
    outcome: Sequence[str],
    refusal: Refusal | None = None,
) -> HttpResponse:
    """What will happen, what will be left and why, whether it can be undone (the last of ``outcome``); a form that starts it."""
    number, accounts = len(chosen.order_ids), request.scope.account_ids
    context = {
        "asking": asking,
        "label": _(asking.label) if asking.label else "",
        "button": _(asking.button),
        "title": title,
        "refusal": say(refusal) if refusal else "",
        "typed": request.POST.get(asking.field, "") if asking.field else "",
        "back": safe_back(request),
        "chosen": chosen,
        "number": number,
        "is_too_many": number > MOST_ORDERS,
        "most": MOST_ORDERS,
        "has_changed": chosen.has_changed,
        "key": ports.ids.uuid().hex,
        "outcome": outcome,
        "rows": [(row, place_of(row.city, row.region, row.country)) for row in rows_of(accounts, chosen.order_ids[:SHOWN])],
        "more": max(0, number - SHOWN),
    }
    return render(request, "queue/ask.html", context, status=422 if refusal else 200)


def _title(act: BulkAct, number: int) -> str:
    words = {
        BulkAct.HOLD: ngettext("Put %(number)d order on hold", "Put %(number)d orders on hold", number),
        BulkAct.RELEASE: ngettext("Release %(number)d order", "Release %(number)d orders", number),
        BulkAct.TAG: ngettext("Tag %(number)d order", "Tag %(number)d orders", number),
        BulkAct.NOTE: ngettext("Write a note on %(number)d order", "Write a note on %(number)d orders", number),
    }
    return words[act] % {"number": number}


def _outcome(act: BulkAct, choice: Choice, number: int) -> list[str]:
    """How many orders the act will change, and how many it leaves and why."""
    gone = number - choice.here
    told = [
        ngettext("%(number)d is not here.", "%(number)d are not here.", gone) % {"number": gone} if gone else "",
    ]
    changed = choice.here
    if act is BulkAct.HOLD:
        changed = choice.here - choice.held - choice.not_ours
        told += [
            ngettext("%(number)d is on hold already.", "%(number)d are on hold already.", choice.held) % {"number": choice.held}
            if choice.held
            else "",
            ngettext(
                "%(number)d is shipped, cancelled, or shipped by Amazon.",
                "%(number)d are shipped, cancelled, or shipped by Amazon.",
                choice.not_ours,
            )
            % {"number": choice.not_ours}
            if choice.not_ours
            else "",
        ]
    if act is BulkAct.RELEASE:
        changed, free = choice.held, choice.here - choice.held
        told.append(
            ngettext("%(number)d is not on hold.", "%(number)d are not on hold.", free) % {"number": free} if free else ""
        )
    will = ngettext("%(number)d order will change.", "%(number)d orders will change.", changed) % {"number": changed}
    return [will, *(words for words in told if words)]


def _hold(request: DeskRequest, chosen: Sequence[str]) -> HttpResponse:
    done = hold_orders(
        scope=request.scope, order_ids=chosen, reason=request.POST["reason"], actor=request.actor, now=ports.clock.now()
    )
    words = ngettext("%(number)d order on hold.", "%(number)d orders on hold.", len(done)) % {"number": len(done)}
    return _told(request, _with_left_out(words, chosen, done), "/orders/bulk/release/", done)


def _release(request: DeskRequest, chosen: Sequence[str]) -> HttpResponse:
    done = release_orders(scope=request.scope, order_ids=chosen, actor=request.actor, now=ports.clock.now())
    words = ngettext("%(number)d order released.", "%(number)d orders released.", len(done)) % {"number": len(done)}
    return _told(request, _with_left_out(words, chosen, done), "/orders/bulk/hold/", done, reason="")


def _tag(request: DeskRequest, chosen: Sequence[str]) -> HttpResponse:
    told = _words(request, BulkAct.TAG)
    done = tag_orders(scope=request.scope, order_ids=chosen, **told, actor=request.actor, now=ports.clock.now())
    words = ngettext("%(number)d order changed its tags.", "%(number)d orders changed their tags.", len(done))
    back = {"add": " ".join(told["remove"]), "remove": " ".join(told["add"])}
    return _told(request, words % {"number": len(done)}, "/orders/bulk/tag/", done, **back)


_DO: Final[Mapping[BulkAct, Callable[[DeskRequest, Sequence[str]], HttpResponse]]] = {
    BulkAct.HOLD: _hold,
    BulkAct.RELEASE: _release,
    BulkAct.TAG: _tag,
}


def _told(request: DeskRequest, words: str, undo_to: str, done: Sequence[str], **more: str) -> HttpResponse:
    undo: dict[str, str | Sequence[str]] = {"order": list(done), "back": safe_back(request), **more}
    add_toast(request, words, undo_to=undo_to if done else "", undo=undo)
    return redirect(safe_back(request))


def _with_left_out(words: str, chosen: Sequence[str], done: Sequence[str]) -> str:
    left = len(chosen) - len(done)
    if not left:
        return words
    return words + " " + ngettext("%(number)d was left as it is.", "%(number)d were left as they are.", left) % {"number": left}
