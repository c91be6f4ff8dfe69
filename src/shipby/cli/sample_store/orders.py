"""The invented orders: how many are due when and where, and every trap that real reports hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from shipby.cli.sample_store.draws import Draws
from shipby.cli.sample_store.goods import CUSTOM, GOODS, LONE_QUOTE, LONG_GERMAN, PROTECTED, Good
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

_DUE: tuple[tuple[str, dict[int, int]], ...] = (
    ("US", {0: 19, 1: 21, 2: 23, 3: 4, 4: 4, 5: 2, 8: 1}),
    ("CA", {0: 4, 1: 4, 2: 3, 5: 1}),
    ("DE", {-1: 1, 1: 8, 2: 5, 4: 1}),
    ("GB", {1: 5, 2: 3, 3: 1}),
    ("PL", {1: 2, 2: 1}),
    ("FR", {1: 2, 2: 2}),
    ("IT", {1: 1, 3: 1}),
    ("ES", {1: 2}),
    ("JP", {1: 3, 2: 2}),
)
"""Country -> days from today (at the warehouse) -> plain orders due then. Featured orders come on top."""

_OLD: tuple[tuple[str, str, str, int], ...] = (
    ("US", "Shipped", "Merchant", 54),
    ("CA", "Shipped", "Merchant", 5),
    ("DE", "Shipped", "Merchant", 10),
    ("GB", "Shipped", "Merchant", 5),
    ("JP", "Shipped", "Merchant", 3),
    ("US", "Cancelled", "Merchant", 8),
    ("DE", "Cancelled", "Merchant", 3),
    ("US", "Pending", "Merchant", 4),
    ("US", "Shipped", "Amazon", 14),
    ("DE", "Shipped", "Amazon", 4),
    ("US", "Unshipped", "Amazon", 3),
    ("US", "Pending", "Amazon", 1),
)


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


def sample_orders(*, seed: int, now: datetime) -> tuple[SampleOrder, ...]:
    """About 300 orders, about 170 of them open and 46 due today at the warehouse, in a stable order."""
    maker = OrderMaker(seed, now)
    due = [maker.plain(country, days) for country, days_due in _DUE for days, count in days_due.items() for _ in range(count)]
    old = [maker.old(country, status, channel) for country, status, channel, count in _OLD for _ in range(count)]
    return (*featured(maker), *_with_greeks_and_bulgarians(maker, due), *old)


def many_orders(*, seed: int, now: datetime, rows: int) -> Iterator[SampleOrder]:
    """Plain orders of Amazon.com until their lines make ``rows`` rows; for measurements."""
    maker = OrderMaker(f"{seed}/many", now)
    left = rows
    while left > 0:
        order = maker.plain("US", maker.draws.whole(-1, 9))
        order = replace(order, lines=order.lines[:left])
        left -= len(order.lines)
        yield order


def _with_greeks_and_bulgarians(maker: OrderMaker, orders: list[SampleOrder]) -> list[SampleOrder]:
    """Every second order of the Italian and Polish store fronts goes to Greece or Bulgaria."""
    abroad = {"IT": "GR", "PL": "BG"}
    seen: set[str] = set()
    moved = []
    for order in orders:
        country = order.market.country
        goes = country in abroad and country not in seen
        (seen.add if goes else seen.discard)(country)
        moved.append(replace(order, buyer=a_buyer(maker.draws, abroad[country])) if goes else order)
    return moved


def featured(maker: OrderMaker) -> list[SampleOrder]:
    """Orders that show a trap or a state, each named by what it shows."""
    by_hand = [*_late(maker), *_due_today(maker), *_due_tomorrow(maker)]
    return [*_in_this_order(by_hand), *_confirmed(maker), *_elsewhere(maker)]


def _in_this_order(orders: list[SampleOrder]) -> list[SampleOrder]:
    """Give low order numbers, which the queue shows first among orders of the same deadline."""
    return [replace(order, order_id=f"111-0{n:02d}{order.order_id[7:]}") for n, order in enumerate(orders, start=11)]


def _late(make: OrderMaker) -> list[SampleOrder]:
    press = _us(make, -1, [("FRP-34-ST", 1)], town=("Austin", "TX", "78704"))
    skillet = _us(make, -8, [("SKL-CI-10", 1)], town=("Boise", "ID", "83702"))
    backpack = _us(make, -1, [("BPK-RT-OL", 1)], town=("Brooklyn", "NY", "11215"))
    return [
        _placed(replace(press, part=Part.REFUSED), make.now - timedelta(hours=76)),
        _with(skillet, verge_of_cancellation="true", verge_of_lateShipment="true"),
        _with(backpack, is_buyer_requested_cancellation="true", buyer_requested_cancel_reason="Found a lower price elsewhere"),
    ]


def _due_today(make: OrderMaker) -> list[SampleOrder]:
    mugs = _us(make, 0, [("MUG-ENM-FG", 4), ("FRP-34-ST", 1), ("TWL-CMP-SG", 2)], town=("Tampa", "FL", "33602"))
    throw = _us(make, 0, [("THR-MER-DK", 1)], town=("Chicago", "IL", "60614"))
    lantern = _us(make, 0, [("LNT-LED-RC", 1)], town=("Denver", "CO", "80205"))
    box = _us(make, 0, [("DRY-20-TL", 1)], town=("Bozeman", "MT", "59715"))
    camp = _us(make, 0, [("HDL-400-UC", 2)], town=("APO", "AE", "09012"))
    gift = _us(make, 0, [("CND-SOY-CD", 1), ("BTL-SS20-CR", 1)], town=("Madison", "WI", "53703"))
    partly = _us(make, 0, [("PLT-ENM-4", 3)], town=("Omaha", "NE", "68104"))
    quote = replace(_us(make, 0, [("MUG-ENM-BL", 1)]), lines=(make.line("US", LONE_QUOTE, 1),))
    vanished = _placed(replace(_us(make, 0, [("KNF-PR-04", 1)]), part=Part.VANISHED), make.now - timedelta(hours=40))
    asked = _placed(replace(_us(make, 0, [("HMK-DBL-RS", 1)]), part=Part.ASKED_LATER), make.now - timedelta(hours=41))
    message = "Happy birthday, Grandma!  All our love from the lake, Ada & Ben"
    first, second = gift.lines
    gift_lines = (replace(first, cells={"gift-wrap-type": "Kraft paper", "gift-message-text": message}), second)
    return [
        mugs,
        _with(replace(throw, service="SecondDay"), is_prime="true"),
        _with(replace(lantern, service="SecondDay"), is_prime="true", verge_of_lateShipment="true"),
        replace(box, buyer=replace(box.buyer, lines=("PO Box 1042",))),
        replace(camp, buyer=replace(camp.buyer, lines=("CMR 480 Box 1234",), phone="")),
        replace(gift, lines=gift_lines),
        replace(partly, status="Shipping", lines=tuple(replace(line, shipped=1) for line in partly.lines)),
        quote,
        vanished,
        asked,
        _with(replace(_us(make, 0, [("TNT-2P-SD", 1)]), service="NextDay"), is_premium_order="true", is_prime="true"),
        _placed(replace(_us(make, 0, [("GRD-BR-CN", 1), ("BLK-PNT-SM", 2)]), part=Part.BAD_ROW), make.now - timedelta(hours=19)),
    ]


def _due_tomorrow(make: OrderMaker) -> list[SampleOrder]:
    sixty = [make.line("US", GOODS[n % len(GOODS)], 1 + n % 3, price_designation="BUSINESS") for n in range(60)]
    # sixty different items: the catalogue is smaller, so the second round sells them as packs
    sixty = [_as_pack(line) if n >= len(GOODS) else line for n, line in enumerate(sixty)]
    business = replace(_us(make, 1, [("CHR-FLD-WN", 1)]), lines=tuple(sixty))
    starters = replace(_us(make, 1, [("FST-50", 999)]), part=Part.PLAIN)
    replacement = _us(make, 1, [("KTL-GS-15", 1)])
    exchange = _us(make, 1, [("SLB-3S-NV", 1)])
    protected = replace(_us(make, 1, [("HDL-400-UC", 1)]), lines=(make.line("US", PROTECTED, 1, is_transparency="true"),))
    custom_url = "https://zme-caps.amazon.example/t/invented/1"
    custom = replace(_us(make, 1, [("BRD-BB-18", 1)]), lines=(make.line("US", CUSTOM, 1, customized_url=custom_url),))
    free = tuple(replace(line, price=Decimal(0)) for line in replacement.lines)
    return [
        _business(business, "PO-2026-00417", "Invented Lodge & Spa LLC"),
        _business(starters, "4500012345", "Nowhere Campgrounds Inc"),
        _with(replace(replacement, lines=free), is_replacement_order="true", original_order_id="112-0000000-0000001"),
        _with(exchange, is_exchange_order="true", original_order_id="112-0000000-0000002"),
        protected,
        custom,
        _with(_us(make, 1, [("TRK-CB-PR", 1)]), signature_confirmation_recommended="true"),
        _with(_us(make, 1, [("MAP-CS-A4", 1)]), is_global_express="true"),
        replace(_us(make, 2, [("APR-WX-BR", 1)]), ship_by=None, deliver_by=None),
        replace(_us(make, 2, [("WHT-ST-DB", 2)]), ship_by=None, deliver_by=None),
    ]


def _confirmed(make: OrderMaker) -> list[SampleOrder]:
    counts = {Part.ACCEPTED: 11, Part.PROBABLY_ACCEPTED: 4, Part.SENT: 2}
    made = [
        _placed(replace(make.plain("US", 0), part=part), _early(make)) for part, count in counts.items() for _ in range(count)
    ]
    now_waiting = {Part.DOWNLOADED: 4, Part.PREPARED: 5}
    return [*made, *(replace(make.plain("US", 0), part=part) for part, count in now_waiting.items() for _ in range(count))]


def _elsewhere(make: OrderMaker) -> list[SampleOrder]:
    german = make.plain("DE", 1)
    cash = make.plain("JP", 1)
    collect = make.plain("JP", 2)
    point = make.plain("DE", 2)
    return [
        replace(german, lines=(make.line("DE", LONG_GERMAN, 1),)),
        _with(cash, payment_method="COD", cod_collectible_amount="4480"),
        _with(collect, is_pickup_point_order="true", pickup_point_type="ConvenienceStore"),
        _with(
            replace(point, buyer=replace(point.buyer, lines=("Abholstation 117", "Kundennummer 0000000"), address_type="")),
            is_pickup_point_order="true",
            pickup_point_type="Locker",
        ),
    ]


def _us(make: OrderMaker, days: int, goods: list[tuple[str, int]], town: tuple[str, str, str] | None = None) -> SampleOrder:
    order = make.plain("US", days)
    by_sku = {good.sku: good for good in GOODS}
    lines = tuple(make.line("US", by_sku[sku], quantity) for sku, quantity in goods)
    buyer = replace(order.buyer, city=town[0], region=town[1], postal_code=town[2]) if town else order.buyer
    return replace(order, lines=lines, buyer=buyer, service="Standard", cells={})


def _with(order: SampleOrder, **cells: str) -> SampleOrder:
    return replace(order, cells={**order.cells, **{name.replace("_", "-"): value for name, value in cells.items()}})


def _placed(order: SampleOrder, at: datetime) -> SampleOrder:
    return replace(order, placed_at=at.replace(microsecond=0))


def _early(make: OrderMaker) -> datetime:
    return make.now - timedelta(hours=30, minutes=make.draws.whole(0, 900))


def _business(order: SampleOrder, number: str, company: str) -> SampleOrder:
    named = _with(order, is_business_order="true", purchase_order_number=number, buyer_company_name=company)
    buyer = replace(order.buyer, company=company, address_type="Commercial")
    return replace(named, buyer=buyer)


def _as_pack(line: SampleLine) -> SampleLine:
    good = replace(
        line.good, sku=f"{line.good.sku}-2PK", asin=f"B0PACK{line.good.asin[-4:]}", title=f"{line.good.title}, pack of 2"
    )
    return replace(line, good=good, title=good.title)
