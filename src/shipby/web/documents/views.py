"""Templates of documents: the list, the editor of one, its preview, its older versions."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shipby.actions.keep_logo import keep_logo
from shipby.actions.restore_template import restore_template
from shipby.actions.save_template import save_template
from shipby.documents.reads import logo_of
from shipby.documents.rules.logo import MOST_BYTES, PictureTooLarge, read_logo
from shipby.documents.rules.look import Look
from shipby.documents.rules.template import read_template
from shipby.paper.preview import first_page
from shipby.shop.reads import default_warehouse
from shipby.shop.rules import Permission
from shipby.shop.rules.settings import NotHere
from shipby.web.access import needs
from shipby.web.csp import never_stored
from shipby.web.documents import sample
from shipby.web.documents.forms import TemplateForm
from shipby.web.documents.page import (
    Standing,
    Target,
    editor_page,
    form_of,
    index_page,
    languages_of,
    seen_as,
    standing_of,
    target_of,
)
from shipby.web.kept import is_scripted
from shipby.web.printing import Printed, pdf, ship_from_of
from shipby.web.request import DeskRequest
from shipby.web.say import say
from shipby.web.settings.page import SECTIONS
from shipby.web.toasts import add_toast
from shipby.words.ports import ports
from shipby.words.refusals import Refusal


@needs(Permission.SETTINGS)
@require_safe
def index(request: DeskRequest) -> HttpResponse:
    """Every kind of document, and for which stores it has a template of its own."""
    return render(request, "documents/index.html", index_page(request.scope) | _frame())


@needs(Permission.SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def editor(request: DeskRequest, kind: str) -> HttpResponse:
    """One template; posting saves it as the next version."""
    target = target_of(request.scope, kind, request.GET.get("store", ""))
    standing = standing_of(request.scope, target)
    if request.method != "POST":
        return _page(request, target, standing, form_of(target, standing))
    form, numbers = _posted(request, target, standing), list[int]()

    def act(values: dict[str, Any]) -> None:
        logo = _kept(request, form, values)
        numbers.append(save_template(data=form.data_of(values), logo=logo, seen=values["seen"], **_by(request, target)))

    if not _saves(form, act):
        return _page(request, target, standing, form, status=422)
    _tell(request, target, _("The template is saved."), before=standing.number, after=numbers[0])
    return redirect(_address("editor", target))


@needs(Permission.SETTINGS)
@require_POST
def preview(request: DeskRequest, kind: str) -> HttpResponse:
    """What is in the fields, on paper, without saving: a PNG for our script, else the PDF itself."""
    target = target_of(request.scope, kind, request.GET.get("store", ""))
    standing = standing_of(request.scope, target)
    form, looks = _posted(request, target, standing), list[Look]()
    if _saves(form, lambda values: looks.append(Look(read_template(form.data_of(values)), _picture(request, form, values)))):
        drawn = _drawn(request, target, looks[0], request.POST.get("as", ""))
        return _png(drawn) if is_scripted(request) else pdf(Printed(drawn), "preview.pdf")
    if is_scripted(request):
        reasons = " ".join(str(reason) for reasons in form.errors.values() for reason in reasons)
        return HttpResponse(reasons, content_type="text/plain; charset=utf-8", status=422)
    return _page(request, target, standing, form, status=422)


@needs(Permission.SETTINGS)
@require_safe
def saved_preview(request: DeskRequest, kind: str) -> HttpResponse:
    """What holds, on paper, as a PNG."""
    target = target_of(request.scope, kind, request.GET.get("store", ""))
    standing = standing_of(request.scope, target)
    look = Look(standing.template, logo_of(request.scope.shop_id, standing.logo) if standing.logo else b"")
    return _png(_drawn(request, target, look, request.GET.get("as", "")))


@needs(Permission.SETTINGS)
@require_POST
def restored(request: DeskRequest, kind: str) -> HttpResponse:
    """Take an older version, or the look that documents have at first."""
    target = target_of(request.scope, kind, request.GET.get("store", ""))
    number, seen = request.POST.get("number", ""), request.POST.get("seen", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 9):
        raise Http404
    before = standing_of(request.scope, target).number
    try:
        after = restore_template(kind=target.kind, number=int(number), seen=seen, **_by(request, target))
    except NotHere:
        raise Http404 from None
    except Refusal as refusal:
        add_toast(request, say(refusal))
    else:
        _tell(request, target, _("The template is as it was before."), before=before, after=after)
    return redirect(_address("editor", target))


def _posted(request: DeskRequest, target: Target, standing: Standing) -> TemplateForm:
    return TemplateForm(
        request.POST, request.FILES, kind=target.kind, languages=languages_of(target, standing), auto_id="template-%s"
    )


def _saves(form: TemplateForm, act: Any) -> bool:
    try:
        return form.saves(act)
    except NotHere:
        raise Http404 from None


def _content(values: dict[str, Any]) -> bytes:
    """The file that was handed in; empty where there is none.

    Raises:
        PictureTooLarge: it is not even read.
    """
    upload = values.get("upload")
    if upload and upload.size > MOST_BYTES:
        raise PictureTooLarge
    return upload.read() if upload else b""


def _picture(request: DeskRequest, form: TemplateForm, values: dict[str, Any]) -> bytes:
    """The logo to draw; nothing is kept."""
    if "upload" not in form.fields or values["no_logo"]:
        return b""
    if values["upload"]:
        return read_logo(_content(values))
    return logo_of(request.scope.shop_id, values["logo"]) if values["logo"] else b""


def _kept(request: DeskRequest, form: TemplateForm, values: dict[str, Any]) -> str:
    """The digest of the logo. A file is kept at once, and named in the form: a form that comes back does not lose it."""
    if "upload" not in form.fields or values["no_logo"]:
        return ""
    if not values["upload"]:
        return str(values["logo"])
    digest = keep_logo(shop_id=request.scope.shop_id, content=_content(values), actor=request.actor, now=ports.clock.now())
    form.data = {**form.data, "logo": digest}
    return digest


def _drawn(request: DeskRequest, target: Target, look: Look, marketplace_id: str) -> bytes:
    offered = [known for known, _name in seen_as(target)]
    marketplace_id = marketplace_id if marketplace_id in offered else offered[0]
    store = next((row for row in [target.store, *target.stores] if row and row.marketplace_id == marketplace_id), None)
    return sample.draw(
        target.kind,
        look,
        marketplace_id=marketplace_id,
        store_name=store.name if store else _("Your store"),
        ship_from=ship_from_of(default_warehouse(request.scope.shop_id)),
        today=ports.clock.now().date(),
    )


def _png(drawn: bytes) -> HttpResponse:
    return never_stored(HttpResponse(first_page(drawn), content_type="image/png"))


def _by(request: DeskRequest, target: Target) -> dict[str, Any]:
    return {
        "shop_id": request.scope.shop_id,
        "store_id": target.store_id,
        "actor": request.actor,
        "now": ports.clock.now(),
    }


def _tell(request: DeskRequest, target: Target, text: str, *, before: int, after: int) -> None:
    """Say what was done, with the way back; nothing new = the same form again."""
    if before == after:
        add_toast(request, _("Nothing was changed: the template looks like this already."))
        return
    add_toast(request, text, undo_to=_address("restored", target), undo={"number": str(before), "seen": str(after)})


def _address(name: str, target: Target) -> str:
    return reverse(f"documents:{name}", args=[target.kind.value]) + target.query


def _frame() -> dict[str, Any]:
    return {"sections": SECTIONS, "section": "documents"}


def _page(request: DeskRequest, target: Target, standing: Standing, form: TemplateForm, *, status: int = 200) -> HttpResponse:
    return render(request, "documents/editor.html", editor_page(request.scope, target, standing, form) | _frame(), status=status)
