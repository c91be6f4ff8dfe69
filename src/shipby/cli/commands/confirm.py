"""``shipby confirm``: say that a parcel left, for one order or for a table of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, BinaryIO

import click

from shipby.actions.confirm_many import Planned, confirm_many
from shipby.actions.confirm_shipment import confirm_shipment
from shipby.cli.door import uses_database
from shipby.cli.output import emit, format_option, say
from shipby.cli.scope import scope_of_command, system_user
from shipby.shipping.rules.bulk import Defaults
from shipby.shipping.rules.confirm_table import BadTableRow, read_table
from shipby.shipping.rules.parcel_warnings import ParcelWarning
from shipby.shipping.rules.parcels import ParcelDraft
from shipby.shop.rules import Scope
from shipby.words.ports import ports
from shipby.words.refusals import Refusal
from shipby.words.text import N_

COLUMNS = ("order_id", "parcel", "state", "warnings")
LARGEST_TABLE_BYTES = 5_000_000


class TableTooLarge(Refusal):
    """More bytes than any table of labels has."""

    code = "table_too_large"
    sentence = N_("This table is larger than 5 MB.")
    remedy = N_("Split it and confirm the parts.")


@click.command("confirm")
@click.argument("order_id", metavar="ORDER", required=False)
@click.option("--carrier", help="Amazon's carrier code, for example USPS; Other together with --carrier-name.")
@click.option("--carrier-name", default="", help="Name of the carrier, where the code is Other.")
@click.option("--service", default="", help="The carrier's service, for example Ground Advantage.")
@click.option("--tracking", help="Tracking number as printed on the label.")
@click.option("--ship-date", type=click.DateTime(["%Y-%m-%d"]), help="Day the parcel left, at the warehouse. Default: today.")
@click.option("--item", "items", multiple=True, metavar="ORDER_ITEM_ID=QTY", help="What is in it. Default: all that is open.")
@click.option("--file", "table", type=click.File("rb"), help="Confirm the rows of a table (tab or comma; - = standard input).")
@click.option("--account", help="Seller account, where there are several.")
@format_option
@uses_database
def command(  # noqa: PLR0913, PLR0917  (one per option)
    order_id: str | None,
    carrier: str | None,
    carrier_name: str,
    service: str,
    tracking: str | None,
    ship_date: datetime | None,
    items: tuple[str, ...],
    table: BinaryIO | None,
    account: str | None,
    output_format: str,
) -> int:
    """Confirm that ORDER, or part of it, left; the confirmation waits for the next confirmation file.

    \b
    Examples:
      shipby confirm 113-4857201-9936201 --carrier USPS --tracking 9400111202555842332669
      shipby confirm 113-4857201-9936201 --carrier UPS --tracking 1Z... --item 79039765272157=2
      shipby confirm --file labels.csv

    With --file every parcel of the table is one row of the answer; skipped ones have the state "skipped" and a reason.
    Exit code 1 only if none could be confirmed.
    """
    scope, day = scope_of_command(account), ship_date.date() if ship_date else None
    if table is not None:
        if order_id or tracking or items:
            raise click.UsageError("Give either ORDER with --carrier and --tracking, or --file.")
        defaults = Defaults(carrier_code=carrier or "", carrier_name=carrier_name, service=service, ship_date=day)
        return _confirm_table(scope, table, defaults, output_format)
    if not order_id or not carrier or not tracking:
        raise click.UsageError("Give ORDER with --carrier and --tracking, or --file TABLE.")
    draft = ParcelDraft(
        carrier_code=carrier,
        carrier_name=carrier_name,
        service=service,
        tracking_number=tracking,
        ship_date=day,
        quantities=_quantities(items),
    )
    done = confirm_shipment(scope=scope, order_id=order_id, parcel=draft, actor=system_user(), now=ports.clock.now())
    data = {
        "order_id": done.order_id,
        "parcel": done.reference,
        "state": done.state.value,
        "warnings": _warnings(done.warnings),
    }
    emit(data, output_format, columns=COLUMNS, table_rows=[data | {"warnings": _sentences(done.warnings)}])
    return 0


def _confirm_table(scope: Scope, table: BinaryIO, defaults: Defaults, output_format: str) -> int:
    content = table.read(LARGEST_TABLE_BYTES + 1)
    if len(content) > LARGEST_TABLE_BYTES:
        raise TableTooLarge
    read = read_table(content)
    planned = confirm_many(scope=scope, rows=read.rows, defaults=defaults, actor=system_user(), now=ports.clock.now())
    data = [_row(item) for item in planned] + [_bad_row(row) for row in read.bad]
    flat = [row | {"warnings": "; ".join(warning["message"] for warning in row["warnings"])} for row in data]
    emit(data, output_format, columns=COLUMNS, table_rows=flat, empty="The table has no rows.")
    done = sum(row["state"] != "skipped" for row in data)
    say(f"{done} confirmed, {len(data) - done} skipped.")
    return 0 if done or not data else 1


def _row(item: Planned) -> dict[str, Any]:
    if item.plan is not None and item.state is not None:
        return {
            "order_id": item.order_id,
            "parcel": item.plan.reference,
            "state": item.state.value,
            "warnings": _warnings(item.plan.warnings),
            "lines": list(item.lines),
        }
    assert item.refusal is not None
    reason = {"code": item.refusal.code, "message": f"{item.refusal.message} {item.refusal.what_to_do}".strip()}
    return {"order_id": item.order_id, "parcel": None, "state": "skipped", "warnings": [reason], "lines": list(item.lines)}


def _bad_row(row: BadTableRow) -> dict[str, Any]:
    reason = {"code": "unreadable_row", "message": row.reason}
    return {"order_id": None, "parcel": None, "state": "skipped", "warnings": [reason], "lines": [row.line]}


def _warnings(warnings: Sequence[ParcelWarning]) -> list[dict[str, str]]:
    return [{"code": warning.code, "message": warning.message} for warning in warnings]


def _sentences(warnings: Sequence[ParcelWarning]) -> str:
    return "; ".join(warning.message for warning in warnings)


def _quantities(items: Sequence[str]) -> dict[str | int, int] | None:
    if not items:
        return None
    found: dict[str | int, int] = {}
    for item in items:
        name, _, number = item.rpartition("=")
        if not name or not number.isdecimal() or not 0 < int(number) < 2**31:
            raise click.UsageError(f"--item {item}: write ORDER_ITEM_ID=QTY, for example 79039765272157=2.")
        found[name] = found.get(name, 0) + int(number)
    return found
