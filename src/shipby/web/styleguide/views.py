"""The style guide. Everything on it is invented."""

from datetime import timedelta
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.icons import sprite
from shipby.words.ports import ports
from shipby.words.refusals import Refusal
from shipby.words.text import N_


class _SampleRefusal(Refusal):
    sentence = N_("%(number)s is not a tracking number.")
    remedy = N_("Type it as it stands on the label.")


@needs(Permission.SETTINGS)
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    now = ports.clock.now()
    context = {
        "instants": [now - timedelta(minutes=12), now - timedelta(days=2), now + timedelta(days=40), now - timedelta(days=400)],
        "amounts": [(Decimal("28.98"), "USD"), (Decimal("-12.89"), "EUR"), (Decimal(1980), "JPY"), (Decimal("5.00"), "")],
        "quantities": [1, 2, 12, 144],
        "levels": ["red", "amber", "green", "blue", "acc", "plain"],
        "icons": sorted(sprite()[1]),
        "refusal": _SampleRefusal(number="12345"),
    }
    return render(request, "styleguide/page.html", context)
