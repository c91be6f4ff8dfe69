"""A question is answered whole: every order is on one side of a filter or on the other, and a word in a title is found."""

from zoneinfo import ZoneInfo

import pytest

from shipby.diagnosis.rules import BLOCKING
from shipby.orders.models import Note
from shipby.orders.reads import BadPage, Moment, deadline_counts, neighbours, queue_page
from shipby.orders.rules.fields import HAS, PURCHASED_WORDS, SHIP_BY_WORDS
from shipby.orders.rules.query import DUE_WORDS, MARKS, SERVICES, STATES, STATUS_GROUPS, STATUS_WORDS, Query, parse
from tests.actions.told import a_line, an_account, record
from tests.actions.told import an_order as a_told_order
from tests.conftest import NOW
from tests.rooms.shipping.world import World, a_world, an_order, hours

pytestmark = pytest.mark.django_db

BERLIN = Moment(NOW, ZoneInfo("Europe/Berlin"), tuple(BLOCKING))
TITLES = (
    "Enamel Camp Mug, 12 oz, forest green",
    "USB-C/HDMI-Kabel (2er-Pack)",
    'Bildschirm 27" 4K',
    "Größe XL Straßenschuhe",
    "ブルー マグカップ 350ml",
    "Кружка эмалированная",
    "Tea & Coffee's cup http://example.com/shop",
)


@pytest.fixture
def world(clock) -> World:
    return a_world()


@pytest.fixture
def motley(world: World) -> World:
    """Orders of which all is known, and orders of which next to nothing is."""
    an_order(world, store_id=None, marketplace_id="", sales_channel="", ship_by_latest=None)
    an_order(world, ship_by_latest=NOW - hours(3), cancel_requested=True, is_held=True, causes=["cancel_requested", "on_hold"])
    an_order(world, ship_by_latest=NOW + hours(3), cancel_requested=False, tags=["gift-wrap"], programs={"PRIME": True})
    an_order(world, ship_by_latest=NOW + hours(9), programs={"PRIME": False}, service_level="NEXT_DAY", country="US", city="Reno")
    an_order(world, ship_by_latest=NOW + hours(99), confirmation="sent", tracking_numbers=["1Z5R89390357567127"], unit_count=4)
    an_order(world, lines=[{"sku": "MUG-1", "programs": {"GIFT": True}}, {"sku": "BTL-1"}], line_count=2)
    an_order(world, status="PENDING", causes=["payment_pending"], ship_by_latest=None)
    an_order(world, status="SHIPPED", is_open=False)
    an_order(world, status="UNSHIPPED", is_open=False, confirmation="accepted")
    an_order(world, status="CANCELLED", is_open=False)
    an_order(world, fulfilled_by="AMAZON", is_open=False, deliver_by_latest=NOW + hours(2), purchase_order_number="4500-1")
    dear = an_order(
        world, is_open=False, status="SHIPPED", grand_total=99, currency="USD", region="OR", buyer_terms=["0123456789abcdef"]
    )
    Note.objects.create(order=dear, text="Call first", written_at=NOW, written_by="Nora")
    return world


def ids(world: World, text: str) -> list[str]:
    return [row.order_id for row in queue_page(world.scope.account_ids, parse(text), BERLIN, limit=99).rows]


FILTERS = [
    *(f"due:{word}" for word in (*DUE_WORDS, "2026-11-24", "..2026-11-24", ">2026-11-24", "today,none")),
    *(f"status:{word}" for word in (*STATUS_WORDS, *STATUS_GROUPS) if word not in {"all", "open"}),
    *(f"service:{word}" for word in SERVICES),
    *(f"is:{word}" for word in (*MARKS, *STATES)),
    *("store:US", "store:us", "sku:MUG-1", "sku:MUG*", "qty:>1", "qty:0..1", "country:US", "tag:gift-wrap", "cause:on-hold"),
    *("account:main", "order:113*", "tracking:1z5r89390357567127", "mug", "Reno", "asin:B0*", "title:mug", "po:4500*"),
    *(f"has:{word}" for word in HAS),
    *(f"purchased:{word}" for word in (*PURCHASED_WORDS, "last-7", "2026-11", "..2026-11-22")),
    *(f"deliver:{word}" for word in (*SHIP_BY_WORDS, "next-3", "2026-11-24..")),
    *("value:>10", "value:..10USD", "value:EUR", "channel:us", "channel:Amazon.ca", "fulfilment:amazon", "fulfilment:merchant"),
    *("region:OR", "region:O*", "city:Reno", "city:R*", "note:call", "store:U*", "account:M*", "buyer:#0123456789abcdef"),
]


