"""Asking for a report and what Amazon says of it (sp-api 5.1)."""

from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec import Struct


class Progress(StrEnum):
    """How far a report is. CANCELLED also means that there is no data, and never proves it (settled design 14)."""

    IN_QUEUE = "IN_QUEUE"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    CANCELLED = "CANCELLED"
    FATAL = "FATAL"


class _Created(Struct, rename="camel"):
    report_id: str


class _Report(Struct, rename="camel"):
    processing_status: str
    report_document_id: str = ""


class _Document(Struct, rename="camel"):
    url: str
    compression_algorithm: str = ""


class _Restricted(Struct, rename="camel"):
    restricted_data_token: str


class ReadReport(Struct, frozen=True):
    """``document_id`` is empty until there is a document; a FATAL report may have one that says why."""

    progress: Progress
    document_id: str


class ReportDocument(Struct, frozen=True):
    """Where the document lies, for five minutes. ``repr`` shows no address: it opens without a token."""

    url: str
    is_gzip: bool

    def __repr__(self) -> str:
        """No address."""
        return "<ReportDocument>"


_created = msgspec.json.Decoder(_Created).decode
_report = msgspec.json.Decoder(_Report).decode
_document = msgspec.json.Decoder(_Document).decode
_restricted = msgspec.json.Decoder(_Restricted).decode


def report_order(
    report_type: str, marketplace_ids: list[str], since: datetime | None, until: datetime | None
) -> dict[str, object]:
    """The body that asks for a report; sales channels come as a column where the type has one."""
    told: dict[str, object] = {"reportType": report_type, "marketplaceIds": marketplace_ids}
    if since is not None:
        told["dataStartTime"] = since.strftime("%Y-%m-%dT%H:%M:%SZ")
    if until is not None:
        told["dataEndTime"] = until.strftime("%Y-%m-%dT%H:%M:%SZ")
    return told


def read_created(body: bytes) -> str:
    """The number of the report that was asked for. Raises MsgspecError."""
    return _created(body).report_id


def read_report(body: bytes) -> ReadReport:
    """How far a report is; a word that nobody knows counts as still in work. Raises MsgspecError."""
    found = _report(body)
    known = found.processing_status in Progress.__members__
    return ReadReport(Progress(found.processing_status) if known else Progress.IN_PROGRESS, found.report_document_id)


def read_document(body: bytes) -> ReportDocument:
    """Where a document lies. Raises MsgspecError."""
    found = _document(body)
    return ReportDocument(found.url, found.compression_algorithm == "GZIP")


def restricted_order(document_id: str) -> dict[str, object]:
    """The body that asks for a token for one report document with personal data (sp-api 1.3)."""
    return {"restrictedResources": [{"method": "GET", "path": f"/reports/2021-06-30/documents/{document_id}"}]}


def read_restricted(body: bytes) -> str:
    """A restricted data token. Raises MsgspecError."""
    return _restricted(body).restricted_data_token
