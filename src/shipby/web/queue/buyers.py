"""Finding a buyer's orders: what is typed travels in a form, never in an address, and leaves as a keyed hash."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shipby.buyers.reads import search_terms
from shipby.orders.rules.query import Hidden, Query, Term
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.csp import never_stored
from shipby.web.queue.filters import address
from shipby.web.request import DeskRequest


class BuyerForm(forms.Form):
    """A name, an e-mail address or a postal code, whole."""

    term = forms.CharField(label=_("Name, e-mail or postal code of a buyer"), max_length=200, strip=True)


@needs(Permission.SEE_PERSONAL)
@require_http_methods(["GET", "POST"])
def find_buyer(request: DeskRequest) -> HttpResponse:
    """Ask for a term; then to the orders that its keyed hashes find."""
    form = BuyerForm(request.POST or None)
    terms = search_terms(request.scope.account_ids, form.cleaned_data["term"]) if form.is_bound and form.is_valid() else ()
    if terms:
        return redirect(address(Query((Term("buyer", tuple(Hidden(term) for term in terms)),))))
    status = 422 if form.is_bound else 200
    return never_stored(render(request, "queue/find_buyer.html", {"form": form, "is_empty": form.is_bound}, status=status))
