"""What a carrier tells about its labels: one, many, the paper, the month's account."""

import csv
from datetime import UTC, datetime
from io import StringIO

import msgspec

from shipby_simulator.api.carriers.forms import CarrierAddress, DocumentAsked, Invoice, InvoiceAsked, InvoiceLine, LabelsAsked
from shipby_simulator.api.carriers.sale import Counter
from shipby_simulator.carriers import render, sheet
from shipby_simulator.core.clock import iso, parse_instant
from shipby_simulator.core.refusal import Refusal
from shipby_simulator.core.wire import Response
from shipby_simulator.world.money import decimal
from shipby_simulator.world.state import Label

_UNMADE = {"requested", "failed"}


def find(counter: Counter, name: str) -> Label:
    """Return one of the seller's labels. Raises Refusal."""
    label = counter.world.state.labels.get(name)
    mine = label is not None and (label.account, label.kind) == (counter.account, counter.kind)
    if label is None or not mine or label.status in _UNMADE or label.created > counter.as_of:
        raise Refusal(404, "label_unknown", f"There is no label {name}.")
    return label


def found(counter: Counter, asked: LabelsAsked, *, unmade: bool = False) -> tuple[list[Label], str | None]:
    """Return a page of labels in the order they were bought, and where the next begins; new ones are listed late."""
    world = counter.world
    try:
        since = parse_instant(asked.created_after) if asked.created_after else 0
    except ValueError:
        raise Refusal(400, "invalid_request", f"created_after: {asked.created_after!r} is no instant.") from None
    known, box = world.state.labels, f"{counter.account}|{asked.reference}"
    candidates = [known[name] for name in world.state.boxes.get(box, [])] if asked.reference else known.values()
    mine = [
        label
        for label in candidates
        if (label.account, label.kind) == (counter.account, counter.kind)
        and asked.reference in {"", label.request["reference"]}
        and label.created >= since
        and (unmade or label.status not in _UNMADE)
        and label.created + world.delay(world.settings.carriers.list_delay, "listed", label.id) <= counter.as_of
    ]
    ids = [label.id for label in mine]
    if asked.after and asked.after not in ids:
        raise Refusal(400, "invalid_request", f"after: {asked.after!r} ends no page.")
    begin = ids.index(asked.after) + 1 if asked.after else 0
    page = mine[begin : begin + asked.limit]
    return page, page[-1].id if begin + asked.limit < len(mine) else None


def document(label: Label, asked: DocumentAsked) -> Response:
    """Return the paper of a label, which is gone once the label was given back. Raises Refusal."""
    if label.status != "purchased":
        raise Refusal(410, "label_voided", "The label was given back; there is no paper for it any more.")
    if asked.dpi not in {203, 300}:
        raise Refusal(400, "invalid_request", "dpi: 203 or 300.")
    request = label.request
    face = sheet.Face(
        label.tracking, label.carrier, label.service, _lines(request["from_address"]), _lines(request["to_address"]),
        label.reference, request["parcel"]["weight_grams"],
    )  # fmt: skip
    kind = asked.format.upper()
    return Response(200, render.document(sheet.label(face), kind, asked.dpi), content_type=render.MEDIA[kind])


def _lines(address: dict[str, str]) -> list[str]:
    return msgspec.convert(address, CarrierAddress).lines()


def invoice(counter: Counter, asked: InvoiceAsked) -> Response:
    """Return the month's account."""
    world, place = counter.world, counter.place
    lines: list[InvoiceLine] = []
    total = 0
    for posting in world.state.postings:
        month = datetime.fromtimestamp(posting.at / 1000, UTC).strftime("%Y-%m")
        if (posting.account, posting.kind, month) != (counter.account, counter.kind, asked.month):
            continue
        label = world.state.labels[posting.label]
        total += posting.amount
        lines.append(
            InvoiceLine(
                iso(posting.at), "refund" if posting.amount < 0 else "charge", label.id, label.tracking, label.reference,
                decimal(posting.amount, place.digits),
            )
        )  # fmt: skip
    if asked.format == "csv":
        return Response(200, _csv(lines), content_type="text/csv; charset=utf-8")
    return Response(200, msgspec.json.encode(Invoice(asked.month, place.currency, decimal(total, place.digits), lines)))


def _csv(lines: list[InvoiceLine]) -> bytes:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(InvoiceLine.__struct_fields__)
    writer.writerows(msgspec.structs.astuple(line) for line in lines)
    return out.getvalue().encode()
