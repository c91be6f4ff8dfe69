"""What can happen in the world, by name."""

from shipby_simulator.carriers import later, postage
from shipby_simulator.feeds import process as feeds
from shipby_simulator.reports import process as reports
from shipby_simulator.reports import schedules
from shipby_simulator.world import arrivals, documents, life, notices, shipments, stock
from shipby_simulator.world.engine import Happening

HAPPENINGS: dict[str, Happening] = {
    "hour": arrivals.hour,
    "order": life.place,
    "paid": life.paid,
    "unpaid": life.unpaid,
    "cancels": life.cancels,
    "asks": life.asks,
    "address": life.address,
    "writes": life.writes,
    "overdue": life.overdue,
    "fba": life.fba,
    "delivered": life.delivered,
    "missing": life.missing,
    "claim": life.claim,
    "verdict": life.verdict,
    "feedback": life.feedback,
    "chargeback": life.chargeback,
    "return": life.returns,
    "publish": life.publish,
    "deliver": notices.deliver,
    "listing": stock.listing,
    "confirmed": shipments.confirmed,
    "label_refund": postage.refund,
    "label_made": later.label_made,
    "feed starts": feeds.starts,
    "feed ends": feeds.ends,
    "document dies": documents.dies,
    "report starts": reports.starts,
    "report ends": reports.ends,
    "report due": schedules.due,
}
