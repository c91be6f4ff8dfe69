"""Orders one after another beside the queue, by keyboard: the list stays, the address says which one is open."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Desk, Watched, accessibility_faults, is_too_wide, open_page, sign_in

LIST = "/orders/?q=is:ready+store:US"


def ids(page: Page) -> list[str]:
    return [row.get_attribute("data-order-id") or "" for row in page.locator("tr.row").all()]


def shown(page: Page, order_id: str) -> None:
    expect(page.locator("#panel .ohead h1")).to_contain_text(order_id)
    expect(page).to_have_url(re.compile(f"open={order_id}"))


def test_triage_by_keyboard(page: Page, desk: Desk) -> None:
    page.goto(desk.url + LIST)
    first, second, third = ids(page)[:3]

    page.keyboard.press("j")
    page.keyboard.press("o")
    shown(page, first)
    page.keyboard.press("j")
    shown(page, second)
    page.wait_for_timeout(120)
    page.keyboard.press("j")
    shown(page, third)
    page.wait_for_timeout(120)
    page.keyboard.press("k")
    shown(page, second)
    assert page.title().startswith(f"Order {second}")
    assert accessibility_faults(page) == []
    page.keyboard.press("Escape")

    expect(page.locator("#panel")).to_be_hidden()
    expect(page).to_have_url(re.compile(r"/orders/\?q="))
    assert "open=" not in page.url
    assert page.evaluate("document.activeElement.closest('tr.row').dataset.orderId") == second


def test_closing_the_drawer_loads_nothing_and_keeps_focus_and_selection(page: Page, desk: Desk) -> None:
    page.goto(desk.url + LIST)
    second = ids(page)[1]
    page.keyboard.press("x")
    page.locator("tr.row a.oid").nth(1).click()
    shown(page, second)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    page.wait_for_timeout(1000)

    assert [url for url in asked if "/orders/rows/" not in url and "/static/" not in url] == []
    assert page.evaluate("document.activeElement.closest('tr.row').dataset.orderId") == second
    expect(page.locator("tr.row input:checked")).to_have_count(1)


def test_what_is_done_in_the_drawer_stays_in_it_and_can_be_undone(page: Page, desk: Desk) -> None:
    page.goto(desk.url + LIST)
    order_id = ids(page)[4]
    page.locator("tr.row a.oid").nth(4).click()
    shown(page, order_id)

    page.wait_for_timeout(150)
    page.keyboard.press("h")
    page.get_by_label("Why should it wait?").fill("Waiting for a box")
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_contain_text("Waiting for a box")
    expect(page.locator(".toast")).to_contain_text("Order on hold.")
    page.locator(".toast [data-undo]").click()

    expect(page.locator("#panel").get_by_role("button", name=re.compile("Hold"))).to_be_visible()
    shown(page, order_id)


def test_a_refused_parcel_in_the_drawer_keeps_what_is_typed(page: Page, desk: Desk, watched: Watched) -> None:
    page.goto(desk.url + LIST)
    page.locator("tr.row a.oid").nth(5).click()
    page.locator("#panel").get_by_label("Tracking number").fill("1Z5R89390357567127")
    page.locator("#panel").get_by_label("Carrier", exact=True).fill("Nosuch Express")
    page.locator("#panel").get_by_role("button", name=re.compile("^Confirm")).click()

    expect(page.locator("#panel [aria-invalid]").first).to_be_visible()
    expect(page.locator("#panel").get_by_label("Tracking number")).to_have_value("1Z5R89390357567127")
    watched.faults.clear()  # a refusal is a 422, which Chromium notes on its console


def test_the_address_opens_it_again_and_back_closes_it(page: Page, desk: Desk) -> None:
    page.goto(desk.url + LIST)
    order_id = ids(page)[2]
    page.locator("tr.row a.oid").nth(2).click()
    shown(page, order_id)

    page.reload()
    shown(page, order_id)
    page.go_back()
    expect(page.locator("#panel")).to_be_hidden()
    assert "open=" not in page.url


def test_what_is_typed_and_not_sent_is_there_when_one_comes_back(page: Page, desk: Desk) -> None:
    page.goto(desk.url + LIST)
    first, second = ids(page)[6:8]
    page.locator("tr.row a.oid").nth(6).click()
    shown(page, first)
    page.locator("#panel").get_by_role("textbox", name="Note").fill("Half a sentence")
    page.keyboard.press("Escape")
    page.wait_for_timeout(120)
    page.keyboard.press("j")
    shown(page, second)
    expect(page.locator("#panel").get_by_role("textbox", name="Note")).to_have_value("")
    page.wait_for_timeout(120)
    page.keyboard.press("k")
    shown(page, first)

    expect(page.locator("#panel").get_by_role("textbox", name="Note")).to_have_value("Half a sentence")
    page.locator("#panel").get_by_role("button", name=re.compile("Tag")).click()
    page.get_by_label("Tag", exact=True).fill("half")
    page.get_by_role("button", name="Add tag").click()
    expect(page.locator("#panel .chip.own")).to_contain_text("half")
    expect(page.locator("#panel").get_by_role("textbox", name="Note")).to_have_value("Half a sentence")


def test_what_was_sent_is_told_even_when_one_went_on_at_once(page: Page, desk: Desk, watched: Watched) -> None:
    page.goto(desk.url + LIST)
    first, second = ids(page)[8:10]
    page.locator("tr.row a.oid").nth(8).click()
    shown(page, first)
    panel = page.locator("#panel")
    panel.get_by_label("Tracking number").fill("1Z5R89390357567127")
    panel.get_by_label("Carrier", exact=True).fill("Nosuch Express")
    page.route("**/parcels*", lambda route: (page.wait_for_timeout(2500), route.continue_()))
    panel.get_by_role("button", name=re.compile("^Confirm")).click()
    page.locator("tr.row a.oid").nth(9).click()
    shown(page, second)

    shown(page, first)
    expect(panel.locator("[aria-invalid]").first).to_be_visible()
    page.unroute("**/parcels*")
    watched.faults.clear()  # a refusal is a 422


def test_a_broken_line_says_so_and_the_list_stays(page: Page, desk: Desk, watched: Watched) -> None:
    page.goto(desk.url + LIST)
    order_id = ids(page)[1]
    page.context.set_offline(True)
    page.locator("tr.row a.oid").nth(1).click()
    expect(page.get_by_role("alert")).to_contain_text("The order could not be loaded")
    page.context.set_offline(False)
    page.get_by_role("button", name="Retry").click()

    shown(page, order_id)
    watched.faults.clear()


@pytest.mark.parametrize("width", [390, 1100])
def test_on_narrow_screens_the_link_is_a_page(width: int, chromium: Browser, watched: Watched, desk: Desk) -> None:
    page = open_page(chromium, watched, width=width)
    sign_in(page, desk)
    page.goto(desk.url + LIST)
    order_id = ids(page)[0]
    page.locator("tr.row a.oid").first.click()

    expect(page).to_have_url(re.compile(f"/orders/{order_id}/"))
    assert not is_too_wide(page)
    page.goto(f"{desk.url}/orders/?q=is:ready&open={order_id}")
    expect(page).to_have_url(re.compile(f"/orders/{order_id}/"))
    page.context.close()
