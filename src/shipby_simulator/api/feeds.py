"""Feeds 2021-06-30 (sp-api 4.1, 4.2)."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from shipby_simulator.api import pages
from shipby_simulator.core.clock import DAY, SECOND, iso, to_ms
from shipby_simulator.core.refusal import invalid, not_found
from shipby_simulator.core.wire import Response
from shipby_simulator.door.call import Call, answer, nothing
from shipby_simulator.door.check import Query
from shipby_simulator.feeds.process import TYPES, finish
from shipby_simulator.world import documents
from shipby_simulator.world.state import Document, Feed

Status = Literal["CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE"]
Instant = Annotated[datetime, Meta(tz=True)]
Names = Annotated[list[str], Meta(min_length=1, max_length=10)]

NOT_IMITATED = {
    "POST_INVOICE_CONFIRMATION_DATA", "POST_EXPECTED_SHIP_DATE_SOD", "POST_EXPECTED_SHIP_DATE_SOD_FLAT_FILE",
    "UPLOAD_VAT_INVOICE", "POST_EASYSHIP_DOCUMENTS", "JSON_LISTINGS_FEED",
}  # fmt: skip
"""Feed types that Amazon knows (sp-api 4.3) and this simulator does not imitate."""


class NewDocument(msgspec.Struct, frozen=True, rename="camel"):
    """Body of createFeedDocument."""

    content_type: Annotated[str, Meta(min_length=1, max_length=255)]


class NewFeed(msgspec.Struct, frozen=True, rename="camel"):
    """Body of createFeed."""

    feed_type: str
    marketplace_ids: Annotated[list[str], Meta(min_length=1, max_length=25)]
    input_feed_document_id: str
    feed_options: dict[str, str] = {}


class GetFeeds(Query, frozen=True, kw_only=True):
    """Query of getFeeds: feedTypes or nextToken."""

    feed_types: Names | None = None
    marketplace_ids: Names | None = None
    page_size: Annotated[int, Meta(ge=1, le=100)] = 10
    processing_statuses: Annotated[list[Status], Meta(min_length=1)] | None = None
    created_since: Instant | None = None
    created_until: Instant | None = None
    next_token: str | None = None


class GetDocument(Query, frozen=True, kw_only=True):
    """Query of getFeedDocument and getReportDocument."""

    enable_content_encoding_url_header: bool = False


def create_feed_document(call: Call) -> Response:
    """Answer createFeedDocument: an empty document and the link to fill it."""
    made = documents.create(call.world, call.account, call.body.content_type, upload=True)
    return answer({"feedDocumentId": made.id, "url": documents.link(call.world, made, call.origin)}, 201)


def create_feed(call: Call) -> Response:
    """Answer createFeed; what is wrong with the content shows later."""
    body: NewFeed = call.body
    if body.feed_type in NOT_IMITATED:
        raise invalid(f"Invalid Feed Type: {body.feed_type}", "Amazon knows this feed type; the simulator does not imitate it.")
    if body.feed_type not in TYPES:
        raise invalid(f"Invalid Feed Type: {body.feed_type}")
    _document(call, body.input_feed_document_id)
    world = call.world
    number = world.number(f"feed {call.account}")
    # Identifiers are unique only together with the seller, so two sellers get the same ones (sp-api 4.2).
    feed = Feed(
        str(50_000_000_000 + 37 * number), call.account, body.feed_type, list(body.marketplace_ids), body.input_feed_document_id,
        world.now,
    )  # fmt: skip
    key = f"{call.account}/{feed.id}"
    world.state.feeds[key] = feed
    takes = world.delay(world.settings.amazon.feed_delay, "feed", call.account, number)
    world.later(world.now + max(SECOND, takes // 4), "feed starts", call.account, -1, key)
    world.later(world.now + max(2 * SECOND, takes), "feed ends", call.account, -1, key)
    return answer({"feedId": feed.id}, 202)


def _form(feed: Feed) -> dict[str, Any]:
    form: dict[str, Any] = {
        "feedId": feed.id, "feedType": feed.type, "marketplaceIds": feed.marketplaces, "createdTime": iso(feed.created),
        "processingStatus": feed.status,
    }  # fmt: skip
    if feed.started:
        form["processingStartTime"] = iso(feed.started)
    if feed.ended:
        form["processingEndTime"] = iso(feed.ended)
    if feed.result:
        form["resultFeedDocumentId"] = feed.result
    return form


def _feed(call: Call) -> Feed:
    feed = call.world.state.feeds.get(f"{call.account}/{call.path['feedId']}")
    if feed is None or call.world.now - feed.created > documents.REPORT_DAYS * DAY:
        raise not_found(f"Feed {call.path['feedId']} was not found.")
    return feed


def get_feed(call: Call) -> Response:
    """Answer getFeed."""
    return answer(_form(_feed(call)))


def cancel_feed(call: Call) -> Response:
    """Answer cancelFeed: only while it waits."""
    feed = _feed(call)
    if feed.status != "IN_QUEUE":
        raise invalid(f"The feed {feed.id} is in status {feed.status} and cannot be cancelled.")
    finish(call.world, feed, "CANCELLED")
    return nothing(200)


def get_feeds(call: Call) -> Response:
    """Answer getFeeds: the latest first, no more than 90 days back."""
    query: GetFeeds = call.query
    if query.next_token is not None:
        place = pages.read(call, "feeds", query.next_token)
    elif query.feed_types is None:
        raise invalid("Either feedTypes or nextToken is required.")
    else:
        place = pages.Place(call.account, "feeds", filters(query, query.feed_types, call.world.now), 0)
    mine = [feed for feed in call.world.state.feeds.values() if feed.account == call.account and fits(feed, place.filters)]
    mine.sort(key=lambda feed: (-feed.created, -int(feed.id)))
    end = place.skip + place.filters["size"]
    form: dict[str, Any] = {"feeds": [_form(feed) for feed in mine[place.skip : end]]}
    if len(mine) > end:
        place.skip = end
        form["nextToken"] = pages.text_of(place)
    return answer(form)


def filters(query: Any, types: list[str], now: int) -> dict[str, Any]:
    """Return the filters of getFeeds and getReports as their nextToken carries them."""
    return {
        "types": types,
        "places": query.marketplace_ids or [],
        "statuses": query.processing_statuses or [],
        "since": max(to_ms(query.created_since) if query.created_since else 0, now - documents.REPORT_DAYS * DAY),
        "until": to_ms(query.created_until) if query.created_until else now,
        "size": query.page_size,
    }


def fits(entry: Any, wanted: dict[str, Any]) -> bool:
    """Return whether a feed or report passes the filters."""
    return (
        entry.type in wanted["types"]
        and (not wanted["places"] or bool(set(wanted["places"]) & set(entry.marketplaces)))
        and (not wanted["statuses"] or entry.status in wanted["statuses"])
        and wanted["since"] <= entry.created <= wanted["until"]
    )


def _document(call: Call, name: str) -> Document:
    found = call.world.state.documents.get(name)
    if found is None or found.account != call.account:
        raise invalid(f"Invalid feed document identifier: {name}")
    return found


def get_feed_document(call: Call) -> Response:
    """Answer getFeedDocument: a fresh link."""
    name = call.path["feedDocumentId"]
    found = call.world.state.documents.get(name)
    if found is None or found.account != call.account or found.content is None:
        raise not_found(f"Feed document {name} was not found.")
    return answer({"feedDocumentId": name, **where(call, found)})


def where(call: Call, found: Document) -> dict[str, Any]:
    """Return link and compression of a document."""
    query: GetDocument = call.query
    form = {"url": documents.link(call.world, found, call.origin, encoded=query.enable_content_encoding_url_header)}
    return {**form, "compressionAlgorithm": "GZIP"} if found.gzip else form
