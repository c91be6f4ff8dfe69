"""Shipping v2: collection forms (manifests) for what a carrier fetches, and what is on none yet (sp-api 6.2)."""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import msgspec

from shipby_simulator.api.shipping_tables import FormHistory, GenerateForm, References
from shipby_simulator.api.shipping_words import bad, read
from shipby_simulator.carriers.postage import service_of
from shipby_simulator.carriers.render import document
from shipby_simulator.carriers.sheet import MARK, Sheet, Text
from shipby_simulator.core.clock import iso_seconds, to_ms
from shipby_simulator.core.refusal import not_found
from shipby_simulator.core.wire import Response
from shipby_simulator.door.call import Call, answer
from shipby_simulator.world.state import Label

_ROWS = 28


def _open_labels(call: Call) -> Iterator[Label]:
    """Yield the seller's labels of this API that are on no collection form and not given back."""
    for label in call.world.state.labels.values():
        mine = label.kind == "v2" and label.account == call.account
        if mine and label.status == "purchased" and "manifest" not in label.request:
            yield label


def get_unmanifested_shipments(call: Call) -> Response:
    """Answer getUnmanifestedShipments: carriers with the places from which they have something to fetch."""
    read(call, References)
    carriers: dict[str, dict[str, Any]] = {}
    for label in _open_labels(call):
        service = service_of(label)
        empty = {"carrierId": service.carrier_id, "carrierName": service.carrier, "unmanifestedShipmentLocationList": []}
        places = carriers.setdefault(service.carrier_id, empty)["unmanifestedShipmentLocationList"]
        address = label.request["ship_from"]
        if address not in [place["address"] for place in places]:
            last = _last(call, service.carrier_id, address)
            places.append({"address": address} | ({"lastManifestDate": last} if last else {}))
    return answer({"unmanifestedCarrierInformationList": [carriers[name] for name in sorted(carriers)]})


def _last(call: Call, carrier_id: str, address: dict[str, Any]) -> str:
    """Return when the last form for a carrier and a place was made, or empty text."""
    times = [one["at"] for one in _mine(call) if one["carrier"] == carrier_id and one["address"] == address]
    return iso_seconds(max(times)) if times else ""


def _mine(call: Call) -> list[dict[str, Any]]:
    return [one for one in call.world.state.manifests.values() if one["account"] == call.account]


def generate_collection_form(call: Call) -> Response:
    """Answer generateCollectionForm: all that is on no form yet; the same key gives the same form again."""
    body: GenerateForm = read(call, GenerateForm)
    key = call.request.headers.get("x-amzn-idempotencykey", "")
    known = next((one for one in _mine(call) if key and one["key"] == key), None)
    if known is None:
        known = _make(call, body, key)
    return _form(call, known)


def _make(call: Call, body: GenerateForm, key: str) -> dict[str, Any]:
    """Make a form. Raises Refusal when there is nothing to fetch."""
    world = call.world
    wanted = msgspec.to_builtins(body.ship_from_address) if body.ship_from_address else None
    labels = [label for label in _open_labels(call) if service_of(label).carrier_id == body.carrier_id]
    labels = [label for label in labels if wanted in (None, label.request["ship_from"])]
    if not labels:
        raise bad(f"there are no unmanifested shipments of carrier {body.carrier_id}")
    made = {
        "id": world.draw("manifest", world.number("manifest")).uuid(), "account": call.account, "key": key, "at": world.now,
        "carrier": body.carrier_id, "name": labels[0].carrier, "address": labels[0].request["ship_from"],
        "labels": [label.id for label in labels],
    }  # fmt: skip
    for label in labels:
        label.request["manifest"] = made["id"]
    world.state.manifests[made["id"]] = made
    return made


def _form(call: Call, made: dict[str, Any]) -> Response:
    """Return a form as PDF."""
    numbers = [call.world.state.labels[name].tracking for name in made["labels"]]
    texts = [
        Text(0.2, 0.4, 14, f"Collection form {made['name']}", bold=True),
        Text(0.2, 0.65, 8, made["id"]),
        Text(0.2, 0.82, 8, f"{iso_seconds(made['at'])}, {len(numbers)} parcels"),
        *(Text(0.2, 1.1 + 0.16 * row, 9, number) for row, number in enumerate(numbers[:_ROWS])),
        Text(0.2, 5.85, 8, MARK, bold=True),
    ]
    if len(numbers) > _ROWS:
        texts.append(Text(0.2, 5.65, 8, f"and {len(numbers) - _ROWS} more"))
    contents = b64encode(document(Sheet(texts, [0.9]), "PDF")).decode()
    return answer({"collectionsFormDocument": {"base64EncodedContent": contents, "documentFormat": "application/pdf"}})


def get_collection_form(call: Call) -> Response:
    """Answer getCollectionForm."""
    made = call.world.state.manifests.get(call.path["collectionFormId"])
    if made is None or made["account"] != call.account:
        raise not_found(f"Collection form {call.path['collectionFormId']} was not found.")
    return _form(call, made)


def get_collection_form_history(call: Call) -> Response:
    """Answer getCollectionFormHistory, the latest form first."""
    body: FormHistory = read(call, FormHistory)
    span = body.date_range
    first = to_ms(span.start_date) if span and span.start_date else 0
    last = to_ms(span.end_date) if span and span.end_date else call.world.now
    fitting = [one for one in reversed(_mine(call)) if first <= one["at"] <= last and body.carrier_id in {None, one["carrier"]}]
    records = [
        {
            "carrierName": one["name"], "creationDate": iso_seconds(one["at"]), "generationStatus": "Completed",
            "collectionFormId": one["id"], "shipFromAddress": one["address"],
        }
        for one in fitting[: body.max_results]
    ]  # fmt: skip
    return answer({"collectionFormsHistoryRecordList": records, "lastRefreshedDate": iso_seconds(call.world.now)})
