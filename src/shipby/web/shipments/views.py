"""The list of shipments."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shipby.outbox.reads import batches_of
from shipby.outbox.rules.operations import CONFIRMATION_FILE
from shipby.shipping.reads import shipments_page, state_counts, waiting_counts
from shipby.shipping.rules.confirmation import Confirmation
from shipby.shop.reads import accounts_of
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.request import DeskRequest
from shipby.web.shipments import page

ROWS = 50
MOST_COUNTED = 1000


@needs(Permission.SEE_ORDERS)
@require_safe
def shipments(request: DeskRequest, **_: Any) -> HttpResponse:
    """Parcels in one state of their confirmation, newest first. ``?state=``, ``?q=`` (tracking or order), ``?after=``."""
    accounts = request.scope.account_ids
    state = _state(request.GET.get("state", ""))
    after = request.GET.get("after", "")
    search = request.GET.get("find", "").strip()
    rows = shipments_page(
        accounts, state, before=int(after) if after.isdecimal() and len(after) < 19 else None, limit=ROWS + 1, search=search
    )
    names = {account.id: account.name for account in accounts_of(request.scope.shop_id)}
    context = {
        "tabs": page.tabs(state_counts(accounts, most=MOST_COUNTED), state, most=MOST_COUNTED),
        "words": page.STATES[state],
        "state": state,
        "rows": page.shown(rows[:ROWS]),
        "next_after": rows[ROWS - 1].key if len(rows) > ROWS else None,
        "find": search,
        "waiting": [page.WaitingFile(key, names[key], count) for key, count in waiting_counts(accounts).items()],
        "batches": page.shown_batches(batches_of(accounts, CONFIRMATION_FILE, limit=3, is_unsettled=True), names),
        "may_confirm": request.person.may(Permission.CONFIRM),
        "has_many_accounts": len(names) > 1,
    }
    return render(request, "shipments/list.html", context)


def _state(word: str) -> Confirmation:
    try:
        state = Confirmation(word)
    except ValueError:
        return Confirmation.PREPARED
    return state if state in page.STATES else Confirmation.PREPARED
