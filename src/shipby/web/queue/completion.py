"""What can be typed next into the search box, as a list to choose from."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from shipby.orders.reads.names import names_of
from shipby.orders.rules.completion import complete
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.queue.asked import LONGEST_TYPED
from shipby.web.request import DeskRequest


@needs(Permission.SEE_ORDERS)
@require_safe
def offers(request: DeskRequest) -> HttpResponse:
    """Offers for the text ``?q=`` with the cursor at ``?at=``; each says which part it replaces. 204 where there is none."""
    text, at = request.GET.get("q", "")[:LONGEST_TYPED], request.GET.get("at", "")
    cursor = int(at) if at.isdecimal() and len(at) < 6 else len(text)
    found = complete(text, cursor, names_of(request.scope.account_ids))
    if not found.offers:
        return HttpResponse(status=204)
    shown = [(offer.text, gettext(offer.words) if offer.words else "", offer.is_whole) for offer in found.offers]
    return render(request, "queue/_completion.html", {"start": found.start, "end": found.end, "offers": shown})
