"""How each kind of carrier knows a purchase again, or does not (reliability 3.5)."""

from hashlib import blake2b

import msgspec

from shipby_simulator.api.carriers import sale
from shipby_simulator.api.carriers.forms import CarrierFailure, CarrierLabel, LabelAsked, LabelRequest
from shipby_simulator.api.carriers.sale import Counter
from shipby_simulator.carriers import later
from shipby_simulator.core.clock import HOUR, iso
from shipby_simulator.core.refusal import Refusal
from shipby_simulator.core.wire import Response
from shipby_simulator.world.state import Label


def _answer(body: CarrierLabel | LabelRequest, status: int = 201, replayed: str = "") -> Response:
    return Response(status, msgspec.json.encode(body), [("Idempotent-Replayed", replayed)] if replayed else [])


def buy_with_key(counter: Counter, asked: LabelAsked, key: str) -> Response:
    """Sell once per idempotency key: the same purchase is replayed for some hours, another under that key is refused."""
    if len(key) > 255:
        raise Refusal(400, "invalid_request", "Idempotency-Key: at most 255 characters.")
    world = counter.world
    name = f"carrier/{counter.account}/{key}"
    digest = blake2b(msgspec.json.encode(asked), digest_size=16).hexdigest()
    known = world.state.replays.get(name) if key else None
    if known and world.now < known["at"] + int(world.settings.carriers.key_hours * HOUR):
        if known["digest"] != digest:
            raise Refusal(422, "idempotency_key_reused", "This Idempotency-Key was used for another purchase.")
        return _answer(sale.form(counter, world.state.labels[known["label"]]), replayed="true")
    label = sale.sell(counter, asked, key)
    if key:
        world.state.replays[name] = {"at": world.now, "digest": digest, "label": label.id}
    return _answer(sale.form(counter, label))


def buy_unique(counter: Counter, asked: LabelAsked, key: str) -> Response:  # noqa: ARG001  (every kind has these)
    """Sell once per outside id, for ever; a second purchase under it is refused, whatever it is."""
    if not asked.external_id:
        raise Refusal(422, "external_id_missing", "external_id is required.")
    name = f"external/{counter.account}/{asked.external_id}"
    if name in counter.world.state.replays:
        raise Refusal(409, "external_id_in_use", f"A label with external_id {asked.external_id} exists already.")
    label = sale.sell(counter, asked)
    counter.world.state.replays[name] = {"at": counter.world.now, "label": label.id}
    return _answer(sale.form(counter, label))


def buy_plainly(counter: Counter, asked: LabelAsked, key: str) -> Response:  # noqa: ARG001
    """Sell whenever somebody asks: twice asked is twice paid."""
    return _answer(sale.form(counter, sale.sell(counter, asked)))


def buy_later(counter: Counter, asked: LabelAsked, key: str) -> Response:  # noqa: ARG001
    """Take an order for a label, which is made and paid a while later."""
    label = sale.sell(counter, asked, status="requested")
    later.ask(counter.world, label)
    return _answer(request_form(counter, label), 202)


def request_form(counter: Counter, label: Label) -> LabelRequest:
    """Return the state of a purchase at the carrier of kind async."""
    status = label.status if label.status in {"requested", "failed"} else "done"
    error = CarrierFailure("not_made", "The label could not be made; nothing was charged.") if status == "failed" else None
    made = sale.form(counter, label) if status == "done" else None
    return LabelRequest(request_id(label), status, label.request["reference"], iso(label.created), made, error)


def request_id(label: Label) -> str:
    """Return the number of the request that a label came from."""
    return label.id.replace("lbl_", "req_", 1)


BUY = {"key": buy_with_key, "unique": buy_unique, "list": buy_plainly, "none": buy_plainly, "async": buy_later}
