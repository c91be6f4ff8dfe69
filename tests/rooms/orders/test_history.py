"""The history of closed orders: nothing is left out unnoticed, however little is looked at for one page."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shipby.diagnosis.rules import BLOCKING
from shipby.orders.reads import Moment, history, neighbours, queue_page
from shipby.orders.reads.filtering import matching
from shipby.orders.rules.query import parse
from shipby.orders.rules.sorting import SORTERS, Sort
from shipby.shop.models import SellerAccount
from tests.conftest import NOW
from tests.rooms.shipping.world import World, a_world, an_order, hours

pytestmark = pytest.mark.django_db

BERLIN = Moment(NOW, ZoneInfo("Europe/Berlin"), tuple(BLOCKING))
ORDERS = 60


@pytest.fixture
def world(clock) -> World:
    """Sixty closed orders over a year and two accounts, three open ones."""
    world = a_world()
    second = SellerAccount.objects.create(shop_id=world.scope.shop_id, name="Second", created_at=NOW)
    for number in range(ORDERS):
        an_order(
            world,
            account_id=second.id if number % 3 else world.account_id,
            status="CANCELLED" if number % 7 == 0 else "SHIPPED",
            is_open=False,
            purchased_at=NOW - timedelta(days=6 * (number // 2), hours=1),
            country="CA" if number % 5 == 0 else "US",
            city="Reno" if number % 2 else "Berlin",
            unit_count=number % 4,
            grand_total=None if number % 6 == 0 else number,
            currency="USD",
            deliver_by_latest=None if number % 4 == 0 else NOW - timedelta(days=number // 3),
            lines=[{"sku": f"CUP-{number % 10}", "title": "Camp mug" if number % 3 else "Kettle"}],
        )
    for number in range(3):
        an_order(world, ship_by_latest=NOW + hours(number))
    return World(type(world.scope)(world.scope.shop_id, (world.account_id, second.id)), world.account_id, world.store_id)


@pytest.fixture(params=["all within reach", "three orders at a time"])
def reach(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether everything is looked at for one page, or next to nothing."""
    if request.param == "all within reach":
        return True
    monkeypatch.setattr(history, "WINDOW", 5)
    monkeypatch.setattr(history, "MOST_CANDIDATES", 3)
    return False


QUESTIONS = [
    *("status:all", "status:shipped", "status:cancelled", "status:closed", "status:shipped,cancelled", "-status:open"),
    *(
        "status:all country:CA",
        "status:all qty:>2",
        "status:shipped value:10..40",
        "status:all -country:US",
        "status:all has:note",
    ),
    *(
        "status:all mug",
        "status:all kettle country:CA",
        "status:all sku:CUP-3",
        "status:all sku:CUP-3,CUP-4",
        "status:all title:camp",
    ),
    *("status:all reno", "status:all city:Reno", "status:all zzz", "status:all account:second", "status:all -account:second mug"),
    *(
        "status:all purchased:last-90",
        "status:all purchased:2026-06",
        "status:all purchased:2026-06 country:CA",
        "status:all 113",
    ),
    *("-status:shipped status:all", "status:confirmed", "status:all sku:CUP-1,%%%", "status:all account:nobody"),
]


@pytest.mark.parametrize("text", QUESTIONS)
def test_going_on_to_the_end_meets_every_order_once_newest_first(world: World, text: str, reach: bool) -> None:
    accounts, query = world.scope.account_ids, parse(text)
    wanted = list(matching(accounts, query, BERLIN).order_by("-purchased_at", "-id").values_list("order_id", flat=True))
    seen: list[str] = []
    after = None
    for _ in range(200):
        page = queue_page(accounts, query, BERLIN, after=after, limit=4)
        assert len(page.rows) <= 4
        seen += [row.order_id for row in page.rows]
        assert page.searched_back_to is None or page.after, "what was not searched can be searched"
        after = page.after
        if after is None:
            break

    assert seen == wanted
    if reach:
        first = queue_page(accounts, query, BERLIN, limit=4)
        assert (first.total, first.total_is_exact, first.searched_back_to) == (len(wanted), True, None)


@pytest.mark.parametrize("text", ["status:all", "status:cancelled", "status:all country:CA", "status:all mug"])
def test_a_total_that_is_not_exact_is_not_called_so(world: World, text: str, reach: bool) -> None:
    page = queue_page(world.scope.account_ids, parse(text), BERLIN, limit=4)
    real = matching(world.scope.account_ids, parse(text), BERLIN).count()

    assert page.total <= real
    assert page.total == real or not page.total_is_exact
    going_on = queue_page(world.scope.account_ids, parse(text), BERLIN, limit=4, after=page.after)
    assert (going_on.total, going_on.total_is_exact) == (page.total, page.total_is_exact)


