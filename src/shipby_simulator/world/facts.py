"""What is true of an order from the moment it is placed, and what its buyer will do: all of it drawn from the seed."""

from typing import TYPE_CHECKING

import msgspec

from shipby_simulator.core.clock import DAY, HOUR, MINUTE
from shipby_simulator.core.draw import Draw
from shipby_simulator.world import deadlines
from shipby_simulator.world.catalogue import Product
from shipby_simulator.world.people import CANCEL_REASONS, GIFT_TEXTS, Buyer, buyer_of
from shipby_simulator.world.places import Marketplace

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World

RETURN_REASONS = ("CR-DEFECTIVE", "AMZ-PG-WJ-TOO-SMALL", "CR-UNWANTED_ITEM", "CR-NOT_AS_DESCRIBED", "CR-SWITCHEROO")


class ItemFacts(msgspec.Struct, frozen=True):
    """A line of an order; money in the currency's smallest unit, for all units of the line together."""

    id: str
    product: Product
    quantity: int
    unit: int
    shipping: int
    tax: int
    shipping_tax: int
    discount: int
    gift_wrap: int
    gift_message: str
    transparency: bool
    customized: bool
    promotion: str

    @property
    def price(self) -> int:
        """Return the price of all units."""
        return self.unit * self.quantity

    @property
    def total(self) -> int:
        """Return what the buyer pays for the line."""
        return self.price + self.shipping + self.tax + self.shipping_tax + self.gift_wrap - self.discount


class Plan(msgspec.Struct, frozen=True):
    """What the buyer will do; times are milliseconds after the order, or after the delivery where it says so. 0 is never."""

    pay_after: int
    pays: bool
    release_after: int
    cancel_after: int
    ask_after: int
    ask_reason: str
    address_after: int
    address_never: bool
    write_after: int
    feedback_after: int
    rating: int
    return_after: int
    return_reason: str
    claim_after: int
    claims_undelivered: bool
    chargeback_after: int


class Facts(msgspec.Struct, frozen=True):
    """An order as it was placed. ``kinds`` are the strange things about it."""

    n: int
    order_id: str
    created: int
    place: Marketplace
    buyer: Buyer
    items: list[ItemFacts]
    level: str
    programs: list[str]
    kinds: frozenset[str]
    ship_from: int
    ship_by: int
    deliver_from: int
    deliver_by: int
    plan: Plan

    @property
    def total(self) -> int:
        """Return the grand total."""
        return sum(item.total for item in self.items)

    @property
    def by_amazon(self) -> bool:
        """Return whether Amazon's warehouses ship it."""
        return "fba" in self.kinds


_KINDS = (
    "fba", "gift", "business", "prime", "premium", "ship_plus", "easy_ship", "transparency", "customized", "iba",
    "cash_on_delivery", "preorder", "replacement", "pickup_point", "address_late", "address_missing", "many_items",
    "huge_quantity", "zero_price", "signature",
)  # fmt: skip
_PROGRAMS = (
    ("business", "AMAZON_BUSINESS"), ("prime", "PRIME"), ("premium", "PREMIUM"), ("ship_plus", "FBM_SHIP_PLUS"),
    ("easy_ship", "AMAZON_EASY_SHIP"), ("iba", "INVOICE_BY_AMAZON"), ("preorder", "PREORDER"),
)  # fmt: skip
_ONLY = {
    "easy_ship": {"IN"},
    "cash_on_delivery": {"JP", "IN", "AE", "SA", "EG"},
    "ship_plus": {"US"},
    "iba": {"DE", "FR", "IT", "ES", "GB"},
}
_LEVELS = [("STANDARD", 70), ("FREE_ECONOMY", 15), ("EXPEDITED", 10), ("NEXT_DAY", 5)]
_TAX = {"US": 0.08, "CA": 0.13, "JP": 0.1, "AU": 0.1, "SG": 0.09}
_TRANSIT = {"STANDARD": (2, 5), "EXPEDITED": (1, 3), "SECOND_DAY": (1, 2), "NEXT_DAY": (1, 1), "FREE_ECONOMY": (3, 8)}


def facts_of(world: "World", account: int, n: int, created: int) -> Facts:
    """Draw an order."""
    draw, settings = Draw(world.seed, "order", account, n), world.settings
    place = draw.weighted([(place, place.weight) for place in world.sellers[account].marketplaces])
    kinds = _kinds(draw, world, place)
    buyer = buyer_of(draw, place, settings.strange, business="business" in kinds, pickup="pickup_point" in kinds)
    items = _items(draw, world, account, n, place, kinds)
    level = draw.weighted(_LEVELS)
    if "premium" in kinds or "prime" in kinds:
        level = "SECOND_DAY"
    plan = _plan(Draw(world.seed, "plan", account, n), world, kinds)
    handling = 0 if "premium" in kinds else draw.weighted([(1, 85), (2, 15)])
    ready = created + plan.release_after
    day = deadlines.local_day(ready, place)
    if handling == 0 and deadlines.start_of(day, place) + 14 * HOUR <= ready:
        handling = 1  # after the cut-off at two in the afternoon
    ship_day = deadlines.business_days_after(day, handling)
    least, most = _TRANSIT[level]
    return Facts(
        n=n,
        order_id=world.books[account].order_id(n),
        created=created,
        place=place,
        buyer=buyer,
        items=items,
        level=level,
        programs=[program for kind, program in _PROGRAMS if kind in kinds],
        kinds=kinds,
        ship_from=max(ready, deadlines.start_of(day, place)),
        ship_by=deadlines.end_of(ship_day, place),
        deliver_from=deadlines.start_of(deadlines.business_days_after(ship_day, least), place),
        deliver_by=deadlines.end_of(deadlines.business_days_after(ship_day, most), place),
        plan=plan,
    )


