"""What the people of the invented shop did with their orders: confirmed, exported, uploaded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shipby.actions.confirm_many import confirm_many
from shipby.actions.export_confirmations import Exported, export_confirmations
from shipby.actions.mark_batch_sent import mark_batch_sent
from shipby.amazon.wire.shipping_confirmation import write_confirmation_file
from shipby.cli.sample_store.draws import Draws
from shipby.cli.sample_store.files import AMERICA
from shipby.cli.sample_store.making import WAREHOUSE_ZONE, Part, SampleOrder
from shipby.cli.sample_store.opening import SampleShop
from shipby.cli.sample_store.tracking import ups, usps
from shipby.shipping.rules.bulk import Defaults
from shipby.shipping.rules.carriers import OTHER


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the table that the label program would have written."""

    line: int
    order_id: str
    carrier_text: str | None
    service: str
    tracking_number: str
    ship_date: date
    order_item_id: str | None = None
    quantity: int | None = None


def confirm(shop: SampleShop, orders: Sequence[SampleOrder], *, seed: int, now: datetime) -> None:
    """Confirm one parcel each, by turns with UPS and USPS; the order that Amazon will refuse goes with a carrier it lacks.

    Raises:
        RuntimeError: an order could not be confirmed; the sample store contradicts itself.
    """
    draws = Draws(seed).branch(f"tracking/{now.isoformat()}")
    rows = [_row(order, line, draws, now) for line, order in enumerate(orders, start=2)]
    defaults = Defaults(carrier_code=OTHER, carrier_name="Sierra Parcel")
    planned = confirm_many(scope=shop.scope, rows=rows, defaults=defaults, actor=shop.desk, now=now)
    refused = [item.refusal.code for item in planned if item.refusal is not None]
    if refused:
        raise RuntimeError(f"the sample store can't confirm its own orders: {refused}")


def export(shop: SampleShop, *, now: datetime) -> Exported:
    """The next confirmation file of the American account."""
    account_id = shop.accounts[AMERICA]
    return export_confirmations(
        scope=shop.scope, account_id=account_id, write_file=write_confirmation_file, actor=shop.desk, now=now
    )


def upload(shop: SampleShop, exported: Exported, *, now: datetime) -> None:
    """Press "I uploaded it"."""
    assert exported.batch_id is not None
    mark_batch_sent(scope=shop.scope, batch_id=exported.batch_id, is_sent=True, actor=shop.desk, now=now)


def processing_report(exported: Exported, refused: Iterable[SampleOrder]) -> bytes:
    """Amazon's answer to the file: every row taken but those of ``refused``, whose carrier it does not know."""
    rows = exported.content.decode().rstrip("\n").split("\n")[1:]
    ids = {order.order_id for order in refused}
    message = "The data you submitted is incomplete or invalid: the carrier in carrier-name is not known."
    errors = [
        f"{number}\t{cells[0]}\t{cells[1]}\t18028\tError\t{message}"
        for number, cells in enumerate((row.split("\t") for row in rows), start=1)
        if cells[0] in ids
    ]
    head = [
        "Feed Processing Summary:",
        f"\tNumber of records processed\t\t{len(rows)}",
        f"\tNumber of records successful\t\t{len(rows) - len(errors)}",
        "",
        "original-record-number\torder-id\torder-item-id\terror-code\terror-type\terror-message",
    ]
    return "".join(line + "\r\n" for line in (*head, *errors)).encode()


def _row(order: SampleOrder, line: int, draws: Draws, now: datetime) -> _Row:
    today = now.astimezone(WAREHOUSE_ZONE).date()
    if order.part is Part.REFUSED:
        return _Row(line, order.order_id, None, "Ground", "SP" + draws.digits(10), today)
    if line % 3 == 0:
        return _Row(line, order.order_id, "UPS", "UPS Ground", ups(draws), today)
    return _Row(line, order.order_id, "USPS", "USPS Ground Advantage", usps(draws), today)