@pytest.mark.parametrize("text", ["status:all", "status:all country:CA", "status:all mug", "status:cancelled"])
def test_going_back_is_going_on_the_other_way_round(world: World, text: str) -> None:
    accounts, query = world.scope.account_ids, parse(text)
    pages = []
    after = None
    while True:
        page = queue_page(accounts, query, BERLIN, after=after, limit=4)
        pages.append([row.order_id for row in page.rows])
        if page.after is None:
            break
        after = page.after
    for earlier in reversed(pages[:-1]):
        assert page.before
        page = queue_page(accounts, query, BERLIN, before=page.before, limit=4)
        assert [row.order_id for row in page.rows] == earlier

    assert page.before is None or earlier is not pages[0]


@pytest.mark.parametrize("name", [*SORTERS])
@pytest.mark.parametrize("is_descending", [False, True])
@pytest.mark.parametrize("text", ["status:all", ""])
def test_every_sort_pages_without_a_gap_and_puts_what_is_not_known_last(
    world: World, name: str, is_descending: bool, text: str
) -> None:
    accounts, query, sort = world.scope.account_ids, parse(text), Sort(name, is_descending)
    whole = queue_page(accounts, query, BERLIN, sort=sort, limit=99).rows
    seen, after = [], None
    while True:
        page = queue_page(accounts, query, BERLIN, sort=sort, limit=7, after=after)
        seen += page.rows
        after = page.after
        if after is None:
            break

    assert tuple(seen) == whole
    assert len(whole) == (ORDERS + 3 if text else 3)
    column = {"deliver-by": "deliver_by", "value": "grand_total", "purchased": "purchased_at", "qty": "unit_count"}.get(name)
    if column:
        values = [getattr(row, column) for row in whole]
        known = [value for value in values if value is not None]
        assert values[: len(known)] == known
        assert known == sorted(known, reverse=is_descending)


def test_another_sort_looks_at_the_newest_orders_and_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "WINDOW", 10)
    page = queue_page(world.scope.account_ids, parse("status:all"), BERLIN, sort=Sort("qty", is_descending=True), limit=50)

    assert 10 <= len(page.rows) < ORDERS
    assert page.searched_back_to is not None
    assert page.after is None
    assert all(row.purchased_at.astimezone(BERLIN.zone).date() >= page.searched_back_to for row in page.rows)


@pytest.mark.parametrize("text", ["status:all", "status:all country:CA", "status:all mug"])
def test_an_old_order_knows_its_neighbours(world: World, text: str, reach: bool) -> None:
    accounts, query = world.scope.account_ids, parse(text)
    listed = list(matching(accounts, query, BERLIN).order_by("-purchased_at", "-id").values_list("order_id", flat=True))
    place = len(listed) // 2
    found = neighbours(accounts, query, listed[place], BERLIN)

    assert found is not None
    if reach:
        assert (found.position, found.total) == (place + 1, len(listed))
    assert found.previous in {listed[place - 1], None if not reach else listed[place - 1]}
    assert found.next in {listed[place + 1], None if not reach else listed[place + 1]}


def test_what_is_remembered_of_an_order_is_found_though_it_is_closed(world: World) -> None:
    accounts = world.scope.account_ids
    shipped = an_order(world, status="SHIPPED", is_open=False, tracking_numbers=["1Z5R89390357567127"])

    for text in ("1Z5R89390357567127", "tracking:1z5r89390357567127", shipped.order_id, f"order:{shipped.order_id}"):
        page = queue_page(accounts, parse(text), BERLIN)
        assert page.rows == ()
        assert page.further is not None
        assert ([row.order_id for row in page.further.rows], page.further.total, page.further.total_is_exact) == (
            [shipped.order_id],
            1,
            True,
        )
    for text in ("", "country:CA", "due:today mug", "is:prime mug", "status:open mug"):
        assert queue_page(accounts, parse(text), BERLIN).further is None


def test_what_is_open_comes_first_and_the_rest_when_it_ends(world: World) -> None:
    first = queue_page(world.scope.account_ids, parse("mug"), BERLIN, limit=2)
    last = queue_page(world.scope.account_ids, parse("mug"), BERLIN, limit=2, after=first.after)

    assert first.further is None
    assert last.further is not None
    assert last.further.total == 40
    assert len(last.further.rows) == 20


@pytest.mark.parametrize("text", QUESTIONS)
def test_the_number_of_questions_does_not_grow_with_the_answers(world: World, text: str, reach: bool) -> None:
    with CaptureQueriesContext(connection) as captured:
        queue_page(world.scope.account_ids, parse(text), BERLIN)

    assert len(captured) <= 12
