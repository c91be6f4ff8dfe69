"""Orders made by hand: each shows a trap that real reports hold, or a state of the desk."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from shipby.cli.sample_store.goods import CUSTOM, GOODS, LONE_QUOTE, LONG_GERMAN, PROTECTED
from shipby.cli.sample_store.making import OrderMaker, Part, SampleLine, SampleOrder


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
        _prime(throw),
        _with(_prime(lantern), verge_of_lateShipment="true"),
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


def _prime(order: SampleOrder) -> SampleOrder:
    assert order.ship_by is not None
    return _with(replace(order, service="SecondDay", deliver_by=order.ship_by + timedelta(days=2)), is_prime="true")


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
