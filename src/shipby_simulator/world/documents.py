"""Documents of feeds and reports, and the presigned links to them, which die after five minutes (sp-api 4.2, 5.1)."""

import gzip
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from shipby_simulator.core.clock import DAY, MINUTE, SECOND, parse_instant
from shipby_simulator.world.state import Document

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World

LINK_LIFE = 5 * MINUTE
RESULT_DAYS = 28
"""Result documents of feeds are kept so many days (sp-api 4.2)."""
REPORT_DAYS = 90
"""Reports and feeds are listed so many days (sp-api 4.2, 5.1)."""
_COMPRESSED_FROM = 1024


def create(world: "World", account: int, content_type: str, *, upload: bool = False, days: int = RESULT_DAYS) -> Document:
    """Make a document without content; it is forgotten after ``days``."""
    region = world.sellers[account].region.lower()
    draw = world.draw("document", world.number("document"))
    name = f"amzn1.tortuga.4.{region}.{draw.uuid()}.T{draw.token(13, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')}"
    made = Document(name, account, content_type, world.now, world.now + LINK_LIFE, upload=upload)
    world.state.documents[name] = made
    world.later(world.now + days * DAY, "document dies", account, -1, name)
    return made


def fill(document: Document, content: bytes) -> None:
    """Write a document that Amazon makes; longer ones are compressed."""
    document.gzip = len(content) >= _COMPRESSED_FROM
    document.content = gzip.compress(content, 6, mtime=0) if document.gzip else content


def dies(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let Amazon forget a document."""
    world.state.documents.pop(argument, None)


def link(world: "World", document: Document, origin: str, *, encoded: bool = False) -> str:
    """Return a presigned address: PUT for uploads, else GET. ``encoded`` asks the address for Content-Encoding."""
    at = datetime.fromtimestamp(world.now // SECOND, UTC).strftime("%Y%m%dT%H%M%SZ")
    document.dies = parse_instant(at) + LINK_LIFE
    method = "PUT" if document.upload and document.content is None else "GET"
    extra = "&response-content-encoding=gzip" if encoded and document.gzip else ""
    query = f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={at}&X-Amz-Expires={LINK_LIFE // SECOND}{extra}"
    return f"{origin}/documents/{quote(document.id, safe='')}?{query}&X-Amz-Signature={signature(world, document.id, method, at)}"


def signature(world: "World", name: str, method: str, at: str) -> str:
    """Return the signature of a link: of its document, method and moment."""
    return world.draw("link", name, method, at).token(64, "0123456789abcdef")
