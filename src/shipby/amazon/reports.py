"""Reports: asked for, looked after, fetched (sp-api 5)."""

import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from shipby.amazon.gateway import Gateway
from shipby.amazon.http import Answer
from shipby.amazon.operations import CREATE_REPORT, GET_REPORT, GET_REPORT_DOCUMENT, RESTRICTED_TOKEN
from shipby.amazon.wire.reports import (
    ReadReport,
    ReportDocument,
    read_created,
    read_document,
    read_report,
    read_restricted,
    report_order,
    restricted_order,
)
from shipby.words.troubles import BrokenAnswer

UNSHIPPED = "GET_FLAT_FILE_ACTIONABLE_ORDER_DATA_SHIPPING"
ORDERS = "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING"
BY_LAST_UPDATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
BY_ORDER_DATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
RESTRICTED = frozenset({UNSHIPPED, ORDERS})
"""Types with personal data: their documents need a token of their own (sp-api 5.2)."""

MOST_BYTES = 512 << 20
MOST_RATIO = 200


class Into(Protocol):
    """Whatever takes bytes, one block after the other."""

    def write(self, content: bytes, /) -> object: ...


_HOSTS = (".amazonaws.com", ".amazonaws.com.cn")
_BLOCK = 1 << 20


def create_report(
    gateway: Gateway,
    report_type: str,
    marketplace_ids: Sequence[str],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[str, Answer]:
    """Ask for a report; its number. No answer = it may have been asked for all the same.

    Raises:
        Trouble: what became of the call.
    """
    return gateway.call(CREATE_REPORT, read_created, body=report_order(report_type, list(marketplace_ids), since, until))


def get_report(gateway: Gateway, report_id: str) -> tuple[ReadReport, Answer]:
    """How far a report is.

    Raises:
        Trouble: what became of the call.
    """
    return gateway.call(GET_REPORT, read_report, names={"reportId": report_id})


def restricted_token(gateway: Gateway, document_id: str) -> tuple[str, Answer]:
    """A token for one document with personal data.

    Raises:
        Trouble: what became of the call.
    """
    return gateway.call(RESTRICTED_TOKEN, read_restricted, body=restricted_order(document_id))


def get_report_document(gateway: Gateway, document_id: str, *, token: str = "") -> tuple[ReportDocument, Answer]:
    """Where a report's document lies. ``token`` = the one for personal data.

    Raises:
        Trouble: what became of the call.
    """
    return gateway.call(GET_REPORT_DOCUMENT, read_document, names={"reportDocumentId": document_id}, token=token)


def fetch(gateway: Gateway, document: ReportDocument, into: Into) -> None:
    """Write a document's bytes, unpacked, to ``into``; capped in size, ratio and time, and only from Amazon's own hosts.

    Raises:
        BrokenAnswer: it lies elsewhere, is cut off, too long, or packed beyond measure.
        NothingSent, NoAnswer: it was not reached.
    """
    if not _is_amazons(document.url, gateway.credentials.endpoint):
        raise BrokenAnswer(partner="amazon", operation=GET_REPORT_DOCUMENT.name, excerpt="another host")
    answer = gateway.http.send("GET", document.url, operation=GET_REPORT_DOCUMENT.name, most_bytes=MOST_BYTES)
    if answer.status != 200:
        raise BrokenAnswer(partner="amazon", operation=GET_REPORT_DOCUMENT.name, excerpt=str(answer.status))
    if document.is_gzip and answer.body[:2] == b"\x1f\x8b":
        _unpack(answer.body, into)
    else:
        into.write(answer.body)


def _is_amazons(url: str, endpoint: str) -> bool:
    """Amazon's storage over TLS, or the account's own endpoint (settled design 27)."""
    there, own = urlsplit(url), urlsplit(endpoint)
    if (there.scheme, there.netloc) == (own.scheme, own.netloc):
        return True
    return there.scheme == "https" and (there.hostname or "").endswith(_HOSTS)


def _unpack(packed: bytes, into: Into) -> None:
    """Gunzip in blocks, so that a small bomb does not become a large one."""
    stream, count = zlib.decompressobj(wbits=31), 0
    most = min(MOST_BYTES, len(packed) * MOST_RATIO)
    rest = packed
    try:
        while rest and not stream.eof:
            block = stream.decompress(rest, _BLOCK)
            count += len(block)
            if count > most:
                raise BrokenAnswer(partner="amazon", operation=GET_REPORT_DOCUMENT.name, excerpt="too long")
            into.write(block)
            rest = stream.unconsumed_tail
    except zlib.error:
        raise BrokenAnswer(partner="amazon", operation=GET_REPORT_DOCUMENT.name, excerpt="bad gzip") from None
    if not stream.eof:
        raise BrokenAnswer(partner="amazon", operation=GET_REPORT_DOCUMENT.name, excerpt="cut off")
