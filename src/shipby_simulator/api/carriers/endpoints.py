"""The carriers' endpoints: one row each, with key, fault and record around them."""

from typing import TYPE_CHECKING, Any

import msgspec

from shipby_simulator.api.carriers import purchases, reads, sale, trackers
from shipby_simulator.api.carriers.forms import (
    ByExternalId,
    CarrierLabel,
    CarrierLabels,
    CarrierRates,
    DocumentAsked,
    Invoice,
    InvoiceAsked,
    LabelAsked,
    LabelRequest,
    LabelRequests,
    LabelsAsked,
    RatesAsked,
    Tracker,
    Trackers,
    TrackersAsked,
)
from shipby_simulator.api.carriers.sale import Counter
from shipby_simulator.carriers import postage
from shipby_simulator.carriers.keys import KINDS, TRACKING, holder
from shipby_simulator.core.refusal import Refusal
from shipby_simulator.core.wire import Request, Response
from shipby_simulator.door import faults, own
from shipby_simulator.door.own import Asked, Own
from shipby_simulator.world.state import Fault

if TYPE_CHECKING:
    from shipby_simulator.app import Simulator

PATH = "/carriers/"
_CODES = {"InvalidInput": "invalid_request", "NotFound": "not_found", "MethodNotAllowed": "method_not_allowed"}


def rates(counter: Counter, asked: Asked) -> Any:
    """Tell prices."""
    return sale.quote(counter, asked.body)


def buy(counter: Counter, asked: Asked) -> Any:
    """Sell a label."""
    return purchases.BUY[counter.kind](counter, asked.body, asked.request.headers.get("idempotency-key", ""))


def get_label(counter: Counter, asked: Asked) -> Any:
    """Return a label."""
    return sale.form(counter, reads.find(counter, asked.names["id"]))


def list_labels(counter: Counter, asked: Asked) -> Any:
    """Return labels by reference."""
    page, following = reads.found(counter, asked.query)
    return CarrierLabels([sale.form(counter, label) for label in page], following)


def by_external_id(counter: Counter, asked: Asked) -> Any:
    """Return the label of an outside id, or none."""
    known = counter.world.state.replays.get(f"external/{counter.account}/{asked.query.external_id}")
    return CarrierLabels([sale.form(counter, counter.world.state.labels[known["label"]])] if known else [], None)


def get_document(counter: Counter, asked: Asked) -> Any:
    """Return a label's paper."""
    return reads.document(reads.find(counter, asked.names["id"]), asked.query)


def void(counter: Counter, asked: Asked) -> Any:
    """Take a label back."""
    label = reads.find(counter, asked.names["id"])
    try:
        postage.void(counter.world, label)
    except postage.CannotVoid as error:
        raise Refusal(409, "cannot_void", str(error)) from None
    return sale.form(counter, label)


def get_request(counter: Counter, asked: Asked) -> Any:
    """Return a purchase that is made later."""
    name = asked.names["id"]
    label = counter.world.state.labels.get(name.replace("req_", "lbl_", 1))
    if label is None or not name.startswith("req_") or (label.account, label.kind) != (counter.account, counter.kind):
        raise Refusal(404, "request_unknown", f"There is no request {name}.")
    return purchases.request_form(counter, label)


def list_requests(counter: Counter, asked: Asked) -> Any:
    """Return purchases that are made later, by reference."""
    page, following = reads.found(counter, asked.query, unmade=True)
    return LabelRequests([purchases.request_form(counter, label) for label in page], following)


def get_invoice(counter: Counter, asked: Asked) -> Any:
    """Return the month's account."""
    return reads.invoice(counter, asked.query)


def get_tracker(counter: Counter, asked: Asked) -> Any:
    """Return a parcel."""
    return trackers.one(counter, asked.names["number"])


def get_trackers(counter: Counter, asked: Asked) -> Any:
    """Return many parcels."""
    return trackers.many(counter, asked.body)


class Row(Own, frozen=True):
    """An endpoint of a carrier; ``act`` names it for faults and records: ``carrier.<kind>.<act>``."""

    kind: str = ""
    act: str = ""


_BUYING = {
    "key": "Buy a label. Idempotency-Key: the same purchase under the same key is answered again for some hours.",
    "unique": "Buy a label. external_id is required and can be used once.",
    "list": "Buy a label. Each call costs; labels can be listed by reference.",
    "none": "Buy a label. Each call costs, and a label is found only by its id.",
    "async": "Order a label. It is made and paid later; ask for the request.",
}


def _row(kind: str, act: str, method: str, path: str, about: str, handler: Any, **tables: Any) -> Row:
    return Row(method, f"{PATH}{kind}/v1{path}", f"{kind}: {about}", handler, kind=kind, act=act, **tables)


