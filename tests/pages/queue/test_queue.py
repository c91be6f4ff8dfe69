"""The queue: what a person at the desk sees first, and what they can do from it."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import unquote_plus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shipby.actions.hold_orders import hold_orders
from shipby.orders.rules.facts import FulfilledBy
from shipby.words.ports import VirtualClock
from tests.actions.told import a_line, a_person, an_order, received, record
from tests.cast import CastMember, an_account
from tests.conftest import NOW

ClientOf = Callable[[CastMember], Client]
LATE, TODAY, TOMORROW, NEXT_WEEK, NO_SHIP_BY = (f"111-000000{number}-0000000" for number in range(1, 6))
QUERIES = 15
"""Session, person, scope; two for the zone; three for the table, one for the strip, two for tabs; three of the shell."""


@pytest.fixture
def account(nora: CastMember, clock: VirtualClock) -> int:
    return an_account(nora, clock)


@pytest.fixture
def orders(account: int) -> int:
    """One order for each deadline, the late one on hold later where a test says so."""
    record(
        account,
        an_order(LATE, ship_by_latest=NOW - timedelta(hours=10, minutes=43)),
        an_order(
            TODAY, a_line("1", title="Enamel mug", quantity=4), a_line("2", sku="TWL-1"), ship_by_latest=NOW + timedelta(hours=4)
        ),
        an_order(TOMORROW, ship_by_latest=NOW + timedelta(days=1)),
        an_order(NEXT_WEEK, ship_by_latest=NOW + timedelta(days=6), programs={"PRIME": True}),
        an_order(NO_SHIP_BY, ship_by_latest=None),
    )
    return account


def text_of(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


def ids_of(html: str) -> list[str]:
    return re.findall(r'data-order-id="([^"]+)"', html)


def test_orders_stand_by_deadline_and_those_without_one_come_last(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    html = text_of(client_of(dana).get("/orders/"))

    assert ids_of(html) == [LATE, TODAY, TOMORROW, NEXT_WEEK, NO_SHIP_BY]
    assert "10 h 43 m late" in html
    assert "Today, Mon Nov 23, 1" in html
    assert html.index("Overdue, 1") < html.index("Today, Mon Nov 23") < html.index("No ship-by, 1")


def test_the_row_says_the_cause_and_the_next_step(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    hold_orders(scope=dana.scope, order_ids=[TODAY], reason="", actor=dana.actor, now=NOW)

    html = text_of(client_of(dana).get("/orders/?q=is:held"))

    assert ids_of(html) == [TODAY]
    assert "On hold" in html
    assert "Release it to ship" in html
    assert "data-blocked" in html


def test_the_row_says_the_fact_where_one_is_known(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    hold_orders(scope=dana.scope, order_ids=[TODAY], reason="Waits for <the> lid", actor=dana.actor, now=NOW)

    html = text_of(client_of(dana).get("/orders/?q=is:held"))

    assert "Waits for &lt;the&gt; lid" in html
    assert "Release it to ship" not in html


@pytest.mark.parametrize(
    ("facts", "query", "said"),
    [
        ({"status": "SHIPPED"}, "status:shipped", "Shipped"),
        ({"status": "CANCELLED"}, "status:cancelled", "Do not ship it"),
        ({"fulfilled_by": FulfilledBy.AMAZON}, "is:fba", "Amazon ships it"),
    ],
)
def test_an_order_that_is_over_is_never_called_ready_or_late(
    client_of: ClientOf, dana: CastMember, account: int, facts: dict[str, str], query: str, said: str
) -> None:
    record(account, an_order(LATE, ship_by_latest=NOW - timedelta(days=3), **facts))

    html = text_of(client_of(dana).get(f"/orders/?q={query}"))

    row = html[html.index(f'data-order-id="{LATE}"') : html.index("</tr>", html.index(f'data-order-id="{LATE}"'))]
    assert said in row
    assert "Ready" not in row
    assert "late" not in row
    assert "data-ready" not in row


def test_views_beyond_the_open_orders_are_one_click_away(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    record(orders, an_order("111-0000009-0000000", status="CANCELLED"))

    html = text_of(client_of(dana).get("/orders/"))

    assert re.search(r'href="/orders/\?q=status%3Acancelled">Cancelled <span class="n">1<', html)


def test_more_than_one_unit_is_drawn_inverted(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    html = text_of(client_of(dana).get(f"/orders/?q={TODAY}"))

    assert '<span class="qty multi">\u00d75</span>' in html
    assert "+1 more" in html


def test_the_strip_counts_deadlines_and_its_cells_are_filters(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client = client_of(dana)
    html = text_of(client.get("/orders/"))
    cells = [unquote_plus(href) for href in re.findall(r'href="(/orders/\?q=due[^"]*)"', html)]

    assert cells[:3] == ["/orders/?q=due:overdue", "/orders/?q=due:today", "/orders/?q=due:tomorrow"]
    assert ids_of(text_of(client.get(cells[0]))) == [LATE]
    assert ids_of(text_of(client.get("/orders/?q=due:none"))) == [NO_SHIP_BY]
    assert 'href="/orders/" class="late" aria-current="true"' in text_of(client.get(cells[0]))


def test_a_chip_leads_to_the_filter_without_it(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    html = text_of(client_of(dana).get("/orders/?q=qty:>1 is:prime"))

    assert ids_of(html) == []
    assert "No order matches" in html
    found = {unquote_plus(href) for href in re.findall(r'href="([^"]*)" aria-label="Remove filter', html)}
    assert found == {"/orders/?q=is:prime", "/orders/?q=qty:2.."}


@pytest.mark.parametrize("typed", ["due:tody", 'sku:"open', "nosuch:field", "qty:many", "country:Germany", "x" * 3000])
def test_a_filter_that_can_not_be_read_is_shown_with_its_word_and_kept(
    typed: str, client_of: ClientOf, dana: CastMember, orders: int
) -> None:
    response = client_of(dana).get("/orders/", {"q": f"mug {typed}"})
    html = response.content.decode()

    assert response.status_code == 422
    assert "<mark>" in html
    assert 'name="q" value="mug ' in html
    assert ids_of(html) == []


def test_markup_in_a_filter_or_a_title_stays_text(client_of: ClientOf, dana: CastMember, account: int) -> None:
    record(account, an_order(LATE, a_line(title='<script>alert("x")</script>')))

    html = client_of(dana).get("/orders/", {"q": "<script>"}).content.decode()
    page = client_of(dana).get("/orders/").content.decode()

    assert "<script>" not in html
    assert "&lt;script&gt;alert" in page


def test_the_first_day_says_how_to_begin(client_of: ClientOf, dana: CastMember, account: int) -> None:
    html = text_of(client_of(dana).get("/orders/"))

    assert "No orders yet" in html
    assert "Import a report" in html


def test_nothing_personal_stands_in_the_list(client_of: ClientOf, nora: CastMember, account: int) -> None:
    record(account, received(an_order(LATE), a_person("Rosalind Wetherby")))

    html = client_of(nora).get("/orders/").content.decode()

    assert "Portland, OR" in html
    for secret in ("Wetherby", "Quince", "97201", "555-0147", "r.w@buyer.example"):
        assert secret not in html


def test_a_stranger_sees_none_of_it(client_of: ClientOf, eve: CastMember, orders: int, clock: VirtualClock) -> None:
    an_account(eve, clock)

    assert ids_of(client_of(eve).get("/orders/").content.decode()) == []


def test_a_viewer_sees_orders_and_no_acts(client_of: ClientOf, vera: CastMember, orders: int) -> None:
    html = client_of(vera).get("/orders/").content.decode()

    assert len(ids_of(html)) == 5
    assert 'class="bulk"' not in html
    assert "/orders/bulk/hold/" not in html


def test_the_page_costs_the_same_queries_whatever_it_shows(client_of: ClientOf, dana: CastMember, account: int) -> None:
    client = client_of(dana)
    client.get("/orders/")
    record(account, *(an_order(f"112-0000000-{number:07d}") for number in range(3)))
    with CaptureQueriesContext(connection) as few:
        client.get("/orders/")
    record(
        account, *(an_order(f"113-0000000-{number:07d}", ship_by_latest=NOW + timedelta(hours=number)) for number in range(60))
    )
    with CaptureQueriesContext(connection) as many:
        response = client.get("/orders/")

    assert len(ids_of(response.content.decode())) == 50

    assert len(many) == len(few) <= QUERIES


def test_the_next_page_goes_on_where_this_one_ends(client_of: ClientOf, dana: CastMember, account: int) -> None:
    record(
        account, *(an_order(f"113-0000000-{number:07d}", ship_by_latest=NOW + timedelta(hours=number)) for number in range(60))
    )
    client = client_of(dana)
    first = client.get("/orders/").content.decode()
    (following,) = re.findall(r'href="([^"]*)" rel="next"', first)

    second = client.get(following.replace("&amp;", "&")).content.decode()

    assert len({*ids_of(first), *ids_of(second)}) == 60
    assert client.get("/orders/?after=nonsense").status_code == 200


def test_news_are_silent_until_something_changes(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client = client_of(dana)
    html = client.get("/orders/").content.decode()
    (poll,) = re.findall(r'hx-get="(/orders/news/[^"]*)"', html)
    poll = poll.replace("&amp;", "&")

    assert client.get(poll).status_code == 204
    record(orders, an_order("119-0000000-0000000"))
    told = client.get(poll)

    assert told.status_code == 200
    assert "1 new order." in told.content.decode()
    assert 'href="/orders/"' in told.content.decode()


def test_hold_asks_why_and_can_be_undone(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    client = client_of(dana)
    asked = text_of(client.post("/orders/bulk/hold/", {"order": [LATE, TODAY], "back": "/orders/?q=qty:1"}))
    assert "Put 2 orders on hold" in asked
    assert "Why should they wait?" in asked

    done = client.post(
        "/orders/bulk/hold/", {"order": [LATE, TODAY], "reason": "flood", "back": "/orders/?q=is:held"}, follow=True
    )
    assert done.redirect_chain == [("/orders/?q=is:held", 302)]
    assert "2 orders on hold." in text_of(done)
    assert set(ids_of(text_of(done))) == {LATE, TODAY}

    undone = client.post("/orders/bulk/release/", {"order": [LATE, TODAY], "back": "/orders/?q=is:held"}, follow=True)
    assert ids_of(text_of(undone)) == []


def test_a_bad_tag_is_refused_beside_its_field_and_kept(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    response = client_of(dana).post("/orders/bulk/tag/", {"order": [LATE], "add": "a,b"})

    assert response.status_code == 422
    assert 'value="a,b"' in response.content.decode()
    assert "can&#x27;t be a tag" in response.content.decode()


def test_tags_of_a_selection_show_on_the_rows(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    done = client_of(dana).post("/orders/bulk/tag/", {"order": [LATE, TODAY], "add": "fragile"}, follow=True)

    assert text_of(done).count('<span class="tag own">fragile</span>') == 2


def test_after_an_act_nobody_is_sent_to_another_site(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    for back in ("https://evil.example/", "//evil.example/orders/", "/orders/\\evil", "javascript:alert(1)", ""):
        done = client_of(dana).post("/orders/bulk/release/", {"order": [LATE], "back": back})
        assert done.headers["Location"].startswith("/orders/")


def test_a_selection_begins_the_table_that_confirms_many(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    begun = client_of(dana).post("/orders/bulk/confirm/", {"order": [LATE, TODAY]}, follow=True)

    assert f"order-id\tcarrier-code\ttracking-number\n{LATE}\t\t\n{TODAY}\t\t" in begun.content.decode()


def test_slips_of_a_selection_are_one_pdf_that_nobody_keeps(client_of: ClientOf, sam: CastMember, orders: int) -> None:
    response = client_of(sam).post("/orders/bulk/packing-slips/", {"order": [LATE, TODAY]})

    assert response.content.startswith(b"%PDF-")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Cache-Control"] == "no-store, private"


def test_printing_nothing_says_so(client_of: ClientOf, dana: CastMember, orders: int) -> None:
    for order_ids in ([], ["000-0000000-0000000"], ["\x00", "x" * 500]):
        response = client_of(dana).post("/orders/bulk/packing-slips/", {"order": order_ids})
        assert response.status_code == 422
        assert "Select orders in the list first" in response.content.decode()


def test_acts_on_orders_of_another_shop_change_nothing(
    client_of: ClientOf, eve: CastMember, dana: CastMember, orders: int
) -> None:
    client_of(eve).post("/orders/bulk/hold/", {"order": [LATE], "reason": "mine"})
    printed = client_of(eve).post("/orders/bulk/packing-slips/", {"order": [LATE]})

    assert ids_of(text_of(client_of(dana).get("/orders/?q=is:held"))) == []
    assert printed.status_code == 422
