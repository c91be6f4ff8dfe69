"""What the queue tells: the right orders, in the right order, behind the wall, with a known number of queries."""

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shipby.diagnosis.rules import BLOCKING
from shipby.orders.models import Order
from shipby.orders.reads import (
    BadPage,
    Moment,
    deadline_counts,
    history,
    listed_orders,
    matching_order_ids,
    neighbours,
    order_detail,
    queue_page,
    rows_of,
    view_counts,
)
from shipby.orders.rules.query import Query, parse
from tests.conftest import NOW
from tests.rooms.shipping.world import World, a_world, an_order, hours

pytestmark = pytest.mark.django_db

BERLIN = Moment(NOW, ZoneInfo("Europe/Berlin"), tuple(BLOCKING))
"""Monday, 6:41 pm at the warehouse."""


@pytest.fixture
def world(clock) -> World:
    return a_world()


def ids(world: World, text: str, moment: Moment = BERLIN) -> list[str]:
    return [row.order_id for row in queue_page(world.scope.account_ids, parse(text), moment).rows]


def test_the_most_urgent_order_is_shown_first_and_those_without_ship_by_last(world: World) -> None:
    later = an_order(world, ship_by_latest=NOW + hours(30))
    unknown = an_order(world, ship_by_latest=None)
    late = an_order(world, ship_by_latest=NOW - hours(2))

    assert ids(world, "") == [late.order_id, later.order_id, unknown.order_id]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("due:overdue", "late"),
        ("due:today", "today"),
        ("due:tomorrow", "tomorrow"),
        ("due:later", "friday"),
        ("due:none", "never"),
        ("due:2026-11-24", "tomorrow"),
        ("due:2026-11-25..", "friday"),
        ("due:<2026-11-24 due:>=2026-11-23 -due:overdue", "today"),
    ],
)
def test_due_means_days_of_the_warehouse(world: World, text: str, expected: str) -> None:
    orders = {
        "late": an_order(world, ship_by_latest=NOW - hours(1)),
        "today": an_order(world, ship_by_latest=NOW + hours(4)),
        "tomorrow": an_order(world, ship_by_latest=NOW + hours(6)),
        "friday": an_order(world, ship_by_latest=NOW + timedelta(days=4)),
        "never": an_order(world, ship_by_latest=None),
    }

    assert ids(world, text) == [orders[expected].order_id]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("is:prime", {"programs": {"PRIME": True}}),
        ("is:business", {"programs": {"AMAZON_BUSINESS": True}}),
        ("is:held", {"is_held": True}),
        ("is:cancel-requested", {"cancel_requested": True}),
        ("is:incomplete", {"is_incomplete": True}),
        ("is:confirmed", {"confirmation": "prepared"}),
        ("is:blocked", {"causes": ["on_hold"]}),
        ("status:partially-shipped", {"status": "PARTIALLY_SHIPPED"}),
        ("status:cancelled", {"status": "CANCELLED", "is_open": False}),
        ("status:closed", {"status": "SHIPPED", "is_open": False}),
        ("is:fba", {"fulfilled_by": "AMAZON", "is_open": False}),
        ("service:next-day", {"service_level": "NEXT_DAY"}),
        ("country:CA", {"country": "CA"}),
        ("store:Amazon.ca", {"sales_channel": "Amazon.ca", "marketplace_id": "A2EUQ1WTGCTBG2"}),
        ("store:ca", {"sales_channel": "Amazon.ca", "marketplace_id": "A2EUQ1WTGCTBG2"}),
        ("qty:>1", {"unit_count": 3}),
        ("tag:Fragile", {"tags": ["fragile"]}),
        ("cause:on-hold", {"causes": ["on_hold"]}),
        ("tracking:9400111202555842332669", {"tracking_numbers": ["9400111202555842332669"]}),
        ('"9400 1112 0255 5842 3326 69"', {"tracking_numbers": ["9400111202555842332669"]}),
        ("Osnabr", {"city": "Osnabrück"}),
        ("city:Osnabrück", {"city": "Osnabrück"}),
        ("city:osn*", {"city": "Osnabrück"}),
        ("region:BY", {"region": "BY"}),
        ("asin:b0c1234567", {"lines": [{"asin": "B0C1234567"}]}),
        ('title:"enamel cu"', {"lines": [{"title": "Blue Enamel Cup"}]}),
        ("value:>=50", {"grand_total": 50, "currency": "USD"}),
        ("value:40..60eur", {"grand_total": 50, "currency": "EUR"}),
        ("purchased:2026-11-20", {"purchased_at": NOW - timedelta(days=3)}),
        ("purchased:last-30 -purchased:last-2", {"purchased_at": NOW - timedelta(days=3)}),
        ("deliver:today", {"deliver_by_latest": NOW + timedelta(hours=1)}),
        ("deliver:overdue", {"deliver_by_latest": NOW - timedelta(hours=1)}),
        ("is:overdue", {"ship_by_latest": NOW - timedelta(hours=1)}),
        ("due:yesterday", {"ship_by_latest": NOW - timedelta(hours=24)}),
        ("channel:Amazon.ca", {"sales_channel": "Amazon.ca", "marketplace_id": "A2EUQ1WTGCTBG2"}),
        ("po:4500-17", {"purchase_order_number": "4500-17"}),
        ("has:tracking", {"tracking_numbers": ["9400111202555842332669"]}),
        ("has:value", {"grand_total": 1, "currency": "USD"}),
        ("is:invoiced-by-amazon", {"programs": {"INVOICE_BY_AMAZON": True}}),
        ("buyer:#0123456789abcdef,#0123456789abcde0", {"buyer_terms": ["0123456789abcdef"]}),
    ],
)
def test_each_filter_finds_its_orders_and_no_other(world: World, text: str, facts: dict[str, object]) -> None:
    an_order(world, country="US", city="Boise", unit_count=1)
    wanted = an_order(world, **({"country": "US", "city": "Boise", "unit_count": 1} | facts))

    assert ids(world, text) == [wanted.order_id]
    field = text.split(":", maxsplit=1)[0]
    if field not in {"status", text} and text != "is:fba" and " -" not in text:
        assert wanted.order_id not in ids(world, f"-{text}")


