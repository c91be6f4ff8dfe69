"""Uploads 2020-11-01: where attachments of messages are put before the message is sent (sp-api 7)."""

import re
from typing import Annotated

from msgspec import Meta

from shipby_simulator.core.refusal import invalid
from shipby_simulator.core.wire import Response
from shipby_simulator.door.call import Call, answer
from shipby_simulator.door.check import Query
from shipby_simulator.world import documents

_RESOURCE = re.compile(r"/?messaging/v1/orders/([^/]+)/messages/\w+")
KEPT_DAYS = 1


class NewUpload(Query, frozen=True, kw_only=True):
    """Query of createUploadDestinationForResource."""

    marketplace_ids: Annotated[list[str], Meta(min_length=1, max_length=1)]
    content_m_d5: Annotated[str, Meta(min_length=1)]
    content_type: str = "application/octet-stream"


def create_upload(call: Call) -> Response:
    """Answer createUploadDestinationForResource, for messages about an order of the seller."""
    found = _RESOURCE.fullmatch(call.path["resource"])
    if found is None or call.book.find(found[1]) is None:
        raise invalid(f"Invalid resource {call.path['resource']}.")
    document = documents.create(call.world, call.account, call.query.content_type, upload=True, days=KEPT_DAYS)
    payload = {
        "uploadDestinationId": document.id,
        "url": documents.link(call.world, document, call.origin),
        "headers": {"Content-Type": document.content_type},
    }
    return answer({"payload": payload}, 201)
