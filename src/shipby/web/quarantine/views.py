"""Quarantine: look, show one raw row on request, dismiss, undo."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shipby.actions.settle_quarantine import dismiss_row, reopen_row, reveal_row
from shipby.intake.reads.imports import QuarantineRow, count_open_rows, find_quarantined, header_of, quarantined
from shipby.shop.rules import Permission
from shipby.web.access import needs
from shipby.web.csp import never_stored
from shipby.web.quarantine.page import Cell, Unpack, by_file, fields_of, rows_of
from shipby.web.toasts import add_toast
from shipby.words.ports import ports

ROWS = 100


@needs(Permission.IMPORT)
@require_safe
def rows(request: HttpRequest, **__: Any) -> HttpResponse:
    """Open rows by file, newest first. ``?import=`` one file, ``?after=`` the last row shown."""
    scope = request.scope  # type: ignore[attr-defined]
    import_id, after = _number(request.GET.get("import")), _number(request.GET.get("after"))
    found = quarantined(scope.account_ids, import_id=import_id, limit=ROWS + 1, after=after)
    context = {
        "files": by_file(found[:ROWS]),
        "waiting": count_open_rows(scope.account_ids),
        "import_id": import_id,
        "next_after": found[ROWS - 1].id if len(found) > ROWS else None,
        "may_see": request.person.may(Permission.SEE_PERSONAL),  # type: ignore[attr-defined]
    }
    return render(request, "quarantine/list.html", context)


@needs(Permission.IMPORT)
@require_POST
def raw(request: Any, row_id: int, unpack: Unpack) -> HttpResponse:
    """The row as it came, personal data included: asked for by POST, noted, kept by no cache."""
    if not request.person.may(Permission.SEE_PERSONAL):
        raise PermissionDenied
    row = find_quarantined(request.scope.account_ids, row_id)
    if row is None:
        raise Http404
    content = reveal_row(scope=request.scope, row_id=row_id, actor=request.actor, now=ports.clock.now())
    rows = None if content is None else _told(row, content, unpack)
    template = "quarantine/_raw.html" if request.headers.get("HX-Request") == "true" else "quarantine/raw.html"
    return never_stored(render(request, template, {"row": row, "rows": rows}))


def _told(row: QuarantineRow, content: bytes, unpack: Unpack) -> list[list[Cell]]:
    return fields_of(content) if row.import_id is None else rows_of(content, header_of(row.import_id), unpack)


@needs(Permission.IMPORT)
@require_POST
def dismissed(request: Any, row_id: int, **__: Any) -> HttpResponse:
    """Drop a row; Undo brings it back."""
    row = dismiss_row(scope=request.scope, row_id=row_id, actor=request.actor, now=ports.clock.now())
    if row is None:
        raise Http404
    text = _("Line %(line)s of %(name)s dismissed.") % {"line": row.line, "name": row.file_name}
    add_toast(request, text, undo_to=reverse("quarantine:reopened", args=[row_id]))
    return redirect("quarantine:list")


@needs(Permission.IMPORT)
@require_POST
def reopened(request: Any, row_id: int, **__: Any) -> HttpResponse:
    """Undo of a dismissal."""
    row = reopen_row(scope=request.scope, row_id=row_id, actor=request.actor, now=ports.clock.now())
    if row is None:
        raise Http404
    add_toast(request, _("Line %(line)s of %(name)s is open again.") % {"line": row.line, "name": row.file_name})
    return redirect("quarantine:list")


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None
