"""What an invented order is, and the maker of plain ones."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from shipby.cli.sample_store.draws import Draws
from shipby.cli.sample_store.goods import GOODS, Good
from shipby.cli.sample_store.people import Buyer, a_buyer
from shipby.words.marketplaces import BY_COUNTRY, Marketplace

WAREHOUSE_ZONE = ZoneInfo("America/Los_Angeles")


class Part(StrEnum):
    """What becomes of an order while the store is brought into being."""

    PLAIN = "plain"
    REFUSED = "refused"
    """Confirmed two days ago in the first file; Amazon refused its row."""
    ACCEPTED = "accepted"
    """Confirmed in the first file and accepted."""
    SENT = "sent"
    """Confirmed in the second file, uploaded, still in Amazon's report."""
    PROBABLY_ACCEPTED = "probably_accepted"
    """Confirmed in the second file, gone from Amazon's report since."""
    DOWNLOADED = "downloaded"
    PREPARED = "prepared"
    VANISHED = "vanished"
    """Gone from Amazon's report without our doing."""
    ASKED_LATER = "asked_later"
    """The buyer asks to cancel between the two reports."""
    BAD_ROW = "bad_row"
    """One of its rows can't be read in the newest report."""
    OLD = "old"
    """Known from the All Orders report only."""


@dataclass(frozen=True, slots=True)
class SampleLine:
    """One line. ``price`` is the line total without tax; ``cells`` are report cells that only this line has."""

    order_item_id: str
    good: Good
    title: str
    quantity: int
    price: Decimal
    shipped: int = 0
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SampleOrder:
    """One order. Instants are aware; ``status`` and ``channel`` are the All Orders report's words (sp-api 5.2)."""

    order_id: str
    market: Marketplace
    buyer: Buyer
    lines: tuple[SampleLine, ...]
    placed_at: datetime
    ship_by: datetime | None
    deliver_by: datetime | None
    part: Part = Part.PLAIN
    status: str = "Unshipped"
    channel: str = "Merchant"
    service: str = "Standard"
    cells: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_to_ship(self) -> bool:
        """Whether Amazon's unshipped report would list it."""
        return self.channel == "Merchant" and self.status in {"Unshipped", "Shipping"}


_PREFIXES = {
    "US": ("111", "112", "113", "114"),
    "CA": ("701", "702"),
    "DE": ("028", "302", "303", "304", "305", "306"),
    "GB": ("026", "202", "203", "204"),
    "FR": ("171", "405", "406"),
    "IT": ("403", "407"),
    "ES": ("404", "408"),
    "PL": ("401", "409"),
    "JP": ("249", "250", "503"),
}
_RATES = {"USD": "1", "CAD": "1.35", "EUR": "0.95", "GBP": "0.82", "PLN": "4.2", "JPY": "150"}


class OrderMaker:
    """Makes orders around one moment from one seed; every id is given once."""

    def __init__(self, seed: int | str, now: datetime) -> None:
        self.draws = Draws(seed)
        self.now = now
        self.today = now.astimezone(WAREHOUSE_ZONE).date()
        self._taken: set[str] = set()

    def end_of_day(self, country: str, days: int) -> datetime:
        """The last second of the day ``days`` after today at the warehouse, in the marketplace's zone.

        A day that would already be over there although it is meant to come moves on by one.
        """
        zone = ZoneInfo(BY_COUNTRY[country].time_zone)
        end = datetime.combine(self.today + timedelta(days=days), time(23, 59, 59), zone)
        return end + timedelta(days=1) if days >= 0 and end <= self.now else end

    def plain(self, country: str, days: int) -> SampleOrder:
        """An order without surprises, due ``days`` after today."""
        draws = self.draws
        ship_by = self.end_of_day(country, days)
        placed = ship_by - timedelta(hours=24 * 2 - 10, seconds=draws.whole(0, 86_400))
        newest = self.now - timedelta(minutes=75, seconds=draws.whole(0, 40_000))
        is_prime = draws.happens(0.16) and country in {"US", "DE", "GB"}
        return SampleOrder(
            order_id=self._order_id(country),
            market=BY_COUNTRY[country],
            buyer=a_buyer(draws, country),
            lines=tuple(self._some_lines(country)),
            placed_at=min(placed, newest).replace(microsecond=0),
            ship_by=ship_by,
            deliver_by=ship_by + timedelta(days=2 if is_prime else draws.whole(3, 6)),
            service="SecondDay" if is_prime else "Standard",
            cells={"is-prime": "true"} if is_prime else {},
        )

    def old(self, country: str, status: str, channel: str) -> SampleOrder:
        """An order that only the All Orders report tells of: shipped, cancelled, pending, or Amazon's own to ship."""
        order = self.plain(country, -1)
        hours = self.draws.whole(30, 60) if status in {"Pending", "Unshipped"} else self.draws.whole(60, 24 * 25)
        placed = (self.now - timedelta(hours=hours)).replace(microsecond=0)
        lines = tuple(replace(line, shipped=line.quantity if status == "Shipped" else 0) for line in order.lines)
        return replace(
            order,
            placed_at=placed,
            ship_by=None,
            deliver_by=None,
            lines=lines,
            status=status,
            channel=channel,
            part=Part.OLD,
        )

    def line(self, country: str, good: Good, quantity: int, **cells: str) -> SampleLine:
        """A line of ``good``; ``cells`` with underscores for hyphens."""
        rate = Decimal(_RATES[BY_COUNTRY[country].currency])
        step = Decimal(10) if country == "JP" else Decimal("0.01")
        price = (good.price * rate / step).quantize(Decimal(1)) * step * quantity
        title = {"DE": good.german, "JP": good.japanese}.get(country) or good.title
        named = {name.replace("_", "-"): value for name, value in cells.items()}
        return SampleLine(self._item_id(), good, title, quantity, price, cells=named)

    def _some_lines(self, country: str) -> Iterator[SampleLine]:
        goods = [good for good in GOODS if country != "JP" or good.japanese]
        chosen = {self.draws.whole(0, len(goods) - 1) for _ in range(1 if self.draws.happens(0.82) else self.draws.whole(2, 4))}
        for place in sorted(chosen):
            yield self.line(country, goods[place], 1 if self.draws.happens(0.86) else self.draws.whole(2, 5))

    def _order_id(self, country: str) -> str:
        while True:
            made = f"{self.draws.one_of(_PREFIXES[country])}-{self.draws.digits(7)}-{self.draws.digits(7)}"
            if made not in self._taken:
                self._taken.add(made)
                return made

    def _item_id(self) -> str:
        while True:
            made = f"{self.draws.whole(1, 9)}{self.draws.digits(13)}"
            if made not in self._taken:
                self._taken.add(made)
                return made
