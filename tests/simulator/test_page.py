"""The page for people, and the description of the simulator's own endpoints."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import msgspec
import pytest

from shipby_simulator.door.endpoints import TABLE
from tests.simulator.driver import QUIET, Driver, simulate


class Seen(HTMLParser):
    """Collects texts, addresses and open elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.addresses, self.open = "", [], []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href", "action", "data", "srcset"}]
        if tag not in {"meta", "link", "br", "input"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def look(amazon: Driver, target: str = "/") -> tuple[Seen, str]:
    response = amazon.raw("GET", target)
    assert (response.status, response.content_type) == (200, "text/html; charset=utf-8")
    assert "default-src 'none'" in dict(response.headers)["Content-Security-Policy"]
    seen = Seen()
    seen.feed(response.body.decode())
    assert seen.open == []
    return seen, response.body.decode()


def test_the_page_shows_a_store_its_orders_and_what_will_happen() -> None:
    amazon = simulate(f"{QUIET}[buyers]\nasks_to_cancel = 0.3\n", accounts=2)
    seen, _ = look(amazon)
    assert "This is a pretend store" in seen.text
    assert amazon.world.sellers[0].name in seen.text
    assert "2026-11-23 12:00:00 UTC" in seen.text
    coming = amazon.control("truth/coming?account=0&limit=20")["coming"]
    assert all(one["order_id"] in seen.text for one in coming)
    assert "buyer asks to cancel" in seen.text
    latest = max(amazon.world.books[0].orders.values(), key=lambda order: order.updated)
    assert amazon.world.books[0].order_id(latest.n) in seen.text
    other, _ = look(amazon, "/?account=1")
    assert amazon.world.books[1].order_id(0)[:3] in other.text
    assert amazon.raw("GET", "/?account=2").status == 400
    assert amazon.raw("POST", "/").status == 405
    amazon.advance("PT1H")
    assert "13:00:00 UTC" in look(amazon)[0].text


def test_the_page_loads_nothing_from_outside_and_knows_dark_and_narrow() -> None:
    seen, raw = look(simulate())
    assert all(address.startswith("/") and not address.startswith("//") for address in seen.addresses)
    assert "url(" not in raw
    assert "@import" not in raw
    assert "prefers-color-scheme:dark" in raw
    assert 'name="viewport"' in raw


def test_what_buyers_wrote_cannot_break_the_page() -> None:
    amazon = simulate(f"{QUIET}[strange]\nodd_text = 1.0\n", orders=300)
    seen, raw = look(amazon)
    names = [amazon.world.books[0].facts(n).buyer.name for n in amazon.world.books[0].orders]
    assert any("<" in name for name in names)
    assert not re.search(r"<b>\s*\w+ \w+</td>", raw)
    assert any(name in seen.text for name in names if "<b>" in name or "&amp;" in name)


def test_every_own_endpoint_is_described_and_answers_as_described() -> None:
    amazon = simulate()
    document = amazon.control("schema")
    for row in TABLE:
        described = document["paths"][row.path][row.method.lower()]
        assert described["summary"] == row.about
        (media,) = described["responses"]["200"]["content"]
        assert media == row.media
        assert bool(described["responses"]["200"]["content"][media]) == (row.answer is not None)
    whole = json.dumps(document)
    for name in re.findall(r'"#/components/schemas/([^"]+)"', whole):
        assert name in document["components"]["schemas"]
    n = amazon.unshipped()
    for row in TABLE:
        if row.method == "GET" and row.answer is not None and "{" not in row.path.replace("{order_id}", ""):
            response = amazon.raw("GET", row.path.replace("{order_id}", amazon.world.books[0].order_id(n)))
            assert response.status == 200, (row.path, response.body)
            msgspec.json.decode(response.body, type=row.answer)


@pytest.mark.parametrize("clock", ["manual", "x60"])
def test_the_page_comes_again_by_itself_only_where_time_runs(clock: str) -> None:
    raw: Any = look(simulate(clock=clock))[1]
    assert ('http-equiv="refresh"' in raw) == (clock == "x60")
