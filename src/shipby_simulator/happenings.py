"""What can happen in the world, by name."""

from shipby_simulator.world import arrivals, life, notices, shipments
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
    "confirmed": shipments.confirmed,
}