def _rows(kind: str) -> list[Row]:
    """Return the endpoints of a carrier."""
    later = kind == "async"
    buying = _BUYING[kind]
    giving = "Give a label back; the money comes days later."
    paper, month = "Return the paper of a label.", "Return the month's account, also as CSV."
    return [
        _row(kind, "rates", "POST", "/rates", "Tell prices.", rates, body=RatesAsked, answer=CarrierRates),
        _row(kind, "buy", "POST", "/labels", buying, buy, body=LabelAsked, answer=LabelRequest if later else CarrierLabel),
        _row(kind, "label", "GET", "/labels/{id}", "Return a label.", get_label, answer=CarrierLabel),
        _row(kind, "document", "GET", "/labels/{id}/document", paper, get_document, query=DocumentAsked, media="application/pdf"),
        _row(kind, "void", "POST", "/labels/{id}/void", giving, void, answer=CarrierLabel),
        _row(kind, "tracking", "GET", "/tracking/{number}", "Tell where a parcel is.", get_tracker, answer=Tracker),
        _row(kind, "invoice", "GET", "/invoices", month, get_invoice, query=InvoiceAsked, answer=Invoice),
    ]


_FINDING = [
    _row("unique", "list", "GET", "/labels", "Find a label.", by_external_id, query=ByExternalId, answer=CarrierLabels),
    _row("list", "list", "GET", "/labels", "List labels by reference.", list_labels, query=LabelsAsked, answer=CarrierLabels),
    _row("async", "request", "GET", "/requests/{id}", "Return an ordered label.", get_request, answer=LabelRequest),
    _row("async", "list", "GET", "/requests", "List ordered labels.", list_requests, query=LabelsAsked, answer=LabelRequests),
]
"""How a purchase is found again, where it is."""
_TRACKING = [
    _row(TRACKING, "tracker", "GET", "/trackers/{number}", "Tell where a parcel is.", get_tracker, answer=Tracker),
    _row(TRACKING, "trackers", "POST", "/trackers", "Where many are.", get_trackers, body=TrackersAsked, answer=Trackers),
]

ROWS: list[Row] = [*(row for kind in KINDS for row in _rows(kind)), *_FINDING, *_TRACKING]


def _refused(refusal: Refusal) -> Response:
    """Return a refusal in the carriers' form."""
    error = {"code": _CODES.get(refusal.code, refusal.code), "message": refusal.message}
    return Response(refusal.status, msgspec.json.encode({"error": error}))


def _account(simulator: "Simulator", row: Row, request: Request) -> int:
    """Return whose key a call carries. Raises Refusal."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    account = holder(simulator.world, row.kind, key) if scheme.lower() == "bearer" else None
    if account is None:
        raise Refusal(401, "unauthorized", "The key is missing or wrong; send Authorization: Bearer KEY.")
    return account


def _run(row: Row, asked: Asked, counter: Counter) -> Response:
    """Read a call and act. A refusal is an answer."""
    try:
        own.read(row, asked)
        act: Any = row.handler
        said = act(counter, asked)
    except Refusal as refusal:
        return _refused(refusal)
    return said if isinstance(said, Response) else Response(200, msgspec.json.encode(said))


def _fault(simulator: "Simulator", name: str, account: int) -> Fault | None:
    """Return the fault that strikes: scripted, else drawn by the scenario's share of calls that fail."""
    world = simulator.world
    found = faults.decide(world, name, account)
    if found is None and world.settings.carriers.fails:
        draw = world.draw("carrier fails", world.number("carrier call"))
        if draw.chance(world.settings.carriers.fails):
            return Fault("carriers.fails", "error", name, status=draw.pick((500, 502, 503)), effect=draw.chance(0.5))
    return found


def _slow_down() -> Response:
    """Return the answer to one call too many."""
    refused = _refused(Refusal(429, "too_many_requests", "Slow down."))
    refused.headers = [("Retry-After", "30")]
    return refused


def handle(simulator: "Simulator", request: Request) -> Response:
    """Answer a call to a carrier or to the tracking service."""
    name, account, struck = "carrier.unknown", -1, ""
    try:
        row, names = own.find(ROWS, request)  # type: ignore[arg-type]
        assert isinstance(row, Row)
        name = f"carrier.{row.kind}.{row.act}"
        account = _account(simulator, row, request)
        asked = Asked(simulator, request, names)
        fault = _fault(simulator, name, account)
        struck = fault.kind if fault else ""
        counter = Counter(simulator.world, row.kind, account, simulator.origin, stale=struck == "stale")
        response = faults.strike(fault, lambda: _run(row, asked, counter), "", _slow_down)
    except Refusal as refusal:
        response = _refused(refusal)
    simulator.gate.record(name, account, request, response, struck)
    return response