@pytest.mark.parametrize("text", ["due:9999-12-31", "due:0001-01-01..9999-12-31", "due:>9000-01-01", "due:<=0001-01-02"])
def test_days_at_the_ends_of_the_calendar_break_nothing(world: World, text: str) -> None:
    an_order(world)

    assert len(ids(world, text)) <= 1


def test_a_sku_is_found_whole_or_by_its_beginning(world: World) -> None:
    mug = an_order(world, lines=[{"sku": "MUG-1"}])
    mug_large = an_order(world, lines=[{"sku": "BTL-1"}, {"sku": "MUG-10"}])

    assert ids(world, "sku:mug-1") == [mug.order_id]
    assert sorted(ids(world, "sku:MUG*")) == sorted([mug.order_id, mug_large.order_id])
    assert ids(world, "-sku:MUG-1") == [mug_large.order_id]


@pytest.mark.parametrize("text", ["%", "_", "'", "a\\", "' & 'b':*", "😀", "\u202eabc", "a:b*(c)", "\x00"])
def test_strange_words_find_nothing_and_break_nothing(world: World, text: str) -> None:
    an_order(world)

    assert ids(world, '"' + text.replace('"', "") + 'x"') == []


def test_pages_follow_each_other_without_a_gap_or_a_repeat(world: World) -> None:
    orders = [an_order(world, ship_by_latest=NOW + hours(number // 3) if number % 4 else None) for number in range(23)]
    seen, after = [], None
    while True:
        page = queue_page(world.scope.account_ids, Query(), BERLIN, after=after, limit=5)
        seen += [row.order_id for row in page.rows]
        after = page.after
        if after is None:
            break

    assert len(seen) == len(set(seen)) == len(orders)
    assert page.total == 23
    assert seen == [row.order_id for row in queue_page(world.scope.account_ids, Query(), BERLIN, limit=99).rows]


def a_place(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).rstrip(b"=").decode()


OPEN, ALL = (hashlib.sha256(text).hexdigest()[:8] for text in (b"\nship-by", b"status:all\n-purchased"))
ORDER = "113-0000001-0000001"


@pytest.mark.parametrize(
    "after",
    [
        *("x", "AAAA", "", "W10", "é", "bnVsbA", "WzEsMl0", "=" * 50),
        a_place(1, None),
        a_place("", [None, ORDER, 1]),
        a_place(OPEN, ["2026-01-01T00:00:00", ORDER, 1]),
        a_place(OPEN, ["0001-01-01T00:00:00+14:00", ORDER, 1]),
        a_place(OPEN, ["yesterday", ORDER, 1]),
        a_place(OPEN, [None, ORDER, 2**63]),
        a_place(OPEN, [None, ORDER, -1]),
        a_place(OPEN, [None, ORDER, "1"]),
        a_place(OPEN, [None, "\0", 1]),
        a_place(OPEN, [None, "\ud800", 1]),
        a_place(OPEN, [None, 7, 1]),
        a_place(OPEN, [None, "1" * 200, 1]),
        a_place(OPEN, [None, ORDER, 1, 1]),
        a_place(OPEN, [None, ORDER]),
        a_place(OPEN, [None, ORDER, 1], "many"),
        a_place(OPEN, [None, ORDER, 1], 1, True, 7),
        a_place(ALL, [None, 1]),
        a_place(ALL, [7, 1]),
    ],
)
@pytest.mark.parametrize("text", ["", "status:all"])
def test_a_place_nobody_made_is_refused(world: World, after: str, text: str) -> None:
    with pytest.raises(BadPage):
        queue_page(world.scope.account_ids, parse(text), BERLIN, after=after)


def test_a_stranger_sees_nothing(world: World, clock) -> None:
    order = an_order(world)
    strangers = a_world(name="East").scope.account_ids

    assert queue_page(strangers, Query(), BERLIN).rows == ()
    assert order_detail(strangers, order.order_id) is None
    assert rows_of(strangers, [order.order_id]) == []
    assert listed_orders(strangers, Query(), BERLIN, is_whole=True) == []
    assert deadline_counts(strangers, Query(), BERLIN).days == ()
    assert neighbours(strangers, Query(), order.order_id, BERLIN) is None


def test_the_strip_counts_what_is_late_ready_blocked_and_confirmed(world: World) -> None:
    an_order(world, ship_by_latest=NOW - hours(10))
    an_order(world, ship_by_latest=NOW - hours(20), causes=["on_hold"])
    an_order(world, ship_by_latest=NOW + hours(1))
    an_order(world, ship_by_latest=NOW + hours(1), causes=["on_hold"])
    an_order(world, ship_by_latest=NOW + hours(1), confirmation="prepared", causes=["confirm_prepared"])
    an_order(world, ship_by_latest=None)
    an_order(world, ship_by_latest=NOW - hours(1), is_open=False, status="SHIPPED")

    strip = deadline_counts(world.scope.account_ids, parse("due:tomorrow"), BERLIN)

    assert (strip.overdue, strip.overdue_blocked, strip.overdue_seconds, strip.without_ship_by) == (2, 1, 15 * 3600, 1)
    (today,) = strip.days
    assert (today.count, today.ready, today.blocked, today.confirmed) == (3, 1, 1, 1)


def test_views_count_their_orders(world: World) -> None:
    an_order(world, causes=["on_hold"])
    an_order(world)
    an_order(world, status="SHIPPED", is_open=False)
    views = {"all": Query(), "blocked": parse("is:blocked"), "shipped": parse("status:shipped"), "none": parse("status:pending")}

    assert view_counts(world.scope.account_ids, views, BERLIN) == {"all": 2, "blocked": 1, "shipped": 1, "none": 0}


def test_an_order_knows_its_neighbours_in_the_same_filter(world: World) -> None:
    first, second, third = (an_order(world, ship_by_latest=NOW + hours(number)) for number in (1, 2, 3))
    an_order(world, ship_by_latest=NOW + hours(2), is_held=True)

    found = neighbours(world.scope.account_ids, parse("-is:held"), second.order_id, BERLIN)

    assert found is not None
    assert (found.previous, found.next, found.position, found.total) == (first.order_id, third.order_id, 2, 3)


def test_closed_orders_come_newest_first(world: World) -> None:
    old, new = (an_order(world, status="SHIPPED", is_open=False, purchased_at=NOW - timedelta(days=days)) for days in (30, 2))

    assert ids(world, "status:shipped") == [new.order_id, old.order_id]
    assert matching_order_ids(world.scope.account_ids, parse("status:all"), BERLIN, most=1) == [new.order_id]


@pytest.mark.parametrize(
    ("read", "queries"),
    [
        (lambda accounts, _: queue_page(accounts, Query(), BERLIN), 3),
        (lambda accounts, _: deadline_counts(accounts, Query(), BERLIN), 1),
        (lambda accounts, _: view_counts(accounts, {"a": Query(), "b": parse("status:shipped")}, BERLIN), 2),
        (order_detail, 4),
        (lambda accounts, order: neighbours(accounts, Query(), order, BERLIN), 5),
        (lambda accounts, _: listed_orders(accounts, Query(), BERLIN), 2),
    ],
)
@pytest.mark.parametrize("count", [1, 12])
def test_the_number_of_queries_does_not_grow(world: World, read: Callable, queries: int, count: int) -> None:
    orders = [an_order(world, lines=[{}, {}]) for _ in range(count)]

    with CaptureQueriesContext(
        connection,
    ) as captured:
        read(world.scope.account_ids, orders[0].order_id)

    assert len(captured) == queries


@pytest.fixture
def crowd(world: World) -> World:
    """Five thousand orders: a hundred to ship, the others shipped, none cancelled."""
    Order.objects.bulk_create(
        [
            Order(
                account_id=world.account_id,
                order_id=f"114-{number:07d}-0000000",
                status="SHIPPED" if number % 50 else "UNSHIPPED",
                fulfilled_by="MERCHANT",
                purchased_at=NOW - hours(number),
                ship_by_latest=NOW + hours(number % 90),
                version_at=NOW,
                facts_hash=b"",
                source="report",
                first_seen_at=NOW,
                changed_at=NOW,
                is_open=not number % 50,
            )
            for number in range(5000)
        ]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE orders_order")
    return world


def plans_of(read: Callable[[], object]) -> str:
    """How the database answers the questions of ``read``."""
    with CaptureQueriesContext(connection) as captured:
        read()
    plans = []
    with connection.cursor() as cursor:
        for query in captured:
            if query["sql"].startswith("EXPLAIN"):
                continue
            cursor.execute("EXPLAIN " + query["sql"])
            plans += [row[0] for row in cursor.fetchall()]
    return "\n".join(plans)


def test_lists_read_the_index_made_for_them_and_never_every_order(crowd: World) -> None:
    accounts = crowd.scope.account_ids
    indexes = {
        "orders_order_open": ("", "due:today", "-is:held", "status:unshipped", "tag:fragile"),
        "orders_order_closed": ("status:cancelled", "status:unfulfillable"),
        "orders_order_newest": ("status:all",),
    }
    for index, texts in indexes.items():
        for text in texts:
            plan = plans_of(partial(queue_page, accounts, parse(text), BERLIN))
            assert index in plan, (text, plan)
            assert "Seq Scan on orders_order " not in plan or text == "status:all", (text, plan)

    counts = plans_of(lambda: view_counts(accounts, {"a": parse("status:cancelled"), "b": Query()}, BERLIN))
    assert "Seq Scan on orders_order " not in counts, counts


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("status:all word77", "orders_order_search"),
        ("status:all word77 country:DE", "orders_order_search"),
        ("status:all sku:WORD77", "orders_order_search"),
        ("status:all tracking:1Z5R89390357567127", "orders_order_search"),
        ("status:all title:word77", "orders_order_search"),
        ("status:all order:114-0000077-0000000", "orders_order_once"),
        ("status:all buyer:#0123456789abcdef", "orders_order_buyer"),
        ("status:all country:DE", "orders_order_newest"),
        ("status:all value:>50", "orders_order_newest"),
        ("status:all -is:held has:note", "orders_order_newest"),
        ("status:shipped qty:>3", "orders_order_closed|orders_order_newest"),  # as the size of either index falls out
        ("status:all purchased:2026-06 country:DE", "orders_order_newest"),
    ],
)
def test_no_question_about_the_history_reads_every_order(
    crowd: World, monkeypatch: pytest.MonkeyPatch, text: str, index: str
) -> None:
    monkeypatch.setattr(history, "WINDOW", 50)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE orders_order SET search = setweight(to_tsvector('simple', 'word' || id % 500), 'A') || "
            "array_to_tsvector(ARRAY['@' || to_char(purchased_at, 'YYYYMM')]), "
            "buyer_terms = CASE WHEN id % 100 = 0 THEN ARRAY[substr(md5(id::text), 1, 16)] ELSE '{}' END"
        )
        cursor.execute("ANALYZE orders_order")

    plan = plans_of(partial(queue_page, crowd.scope.account_ids, parse(text), BERLIN))

    assert any(name in plan for name in index.split("|")), plan
    assert "Seq Scan on orders_order " not in plan, plan
