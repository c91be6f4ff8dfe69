"""The list of products: see and set their bins in place, undo, export."""

import csv
from collections.abc import Iterator

from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from shipby.actions.set_bins import BinsSet, set_bins
from shipby.actions.undo_bins import undo_bins
from shipby.orders.reads.open_skus import open_skus
from shipby.shop.reads import account_names
from shipby.shop.rules import Permission
from shipby.stock.reads import all_products, products_by_key
from shipby.stock.rules.bins import BinDraft, bin_of
from shipby.web.access import needs
from shipby.web.csp import never_stored
from shipby.web.products.page import Typed, back_to, page_of
from shipby.web.queue.export import disarmed
from shipby.web.request import DeskRequest
from shipby.web.say import say
from shipby.web.shell import shell_of
from shipby.web.toasts import add_toast
from shipby.words.ports import ports
from shipby.words.refusals import Refusal

HEADS = ("sku", "bin", "title", "asin", "account", "open-orders")
MOST_FIELDS = 200


@needs(Permission.SEE_ORDERS)
@require_safe
def products(request: DeskRequest) -> HttpResponse:
    """Products, those without a bin first. ``?show=``, ``?find=``, ``?after=``."""
    return _page(request, request.GET)


@needs(Permission.WORK_ORDERS)
@require_POST
def save(request: DeskRequest) -> HttpResponse:
    """Save the fields that were changed; what can't be saved stays in its field with the reason."""
    sent = _sent(request.POST)
    rows = products_by_key(request.scope.account_ids, list(sent))
    drafts, errors = [], {}
    for key, (text, seen) in sent.items():
        if key not in rows:
            continue
        try:
            name = bin_of(text)
        except Refusal as refusal:
            errors[key] = say(refusal)
            continue
        if name != seen:
            drafts.append(BinDraft(rows[key].account_id, rows[key].sku, name, seen))
    if errors:
        return _page(request, request.POST, Typed({key: text for key, (text, _) in sent.items()}, errors), status=422)
    done = set_bins(scope=request.scope, drafts=drafts, actor=request.actor, now=ports.clock.now())
    tell(request, done)
    if not done.refused:
        return redirect(back_to(request.POST))
    keys = {(row.account_id, row.sku): key for key, row in rows.items()}
    refused = {keys[draft.account_id, draft.sku]: (draft.bin, say(refusal)) for draft, refusal in done.refused}
    typed = Typed({key: text for key, (text, _) in refused.items()}, {key: why for key, (_, why) in refused.items()})
    return _page(request, request.POST, typed, status=409)


@needs(Permission.WORK_ORDERS)
@require_POST
def undo(request: DeskRequest) -> HttpResponse:
    """Take a change back."""
    number = request.POST.get("change", "")
    change_id = int(number) if number.isdecimal() and len(number) < 19 else 0
    try:
        back, left = undo_bins(scope=request.scope, change_id=change_id, actor=request.actor, now=ports.clock.now())
    except Refusal as refusal:
        add_toast(request, say(refusal))
        return redirect(back_to(request.POST))
    words = ngettext("%(number)d bin is as it was.", "%(number)d bins are as they were.", back) % {"number": back}
    if left:
        words += " " + ngettext(
            "%(number)d was changed again since and stays.", "%(number)d were changed again since and stay.", left
        ) % {"number": left}
    add_toast(request, words)
    return redirect(back_to(request.POST))


@needs(Permission.SEE_ORDERS)
@require_safe
def export(request: DeskRequest) -> StreamingHttpResponse:
    """All products with their bins as CSV, which the table reads again."""
    response = StreamingHttpResponse(_file(request.scope.account_ids), content_type="text/csv; charset=utf-8")
    shell = shell_of(request)
    response.headers["Content-Disposition"] = f'attachment; filename="bins-{shell.now.astimezone(shell.zone):%Y-%m-%d}.csv"'
    never_stored(response)
    return response


def tell(request: DeskRequest, done: BinsSet) -> None:
    """The toast of what was saved, with undo."""
    if not done.changed:
        add_toast(request, _("Nothing was changed."))
        return
    words = ngettext("%(number)d bin saved.", "%(number)d bins saved.", done.changed) % {"number": done.changed}
    fields = {"change": str(done.change_id)} | {name: request.POST.get(name, "") for name in ("show", "find", "after")}
    add_toast(request, words, undo_to="/products/bins/undone/", undo=fields)


def _sent(data: QueryDict) -> dict[int, tuple[str, str]]:
    """What stands in the fields now, and what stood there when the page was made, by product key."""
    keys = [name[4:] for name in data if name.startswith("bin-")][:MOST_FIELDS]
    numbers = [int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) < 19]
    return {key: (str(data[f"bin-{key}"]), data.get(f"seen-{key}", "")) for key in numbers if f"bin-{key}" in data}


def _page(request: DeskRequest, values: QueryDict, typed: Typed | None = None, *, status: int = 200) -> HttpResponse:
    context = {"page": page_of(request.scope, values, typed), "may_edit": request.person.may(Permission.WORK_ORDERS)}
    return render(request, "products/list.html", context, status=status)


class _Line:
    """What a csv writer writes into: gives the line back."""

    def write(self, text: str) -> str:
        return text


def _file(accounts: tuple[int, ...]) -> Iterator[str]:
    writer, names, wanted, key = csv.writer(_Line()), account_names(accounts), open_skus(accounts), 0
    yield "\ufeff"
    yield writer.writerow(HEADS)
    while rows := all_products(accounts, after_key=key):
        key = rows[-1].product_key
        for row in rows:
            orders = str(wanted.get((row.account_id, row.sku), 0))
            cells = (row.sku, row.bin, row.title, row.asin, names.get(row.account_id, ""), orders)
            yield writer.writerow([disarmed(cell) for cell in cells])