@pytest.mark.parametrize("text", FILTERS)
def test_a_filter_and_its_opposite_part_the_orders_and_lose_none(motley: World, text: str) -> None:
    all_orders = ids(motley, "status:all")
    found, others = (ids(motley, f"status:all {sign}{text}") for sign in ("", "-"))

    assert len(all_orders) == 12
    assert sorted([*found, *others]) == sorted(all_orders)


@pytest.mark.parametrize("text", ["status:unshipped", "-status:pending", "status:open", "status:unshipped,partially-shipped"])
def test_what_is_still_to_ship_stands_by_deadline(motley: World, text: str) -> None:
    rows = queue_page(motley.scope.account_ids, parse(text), BERLIN, limit=99).rows
    deadlines = [row.ship_by for row in rows if row.ship_by]

    assert all(row.is_open for row in rows)
    assert deadlines == sorted(deadlines)
    assert [row.ship_by is None for row in rows] == sorted(row.ship_by is None for row in rows)


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("camp", 0),
        ("ENAM", 0),
        ('"forest green"', 0),
        ("enamel,", 0),
        ("hdmi", 1),
        ("kabel", 1),
        ("usb-c", 1),
        ("2er-pack", 1),
        ('27 "4k"', 2),
        ("GRÖSSE", 3),
        ("strass", 3),
        ("マグ", 4),
        ("круж", 5),
        ("coffee's", 6),
        ("example", 6),
        ("FG.3", 3),
        ("mug_fg-3", 3),
        ("B0ABCDE005", 5),
        ("113-4857201-9936204", 4),
        ("9936204", 4),
        ("11348572019936204", 4),
    ],
)
def test_an_order_is_found_by_what_a_person_remembers_of_it(words: str, title: int, clock) -> None:
    account = an_account()
    record(
        account,
        *(
            a_told_order(
                f"113-4857201-993620{place}", a_line(str(place), title=told, sku=f"MUG_FG-{place}", asin=f"B0ABCDE00{place}")
            )
            for place, told in enumerate(TITLES)
        ),
    )
    found = queue_page((account,), parse(words), BERLIN).rows
    assert [row.title for row in found] == [TITLES[title]]


def test_words_side_by_side_are_not_words_apart(clock) -> None:
    account = an_account()
    record(account, a_told_order(), a_told_order("113-4857201-9936209", a_line("9", title="Mug, blue", sku="X-1")))

    assert len(queue_page((account,), parse("blue mug"), BERLIN).rows) == 2
    assert len(queue_page((account,), parse('"blue mug"'), BERLIN).rows) == 1


def test_the_longest_word_is_looked_for_without_an_error(world: World) -> None:
    an_order(world)

    assert ids(world, "マ" * 2000) == []
    assert ids(world, " ".join(f"sku:{'x' * 40}{number}*" for number in range(40))) == []


def test_a_place_of_another_filter_is_refused(world: World) -> None:
    for number in range(4):
        an_order(world, ship_by_latest=NOW + hours(number) if number else None)
    accounts = world.scope.account_ids
    after = queue_page(accounts, Query(), BERLIN, limit=1).after
    last = queue_page(accounts, Query(), BERLIN, after=after, limit=2).after

    for place in (after, last):
        for text in ("due:none", "status:all", "qty:>1"):
            with pytest.raises(BadPage):
                queue_page(accounts, parse(text), BERLIN, after=place)


def test_walking_from_order_to_order_is_walking_through_the_list(world: World) -> None:
    for number in range(9):
        an_order(world, ship_by_latest=NOW + hours(number // 3) if number % 4 else None)
        an_order(world, status="SHIPPED", is_open=False, purchased_at=NOW - hours(number // 2))

    for text in ("", "status:shipped"):
        listed = ids(world, text)
        steps = [neighbours(world.scope.account_ids, parse(text), order_id, BERLIN) for order_id in listed]
        assert [step.next for step in steps if step] == [*listed[1:], None]
        assert [step.previous for step in steps if step] == [None, *listed[:-1]]
        assert [(step.position, step.total) for step in steps if step] == [(place, 9) for place in range(1, 10)]


def test_orders_of_one_minute_stand_by_their_number(world: World) -> None:
    for order_id in ("113-0000003-0000000", "113-0000001-0000000", "113-0000002-0000000"):
        an_order(world, order_id=order_id, ship_by_latest=NOW)

    assert [order_id[:11] for order_id in ids(world, "")] == ["113-0000001", "113-0000002", "113-0000003"]


def test_the_strip_is_about_open_orders_whatever_is_asked(motley: World) -> None:
    everything = deadline_counts(motley.scope.account_ids, Query(), BERLIN)

    assert deadline_counts(motley.scope.account_ids, parse("status:shipped"), BERLIN) == everything
    assert deadline_counts(motley.scope.account_ids, parse("is:fba"), BERLIN).days == ()
