"""Sends feeds as a client does: document, upload, feed, result."""

import gzip
from typing import Any
from urllib.parse import urlsplit

from tests.simulator.driver import Driver

XML, TSV = "text/xml; charset=UTF-8", "text/tab-separated-values; charset=UTF-8"


def target(url: str) -> str:
    """Return path and query of a presigned address."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def upload(amazon: Driver, content: bytes, kind: str, account: int = 0) -> str:
    status, said = amazon.call("feeds_2021-06-30.createFeedDocument", body={"contentType": kind}, account=account)
    assert status == 201, said
    assert amazon.raw("PUT", target(said["url"]), content, {"content-type": kind}).status == 200
    return str(said["feedDocumentId"])


def create(amazon: Driver, feed_type: str, document: str, account: int = 0, **changes: Any) -> tuple[int, Any]:
    body = {
        "feedType": feed_type,
        "marketplaceIds": [amazon.world.sellers[account].marketplaces[0].id],
        "inputFeedDocumentId": document,
    }
    return amazon.call("feeds_2021-06-30.createFeed", body=body | changes, account=account)


def get(amazon: Driver, feed_id: str, account: int = 0) -> Any:
    return amazon.call("feeds_2021-06-30.getFeed", {"feedId": feed_id}, account=account)[1]


def download(amazon: Driver, said: Any) -> bytes:
    """Return the content behind a document's link, unpacked."""
    response = amazon.raw("GET", target(said["url"]))
    assert response.status == 200, response.body
    return gzip.decompress(response.body) if said.get("compressionAlgorithm") == "GZIP" else response.body


def feed(amazon: Driver, feed_type: str, content: str | bytes, kind: str = "", account: int = 0) -> tuple[str, str]:
    """Send a feed, wait for it, and return its status and result."""
    raw = content if isinstance(content, bytes) else content.encode()
    kind = kind or (TSV if "FLAT_FILE" in feed_type else XML)
    status, said = create(amazon, feed_type, upload(amazon, raw, kind, account), account)
    assert status == 202, said
    amazon.advance("PT6M")
    done = get(amazon, said["feedId"], account)
    if "resultFeedDocumentId" not in done:
        return done["processingStatus"], ""
    path = {"feedDocumentId": done["resultFeedDocumentId"]}
    _, found = amazon.call("feeds_2021-06-30.getFeedDocument", path, account=account)
    charset = amazon.world.state.documents[done["resultFeedDocumentId"]].content_type.rpartition("charset=")[2]
    return done["processingStatus"], download(amazon, found).decode(charset)


def envelope(message_type: str, *bodies: str) -> str:
    messages = "".join(
        f"<Message><MessageID>{number}</MessageID><{message_type}>{body}</{message_type}></Message>"
        for number, body in enumerate(bodies, 1)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><AmazonEnvelope><Header><DocumentVersion>1.01</DocumentVersion>'
        f"<MerchantIdentifier>A1</MerchantIdentifier></Header><MessageType>{message_type}</MessageType>{messages}</AmazonEnvelope>"
    )
