"""The rows of one order -> one order's facts. An early deadline wins over a late one, a yes over a no, a value over none."""

from collections.abc import Sequence
from operator import itemgetter

from shipby.amazon.wire.order_reports.columns import Layout
from shipby.amazon.wire.order_reports.problems import Problem
from shipby.amazon.wire.order_reports.rows import RowReader
from shipby.amazon.wire.order_reports.shapes import ReportType
from shipby.amazon.wire.order_reports.values import (
    SHIPPING,
    Amounts,
    BadValue,
    Countries,
    MarketplaceIds,
    ServiceLevels,
    Statuses,
)
from shipby.orders.rules.facts import FulfilledBy, LineFacts, OrderFacts, Program, Status
from shipby.words.ids import OrderId, is_order_id

_FLAG_COLUMNS: tuple[tuple[str, Program], ...] = (
    ("is_prime", Program.PRIME),
    ("is_business_order", Program.AMAZON_BUSINESS),
    ("is_premium_order", Program.PREMIUM),
    ("is_global_express", Program.GLOBAL_EXPRESS),
    ("is_replacement_order", Program.REPLACEMENT),
    ("is_exchange_order", Program.EXCHANGE),
    ("is_ispu_order", Program.IN_STORE_PICK_UP),
    ("is_pickup_point_order", Program.PICKUP_POINT),
    ("is_amazon_invoiced", Program.INVOICE_BY_AMAZON),
    ("is_iba", Program.INVOICE_BY_AMAZON),
    ("signature_confirmation_recommended", Program.SIGNATURE_RECOMMENDED),
    ("verge_of_cancellation", Program.VERGE_OF_CANCELLATION),
    ("verge_of_lateshipment", Program.VERGE_OF_LATE_SHIPMENT),
)
_EARLIEST = (
    "purchase_date",
    "payments_date",
    "promise_date",
    "ship_by_earliest",
    "ship_by_latest",
    "earliest_delivery_date",
    "latest_delivery_date",
    "scheduled_delivery_start_date",
    "scheduled_delivery_end_date",
    "delivery_start_date",
    "delivery_end_date",
)
_LATEST = ("reporting_date", "last_updated_date")


