"""The table that a preview carries to the run: recognised columns only, so that nothing personal stays in a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shipby.shipping.rules.bulk import Defaults, TableRowFacts

COLUMNS = ("line", "order-id", "order-item-id", "quantity", "carrier-code", "ship-method", "tracking-number", "ship-date")


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """A row as the preview carried it; same names as ``confirm_table.TableRow``."""

    line: int
    order_id: str
    order_item_id: str
    quantity: int | None
    carrier_text: str
    service: str
    tracking_number: str
    ship_date: date | None


def carry(rows: Sequence[TableRowFacts]) -> str:
    """Rows as tab-separated text."""
    return "\n".join(
        "\t".join(
            _cell(value)
            for value in (
                row.line,
                row.order_id,
                row.order_item_id,
                row.quantity,
                row.carrier_text,
                row.service,
                row.tracking_number,
                row.ship_date.isoformat() if row.ship_date else "",
            )
        )
        for row in rows
    )


def carried(text: str) -> list[CarriedRow]:
    """The rows again; text that :func:`carry` did not write yields the rows that can be read, the others are dropped."""
    return [row for line in text.splitlines() if (row := _row(line.split("\t"))) is not None]


def defaults_from(data: "dict[str, str]") -> Defaults:
    """What the form says for rows that do not say it; an unreadable date counts as not said."""
    return Defaults(
        carrier_code=data.get("carrier", "").strip(),
        carrier_name=data.get("carrier_name", "").strip(),
        ship_date=_date(data.get("ship_date", "")),
    )


def _row(cells: list[str]) -> CarriedRow | None:
    if len(cells) != len(COLUMNS) or not cells[0].isdecimal() or len(cells[0]) > 9 or len(cells[3]) > 9:
        return None
    line, order_id, item_id, quantity, carrier, service, tracking, ship_date = cells
    return CarriedRow(
        int(line),
        order_id,
        item_id,
        int(quantity) if quantity.isdecimal() else None,
        carrier,
        service,
        tracking,
        _date(ship_date),
    )


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _cell(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())
