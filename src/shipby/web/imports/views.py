"""Imports: the box, the list, one import."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shipby.actions.begin_import import begin_import
from shipby.actions.take_back_import import take_back_import
from shipby.intake.reads.imports import find_import, imports_of, quarantined
from shipby.intake.rules.imports import NotTakenBack
from shipby.shop.reads import accounts_of, system_zone
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.imports.forms import UploadForm
from shipby.web.imports.page import Details, ShownImport, details, shown
from shipby.web.imports.uploads import SealedUpload, SealedUploadHandler, is_too_large
from shipby.web.toasts import add_toast
from shipby.words.ports import ports
from shipby.words.refusals import Refusal

ROWS = 30
QUARANTINED_SHOWN = 100


@needs(Permission.IMPORT)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The box and the list, newest first (``?after=``); POST hands a file in.

    The sealing handler must stand before anything reads the form, the check of the form's token included: so that check is
    made by the inner view.
    """
    if request.method != "POST":
        return _list(request, _form(request))
    if is_too_large(request):
        return _too_large(request)
    handler = SealedUploadHandler(request)
    request.upload_handlers = [handler]
    answer: HttpResponse = _hand_in(request, handler)
    return answer


@csrf_protect
def _hand_in(request: HttpRequest, handler: SealedUploadHandler) -> HttpResponse:
    form = _form(request, request.POST, request.FILES)
    if handler.is_too_large:
        return _too_large(request)
    upload = request.FILES.get("file")
    if not form.is_valid():
        if isinstance(upload, SealedUpload):
            upload.discard()
        return _list(request, form, problem="" if upload else _("Choose a file, or drop one on the box."))
    file: SealedUpload = form.cleaned_data["file"]
    import_id = begin_import(
        shop_id=request.person.shop_id,  # type: ignore[attr-defined]
        file_name=file.name or "",
        actor=request.actor,  # type: ignore[attr-defined]
        now=ports.clock.now(),
        account_id=form.cleaned_data["account"],
        encoding=form.cleaned_data["encoding"],
        made_at=form.cleaned_data["made_at"],
        spool=(file.spool_name, file.secret),
    )
    return redirect("imports:detail", import_id)


def _too_large(request: HttpRequest) -> HttpResponse:
    problem = _("This file is larger than 512 MB. No order report is: nothing was taken in. Choose a shorter time at Amazon.")
    return _list(request, _form(request), problem=problem)


@needs(Permission.IMPORT)
@require_safe
def detail(request: HttpRequest, import_id: int) -> HttpResponse:
    """One import: how far it is, then what became of it."""
    return render(request, "imports/detail.html", {"page": _details(request, import_id)})


@needs(Permission.IMPORT)
@require_safe
def progress(request: HttpRequest, import_id: int) -> HttpResponse:
    """The changing part of :func:`detail`, asked for until the import has ended."""
    return render(request, "imports/_state.html", {"page": _details(request, import_id)})


@needs(Permission.IMPORT)
@require_POST
def taken_back(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take an import back, or say what was done on its orders since."""
    item = _details(request, import_id)
    try:
        done = take_back_import(
            scope=request.scope,  # type: ignore[attr-defined]
            import_id=import_id,
            actor=request.actor,  # type: ignore[attr-defined]
            now=ports.clock.now(),
        )
    except NotTakenBack as refusal:
        return _refused(request, item, refusal)
    if done:
        add_toast(request, _("Import of %(name)s taken back.") % {"name": item.shown.row.file_name})
    return redirect("imports:detail", import_id)


def _refused(request: HttpRequest, item: Details, refusal: Refusal) -> HttpResponse:
    return render(request, "imports/detail.html", {"page": item, "refusal": refusal}, status=422)


def _form(request: Any, *data: Any) -> UploadForm:
    shop_id = request.person.shop_id
    return UploadForm(*data, accounts=accounts_of(shop_id), zone=system_zone(shop_id), now=ports.clock.now())


def _list(request: Any, form: UploadForm, problem: str = "") -> HttpResponse:
    after = request.GET.get("after", "")
    rows = imports_of(request.person.shop_id, limit=ROWS + 1, after=int(after) if after.isdecimal() and len(after) < 19 else None)
    context = {
        "form": form,
        "problem": problem,
        "imports": [_shown(request, row) for row in rows[:ROWS]],
        "next_after": rows[ROWS - 1].id if len(rows) > ROWS else None,
    }
    return render(request, "imports/list.html", context, status=422 if problem or form.errors else 200)


def _shown(request: Any, row: Any) -> ShownImport:
    if not hasattr(request, "account_names"):
        request.account_names = {account.id: account.name for account in accounts_of(request.person.shop_id)}
    return shown(row, request.account_names, now=ports.clock.now())


def _details(request: Any, import_id: int) -> Details:
    row = find_import(request.person.shop_id, import_id)
    if row is None:
        raise Http404
    rows = quarantined(request.scope.account_ids, import_id=import_id, only_open=False, limit=QUARANTINED_SHOWN)
    return details(_shown(request, row), rows, limit=QUARANTINED_SHOWN)