def _kinds(draw: Draw, world: "World", place: Marketplace) -> frozenset[str]:
    strange = world.settings.strange
    drawn = [kind for kind in _KINDS if draw.chance(getattr(strange, kind))]
    kinds = {kind for kind in drawn if place.country in _ONLY.get(kind, {place.country})}
    if "fba" in kinds:  # Amazon ships it: none of the seller's programmes
        kinds -= {"prime", "premium", "ship_plus", "easy_ship", "preorder", "replacement", "signature", "cash_on_delivery"}
    return frozenset(kinds)


def _items(draw: Draw, world: "World", account: int, n: int, place: Marketplace, kinds: frozenset[str]) -> list[ItemFacts]:
    count = draw.between(40, 60) if "many_items" in kinds else draw.weighted([(1, 78), (2, 15), (3, 5), (4, 2)])
    return [_item(draw, world, account, (n, number), place, kinds) for number in range(count)]


def _item(
    draw: Draw, world: "World", account: int, which: tuple[int, int], place: Marketplace, kinds: frozenset[str]
) -> ItemFacts:
    n, number = which
    product = draw.pick(world.catalogues[account].products)
    quantity = 999 if "huge_quantity" in kinds and number == 0 else draw.weighted([(1, 85), (2, 10), (3, 3), (5, 2)])
    free = "replacement" in kinds or ("zero_price" in kinds and number == 0)
    scale = place.rate * (1 if place.digits else 0.01)
    unit = 0 if free else max(1, round(product.cents * scale))
    shipping = 0 if free or draw.chance(0.7) else max(1, round(499 * scale))
    discount = unit * quantity // 10 if draw.chance(0.06) else 0
    rate = _TAX.get(place.country, 0.0)
    gift = "gift" in kinds and number == 0
    return ItemFacts(
        id=world.books[account].item_id(n, number),
        product=product,
        quantity=quantity,
        unit=unit,
        shipping=shipping,
        tax=round((unit * quantity - discount) * rate),
        shipping_tax=round(shipping * rate),
        discount=discount,
        gift_wrap=round(399 * scale) if gift and draw.chance(0.5) else 0,
        gift_message=draw.pick(GIFT_TEXTS) if gift else "",
        transparency="transparency" in kinds,
        customized="customized" in kinds and number == 0,
        promotion=f"PAWS-V2-MP-V2-{draw.between(10**9, 10**10 - 1)}" if discount else "",
    )


def _plan(draw: Draw, world: "World", kinds: frozenset[str]) -> Plan:
    rates = world.settings.buyers
    pending = draw.chance(rates.pending)
    rating = (
        draw.weighted([(1, 3), (2, 2)]) if draw.chance(rates.negative_feedback) else draw.weighted([(5, 8), (4, 2), (3, 0.5)])
    )
    return Plan(
        pay_after=min(int(draw.waiting(rates.pending_hours * HOUR)), 20 * DAY) + MINUTE if pending else 0,
        pays=not (pending and draw.chance(rates.pays_never)),
        release_after=draw.between(2, 14) * DAY if "preorder" in kinds else 0,
        cancel_after=draw.between(2, 29) * MINUTE if draw.chance(rates.cancels_early) else 0,
        ask_after=draw.between(31, 36 * 60) * MINUTE if draw.chance(rates.asks_to_cancel) else 0,
        ask_reason=draw.pick(CANCEL_REASONS),
        address_after=draw.between(1, 12) * HOUR if "address_late" in kinds else 0,
        address_never="address_missing" in kinds,
        write_after=draw.between(1, 96) * HOUR if draw.chance(rates.writes) else 0,
        feedback_after=draw.between(1, 20) * DAY if draw.chance(rates.feedback) else 0,
        rating=rating,
        return_after=draw.between(1, 25) * DAY if draw.chance(rates.returns) else 0,
        return_reason=draw.pick(RETURN_REASONS),
        claim_after=draw.between(3, 30) * DAY if draw.chance(rates.claims) else 0,
        claims_undelivered=draw.chance(rates.claims_when_undelivered),
        chargeback_after=draw.between(10, 60) * DAY if draw.chance(rates.chargebacks) else 0,
    )
