"""Amazon's *Shipping confirmation* flat file, out (sp-api 4.6, amazon-policy 3.2-3.3).

UTF-8, tabs, line feeds, a header row, one full row per item and parcel: a blank cell may keep or delete what Amazon has, so none
is left blank by accident.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shipby.shipping.rules.confirmation_file import ConfirmationRow
from shipby.words.ids import is_order_id
from shipby.words.refusals import Refusal
from shipby.words.text import N_

COLUMNS: tuple[str, ...] = (
    "order-id",
    "order-item-id",
    "quantity",
    "ship-date",
    "carrier-code",
    "carrier-name",
    "tracking-number",
    "ship-method",
)
OTHER = "Other"
CARRIER_NAME_LIMIT = 50

_NOT_IN_A_CELL = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
"""Whatever ends a cell or a line somewhere, and what UTF-8 cannot hold."""


class CannotBeConfirmed(Refusal):
    """A row that Amazon would refuse whole; caught before it stands in a file."""

    code = "cannot_be_confirmed"
    sentence = N_("The shipment of order %(order_id)s lacks what Amazon asks for: %(column)s.")
    remedy = N_("Correct the parcel and export again.")


@dataclass(frozen=True, slots=True)
class ConfirmationFileRow:
    """One item in one parcel. ``ship_date`` is a day in the warehouse's zone; ``carrier_name`` is needed with code ``Other``.

    Tabs, line ends, control characters and runs of spaces in texts become one space: they cannot stand in a cell.
    """

    order_id: str
    order_item_id: str
    quantity: int
    ship_date: date
    carrier_code: str
    carrier_name: str
    tracking_number: str
    ship_method: str

    def __post_init__(self) -> None:
        """Clean the texts and demand what Amazon demands.

        Raises:
            CannotBeConfirmed: names the column.
        """
        for name in ("order_id", "order_item_id", "carrier_code", "carrier_name", "tracking_number", "ship_method"):
            object.__setattr__(self, name, _cell(getattr(self, name)))
        object.__setattr__(self, "carrier_name", self.carrier_name[:CARRIER_NAME_LIMIT].rstrip())
        for name, is_good in (
            ("order-id", is_order_id(self.order_id)),
            ("order-item-id", bool(self.order_item_id)),
            ("quantity", self.quantity > 0),
            ("carrier-code", bool(self.carrier_code)),
            ("carrier-name", self.carrier_code != OTHER or bool(self.carrier_name)),
        ):
            if not is_good:
                raise CannotBeConfirmed(order_id=self.order_id, column=name)


def write_confirmation_file(rows: Iterable[ConfirmationFileRow | ConfirmationRow]) -> bytes:
    """The file's bytes, header row included, in the order given.

    A row without order item id and quantity stands for the whole order: both are needed for splits only (amazon-policy 3.3).
    """
    lines = ["\t".join(COLUMNS), *map(_line, rows)]
    return ("\n".join(lines) + "\n").encode("utf-8")


def read_confirmation_file(content: bytes) -> tuple[ConfirmationFileRow, ...]:
    """The rows of a file that ``write_confirmation_file`` wrote.

    Raises:
        ValueError: it did not.
    """
    header, *lines = content.decode("utf-8").removesuffix("\n").split("\n")
    if tuple(header.split("\t")) != COLUMNS:
        raise ValueError("not a confirmation file of ours")
    return tuple(_row(line) for line in lines)


def _line(row: ConfirmationFileRow | ConfirmationRow) -> str:
    return "\t".join(
        (
            _cell(row.order_id),
            _cell(row.order_item_id),
            str(row.quantity or ""),
            row.ship_date.isoformat(),
            _cell(row.carrier_code),
            _cell(row.carrier_name),
            _cell(row.tracking_number),
            _cell(row.ship_method),
        )
    )


def _row(line: str) -> ConfirmationFileRow:
    order_id, item_id, quantity, ship_date, code, name, tracking_number, method = line.split("\t")
    return ConfirmationFileRow(
        order_id=order_id,
        order_item_id=item_id,
        quantity=int(quantity),
        ship_date=date.fromisoformat(ship_date),
        carrier_code=code,
        carrier_name=name,
        tracking_number=tracking_number,
        ship_method=method,
    )


def _cell(text: str) -> str:
    return _NOT_IN_A_CELL.sub(" ", text).strip()