class OrderReader:
    """Cells of the rows of one order -> its facts."""

    def __init__(self, layout: Layout, rows: RowReader) -> None:
        at = layout.at
        self._at = at
        self._report_type = layout.report_type
        self._columns = layout.columns
        self._rows = rows
        self._dates, self._flags = rows.dates, rows.flags
        self._statuses, self._levels = Statuses(), ServiceLevels()
        self._marketplaces, self._countries, self._amounts = MarketplaceIds(), Countries(), Amounts()
        self._has_channel = at.fulfillment_channel >= 0
        flags = [(getattr(at, name), program.value) for name, program in _FLAG_COLUMNS if getattr(at, name) >= 0]
        self._flag_names = tuple(name for _, name in flags)
        self._flag_places = tuple(place for place, _ in flags)
        self._payment_places = (at.payment_method, at.cod_collectible_amount)
        self._program_cells = itemgetter(*self._flag_places, *self._payment_places)
        self._programs: dict[tuple[str, ...], dict[str, bool]] = {}
        self._yes_wins = frozenset(self._flag_places) | {at.is_buyer_requested_cancellation, at.is_transparency}
        self._earliest = frozenset(getattr(at, name) for name in _EARLIEST)
        self._latest = frozenset(getattr(at, name) for name in _LATEST)

    def check(self, cells: list[str]) -> None:
        """Read what belongs to the order from one row, so that a bad row is known before it meets its order.

        Raises:
            Problem: a date cannot be read, or the row does not say who ships it.
        """
        dates = self._dates
        at = self._at
        try:
            for place in self._earliest:
                _ = dates[cells[place]]
            for place in self._latest:
                _ = dates[cells[place]]
        except BadValue:
            self._blame_date(cells)
            raise
        if self._has_channel and cells[at.fulfillment_channel][:1] not in {"A", "M", "a", "m"}:
            raise Problem("bad_channel")

    def _blame_date(self, cells: list[str]) -> None:
        for place in sorted(self._earliest | self._latest):
            try:
                _ = self._dates[cells[place]]
            except BadValue as trouble:
                raise Problem("bad_date", column=self._columns[place]) from trouble

    def order(self, order_id: str, cells: list[str], lines: tuple[LineFacts, ...]) -> OrderFacts:
        """The order's facts; ``cells`` are its rows put together and checked."""
        at, dates = self._at, self._dates
        service = cells[at.ship_service_level]
        channel = cells[at.sales_channel]
        reason = cells[at.buyer_requested_cancel_reason]
        original = cells[at.original_order_id]
        updated = dates[cells[at.last_updated_date]] or dates[cells[at.reporting_date]]
        paid = dates[cells[at.payments_date]]
        return OrderFacts(
            order_id=OrderId(order_id),
            lines=lines,
            purchased_at=dates[cells[at.purchase_date]] or paid or updated,
            status=self._status(cells, lines),
            fulfilled_by=self._fulfilled_by(cells),
            declared_at=updated,
            sales_channel=channel[:60] or None,
            marketplace_id=self._marketplaces[channel] if channel else None,
            programs=self._order_programs(cells, lines),
            service_level=self._levels[service],
            ship_service=(cells[at.ship_service_name] or service)[:80] or None,
            paid_at=paid,
            ship_by_earliest=dates[cells[at.ship_by_earliest]],
            ship_by_latest=dates[cells[at.ship_by_latest] or cells[at.promise_date]],
            deliver_by_earliest=dates[
                cells[at.earliest_delivery_date] or cells[at.scheduled_delivery_start_date] or cells[at.delivery_start_date]
            ],
            deliver_by_latest=dates[
                cells[at.latest_delivery_date] or cells[at.scheduled_delivery_end_date] or cells[at.delivery_end_date]
            ],
            currency=lines[0].currency,
            city=cells[at.ship_city][:120] or None,
            region=cells[at.ship_state][:120] or None,
            country=self._countries[cells[at.ship_country]],
            address_type=_snake(cells[at.address_type])[:20] or None,
            cancel_requested=True if reason else self._flags[cells[at.is_buyer_requested_cancellation]],
            cancel_reason=reason[:200] or None,
            replaced_order_id=original if original and is_order_id(original) else None,
            purchase_order_number=cells[at.purchase_order_number][:100] or None,
        )

    def together(self, rows: Sequence[list[str]]) -> list[str]:
        """The cells of an order's rows as one row."""
        cells = rows[0]
        for other in rows[1:]:
            if other != cells:
                cells = [self._better(place, mine, theirs) for place, (mine, theirs) in enumerate(zip(cells, other, strict=True))]
        return cells

    def _better(self, place: int, mine: str, theirs: str) -> str:
        if mine == theirs or not theirs:
            return mine
        if not mine:
            return theirs
        if place in self._yes_wins:
            return theirs if self._flags[theirs] else mine
        if place in self._earliest:
            return min(mine, theirs, key=self._moment)
        return max(mine, theirs, key=self._moment) if place in self._latest else mine

    def _moment(self, text: str) -> float:
        moment = self._dates[text]
        return moment.timestamp() if moment else 0.0

    def _status(self, cells: list[str], lines: tuple[LineFacts, ...]) -> str | None:
        """The report's own word; else what its kind of report says (sp-api 5.2): the order report says nothing."""
        told = self._statuses[cells[self._at.order_status]]
        if told == SHIPPING:
            return _of_lines(lines)
        if told is not None:
            return told
        return _of_lines(lines) if self._report_type is ReportType.UNSHIPPED else None

    def _fulfilled_by(self, cells: list[str]) -> FulfilledBy:
        """Reports without the column list orders that the seller ships."""
        is_amazon = cells[self._at.fulfillment_channel][:1] in {"A", "a"}
        return FulfilledBy.AMAZON if is_amazon else FulfilledBy.MERCHANT

    def _order_programs(self, cells: list[str], lines: tuple[LineFacts, ...]) -> dict[str, bool]:
        key = self._program_cells(cells)
        found = self._programs.get(key)
        if found is None:
            if len(self._programs) > 10_000:
                self._programs.clear()
            found = self._programs[key] = self._told_programs(key)
        programs = found.copy()
        for line in lines:
            for name, flag in line.programs.items():
                programs[name] = flag or programs.get(name, False)
        return programs

    def _told_programs(self, key: tuple[str, ...]) -> dict[str, bool]:
        *flags, method, collectible = key
        programs: dict[str, bool] = {}
        for name, text in zip(self._flag_names, flags, strict=True):
            flag = self._flags[text]
            if flag is not None:
                programs[name] = flag or programs.get(name, False)
        cash = self._is_cash(method, collectible)
        if cash is not None:
            programs[Program.CASH_ON_DELIVERY.value] = cash
        return programs

    def _is_cash(self, method: str, collectible: str) -> bool | None:
        """Cash on delivery: by the amount to collect, else by the name of the payment method."""
        try:
            amount = self._amounts[collectible]
        except BadValue:
            amount = None
        if amount:
            return True
        if method:
            return method.casefold().replace(" ", "").replace("_", "") in {"cod", "cashondelivery"}
        return None if amount is None else False


def _of_lines(lines: tuple[LineFacts, ...]) -> str:
    """Partly shipped once anything of it was, else unshipped."""
    return (Status.PARTIALLY_SHIPPED if any(line.quantity_shipped for line in lines) else Status.UNSHIPPED).value


def _snake(text: str) -> str:
    return "_".join(text.upper().replace("-", " ").replace("_", " ").split())
