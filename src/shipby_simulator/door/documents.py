"""The storage behind the presigned links: uploads of feeds, downloads of results and reports, refused as S3 does."""

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from shipby_simulator.core.clock import parse_instant
from shipby_simulator.core.wire import Request, Response
from shipby_simulator.door import faults
from shipby_simulator.world import documents

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World
    from shipby_simulator.world.state import Document

PATH = "/documents/"


def _error(status: int, code: str, message: str) -> Response:
    page = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>'
    return Response(status, page.encode(), content_type="application/xml")


def handle(world: "World", request: Request) -> tuple[Response, int, str]:
    """Answer a call to a presigned link; returns the answer, the document's account (or -1) and the fault that struck."""
    document = world.state.documents.get(request.path.removeprefix(PATH))
    account = document.account if document else -1
    fault = faults.decide(world, "document", account)
    if fault is None:
        return _answer(world, document, request), account, ""
    if fault.kind in {"refuse", "reset"}:
        return Response(0, drop=True), account, fault.kind
    if fault.kind == "throttle":
        return _error(503, "SlowDown", "Please reduce your request rate."), account, fault.kind
    if fault.kind == "error" and not fault.effect:
        return faults.broken(fault, ""), account, fault.kind
    if fault.kind == "duplicate":
        _answer(world, document, request)
    return faults.after(fault, _answer(world, document, request), ""), account, fault.kind


def _answer(world: "World", document: "Document | None", request: Request) -> Response:
    query = dict(request.query)
    at = query.get("X-Amz-Date", "")
    name = request.path.removeprefix(PATH)
    if query.get("X-Amz-Signature") != documents.signature(world, name, request.method, at):
        text = "The request signature we calculated does not match the signature you provided. Check your key and signing method."
        return _error(403, "SignatureDoesNotMatch", text)
    if world.now > parse_instant(at) + documents.LINK_LIFE:
        return _error(403, "AccessDenied", "Request has expired")
    if document is None:
        return _error(404, "NoSuchKey", "The specified key does not exist.")
    return _put(document, request) if request.method == "PUT" else _get(document, query)


def _put(document: "Document", request: Request) -> Response:
    """Take an upload; its Content-Type is part of what was signed (sp-api 4.2)."""
    if request.headers.get("content-type", "") != document.content_type:
        text = "The request signature we calculated does not match the signature you provided. Check your key and signing method."
        return _error(403, "SignatureDoesNotMatch", text)
    document.content = request.body
    return Response(200)


def _get(document: "Document", query: dict[str, str]) -> Response:
    if document.content is None:
        return _error(404, "NoSuchKey", "The specified key does not exist.")
    headers = [("Content-Encoding", "gzip")] if query.get("response-content-encoding") == "gzip" and document.gzip else []
    return Response(200, document.content, headers, document.content_type)
