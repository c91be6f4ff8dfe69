"""How a feed goes through IN_QUEUE and IN_PROGRESS to DONE, CANCELLED or FATAL (sp-api 4.2)."""

import re
from typing import TYPE_CHECKING, Any

from shipby_simulator.core.refusal import Refusal
from shipby_simulator.feeds import acts, envelope, flatfile
from shipby_simulator.feeds.outcome import INVALID, Outcome, Trouble
from shipby_simulator.world import documents
from shipby_simulator.world.notices import processed
from shipby_simulator.world.state import Feed

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World

_XML = {
    "POST_ORDER_ACKNOWLEDGEMENT_DATA": "OrderAcknowledgement",
    "POST_ORDER_FULFILLMENT_DATA": "OrderFulfillment",
    "POST_PAYMENT_ADJUSTMENT_DATA": "OrderAdjustment",
}
TYPES = {*_XML, *flatfile.COLUMNS}
"""Feed types that do something here."""
_CHARSET = {"NA": "utf-8", "EU": "iso-8859-1", "FE": "cp932"}
"""Code page of flat-file results, and of uploads that name none (sp-api 4.8)."""


def starts(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let Amazon take up a feed; one for a marketplace where the seller is not active is cancelled at once."""
    feed = world.state.feeds[argument]
    if feed.status != "IN_QUEUE":
        return
    active = {place.id for place in world.sellers[account].marketplaces}
    feed.started = world.now
    if active.isdisjoint(feed.marketplaces):
        finish(world, feed, "CANCELLED")
    else:
        feed.status = "IN_PROGRESS"


def ends(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let a feed do what it says, and be done."""
    feed = world.state.feeds[argument]
    if feed.status != "IN_PROGRESS":
        return
    source = world.state.documents.get(feed.document)
    if source is None or source.content is None:
        finish(world, feed, "FATAL")
        return
    breaks = world.draw("fatal feed", account, feed.id).chance(world.settings.documents.feed_fatal)
    if feed.type in _XML:
        outcome = _xml(world, feed, source.content, breaks=breaks)
        transaction = feed.id
        content, kind = envelope.report(outcome, world.sellers[account].seller_id, transaction), "text/xml; charset=UTF-8"
    else:
        outcome = _flat(world, feed, source.content, source.content_type, breaks=breaks)
        charset = _CHARSET[world.sellers[account].region]
        content = flatfile.summary(outcome).encode(charset, "replace")
        kind = f"text/tab-separated-values; charset={charset.upper()}"
    if not breaks:
        result = documents.create(world, account, kind)
        documents.fill(result, content)
        feed.result = result.id
    finish(world, feed, "FATAL" if outcome.fatal or breaks else "DONE")


def finish(world: "World", feed: Feed, status: str) -> None:
    """Let a feed be over, and tell subscribers."""
    feed.status, feed.ended = status, world.now
    seller = world.sellers[feed.account].seller_id
    notice = {
        "sellerId": seller,
        "accountId": f"amzn1.merchant.o.{seller}",
        "feedId": feed.id,
        "feedType": feed.type,
        "processingStatus": status,
    }
    if feed.result:
        notice["resultFeedDocumentId"] = feed.result
    processed(world, feed.account, "FEED_PROCESSING_FINISHED", {"feedProcessingFinishedNotification": notice})


def _digits(world: "World", account: int, order_id: str) -> int:
    """Return the decimals of an order's currency; 2 for orders that do not exist."""
    n = world.books[account].find(order_id)
    return 2 if n is None else world.books[account].facts(n).place.digits


def _xml(world: "World", feed: Feed, content: bytes, *, breaks: bool) -> Outcome:
    outcome = Outcome()
    try:
        found = envelope.messages(content, _XML[feed.type], lambda order_id: _digits(world, feed.account, order_id))
    except envelope.Unreadable as trouble:
        outcome.troubles.append(Trouble("0", trouble.code, trouble.text))
        outcome.fatal = trouble.fatal
        return outcome
    for number, act in found[: len(found) // 2] if breaks else found:
        outcome.processed += 1
        if isinstance(act, Trouble):
            outcome.troubles.append(act)
            continue
        try:
            acts.do(world, feed.account, act)
        except Refusal as refusal:
            text = f"{INVALID[1]} {refusal.message}"
            outcome.troubles.append(Trouble(number, INVALID[0], text, order_id=act.order_id))
        else:
            outcome.successful += 1
    return outcome


def _flat(world: "World", feed: Feed, content: bytes, content_type: str, *, breaks: bool) -> Outcome:
    outcome = Outcome()
    named = re.search(r"charset=\"?([\w-]+)", content_type, re.IGNORECASE)
    try:
        text = content.decode(named[1] if named else _CHARSET[world.sellers[feed.account].region])
    except (UnicodeDecodeError, LookupError):
        outcome.troubles.append(Trouble("0", "90000", "The file is not in the character encoding of its content type.", "Fatal"))
        outcome.fatal = True
        return outcome
    rows = flatfile.rows(text, feed.type, outcome)
    for number, row in rows[: len(rows) // 2] if breaks else rows:
        outcome.processed += 1
        try:
            acts.do(world, feed.account, flatfile.act_of(feed.type, row, lambda order_id: _digits(world, feed.account, order_id)))
        except Refusal as refusal:
            outcome.troubles.append(flatfile.trouble_of(number, row, refusal))
        else:
            outcome.successful += 1
    return outcome
