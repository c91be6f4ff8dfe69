"""Two people on one order, a session that ends while somebody types, a line that breaks: in real browsers, nothing is lost."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Desk, Watched, accessibility_faults, open_page, sign_in

UPS = "1Z5R89390357567127"


def an_order(page: Page, desk: Desk, number: int) -> str:
    """Address of a ready order; each test takes its own."""
    page.goto(f"{desk.url}/orders/?q=is:ready+store:US")
    return desk.url + (page.locator("tr.row a.oid").nth(number).get_attribute("href") or "").split("?")[0]


def tick(page: Page) -> None:
    """What happens every 15 seconds."""
    page.evaluate("document.body.dispatchEvent(new CustomEvent('desk:tick', { bubbles: true }))")


@pytest.fixture
def dana(chromium: Browser, watched: Watched, desk: Desk) -> Iterator[Page]:
    """Somebody else at the desk, in a browser of their own."""
    opened = open_page(chromium, watched)
    sign_in(opened, desk, email=desk.email.replace("owner@", "desk@"))
    yield opened
    opened.context.close()


def test_they_see_each_other_and_what_the_other_does(page: Page, dana: Page, desk: Desk) -> None:
    address = an_order(page, desk, 0)
    page.goto(address)
    dana.goto(address)
    expect(dana.locator("#here")).to_contain_text("is here too, since")

    tick(page)
    expect(page.locator("#here")).to_contain_text("is here too, since")
    page.get_by_label("Tracking number").fill(UPS)
    dana.get_by_role("button", name=re.compile("Hold")).click()
    dana.get_by_label("Why should it wait?").fill("Ask the buyer first")
    dana.get_by_role("button", name="Put on hold").click()
    expect(dana.locator(".toast")).to_contain_text("Order on hold.")
    tick(page)

    expect(page.locator("#here")).to_contain_text("put the order on hold.")
    expect(page.locator("#here")).to_contain_text("Ask the buyer first")
    expect(page.get_by_label("Tracking number")).to_have_value(UPS)
    assert accessibility_faults(page) == []


def test_a_parcel_typed_while_the_other_wrote_a_note_is_kept_and_goes_when_sent_again(
    page: Page, dana: Page, desk: Desk, watched: Watched
) -> None:
    address = an_order(page, desk, 1)
    page.goto(address)
    page.get_by_label("Tracking number").fill(UPS)
    page.get_by_label("Carrier", exact=True).fill("UPS")
    dana.goto(address)
    dana.get_by_role("textbox", name="Note").fill("Use the padded box")
    dana.get_by_role("button", name="Add note").click()
    expect(dana.locator("#timeline")).to_contain_text("Use the padded box")

    page.get_by_role("button", name=re.compile("^Confirm")).click()

    expect(page.get_by_role("heading", name="The order changed while this page was open")).to_be_visible()
    expect(page.locator(".conflict")).to_contain_text("Use the padded box")
    expect(page.get_by_label("Tracking number")).to_have_value(UPS)
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Send it anyway").click()
    expect(page.get_by_role("heading", name="Parcel 1")).to_be_visible()
    watched.faults.clear()  # a conflict is a 409, which Chromium notes on its console


def test_a_session_that_ends_while_somebody_types_loses_nothing(page: Page, desk: Desk, watched: Watched) -> None:
    page.goto(an_order(page, desk, 2))
    note = page.get_by_role("textbox", name="Note")
    note.fill("Typed before the session ended")
    page.context.clear_cookies(name="shipby_session")

    page.get_by_role("button", name="Add note").click()
    dialog = page.get_by_role("dialog", name="You were signed out")
    expect(dialog).to_be_visible()
    assert accessibility_faults(page) == []
    with page.context.expect_page() as opened:
        dialog.get_by_role("link", name="Sign in").click()
    other = opened.value
    other.get_by_label("E-mail").fill(desk.email)
    other.get_by_label("Password", exact=True).fill(desk.password)
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("heading", name="You are signed in again")).to_be_visible()
    other.close()
    page.bring_to_front()
    if dialog.is_visible():
        dialog.get_by_role("button", name="I am signed in").click()
    expect(dialog).to_be_hidden()
    expect(note).to_have_value("Typed before the session ended")
    page.get_by_role("button", name="Retry").click()

    expect(page.locator("#timeline")).to_contain_text("Typed before the session ended")
    watched.faults.clear()  # the 401 that told of the end


def test_a_poll_of_an_ended_session_covers_the_page_and_keeps_what_is_typed(page: Page, desk: Desk, watched: Watched) -> None:
    page.goto(an_order(page, desk, 2))
    page.get_by_label("Tracking number").fill(UPS)
    page.context.clear_cookies(name="shipby_session")

    tick(page)

    expect(page.get_by_role("dialog", name="You were signed out")).to_be_visible()
    assert page.locator(".card form").count() > 0, "no sign-in page inside a card"
    assert page.locator("#here form").count() == 0
    expect(page.get_by_label("Tracking number")).to_have_value(UPS)
    watched.faults.clear()


def test_without_script_the_form_comes_back_after_the_sign_in(chromium: Browser, desk: Desk) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, desk)
    page.goto(an_order(page, desk, 3))
    page.get_by_role("textbox", name="Note").fill("Without any script")
    context.clear_cookies(name="shipby_session")

    page.get_by_role("button", name="Add note").click()
    expect(page.locator("main")).to_contain_text("What you sent is kept")
    page.get_by_label("E-mail").fill(desk.email)
    page.get_by_label("Password", exact=True).fill(desk.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("main")).to_contain_text("Without any script")
    page.get_by_role("button", name="Send it now").click()

    expect(page.locator("#timeline")).to_contain_text("Without any script")
    context.close()


def test_a_line_that_breaks_keeps_the_page_and_what_is_typed(page: Page, desk: Desk, watched: Watched) -> None:
    page.goto(an_order(page, desk, 4))
    page.get_by_role("textbox", name="Note").fill("Typed while offline")
    page.context.set_offline(True)

    page.get_by_role("button", name="Add note").click()
    expect(page.get_by_role("alert")).to_contain_text("can't be reached. What you typed is still here.")
    page.get_by_role("button", name="Retry").click()
    expect(page.get_by_role("alert")).to_contain_text("can't be reached")
    page.context.set_offline(False)
    page.get_by_role("button", name="Retry").click()

    expect(page.locator("#timeline")).to_contain_text("Typed while offline")
    watched.faults.clear()  # Chromium notes requests without a network


def test_a_form_of_any_page_stays_when_the_line_breaks(page: Page, desk: Desk, watched: Watched) -> None:
    page.goto(f"{desk.url}/profile/")
    keys = page.locator("input[name=single_keys]")
    keys.uncheck()
    page.context.set_offline(True)
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("alert")).to_contain_text("can't be reached")
    expect(keys).not_to_be_checked()
    page.context.set_offline(False)
    page.get_by_role("button", name="Retry").click()
    expect(page.locator("html[data-single-keys=off]")).to_be_attached()
    keys.check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("html:not([data-single-keys])")).to_be_attached()
    watched.faults.clear()  # Chromium notes requests without a network


def test_one_form_of_the_page_does_not_empty_another(page: Page, desk: Desk) -> None:
    page.goto(an_order(page, desk, 7))
    page.get_by_label("Tracking number").fill(UPS)

    page.get_by_role("textbox", name="Note").fill("While the parcel is typed")
    page.get_by_role("button", name="Add note").click()

    expect(page.locator("#timeline")).to_contain_text("While the parcel is typed")
    expect(page.get_by_role("textbox", name="Note")).to_have_value("")
    expect(page.get_by_label("Tracking number")).to_have_value(UPS)
    assert page.url.endswith("/"), "a reload sends nothing again"


def test_a_double_click_sends_once(page: Page, desk: Desk) -> None:
    page.goto(an_order(page, desk, 5))
    page.get_by_role("textbox", name="Note").fill("Clicked twice")

    page.get_by_role("button", name="Add note").dblclick()

    expect(page.locator("#timeline")).to_contain_text("Clicked twice")
    page.reload()
    assert page.locator("#timeline li", has_text="Clicked twice").count() == 1


def test_a_token_that_went_stale_by_a_sign_in_elsewhere_costs_nothing(page: Page, desk: Desk, watched: Watched) -> None:
    page.goto(an_order(page, desk, 6))
    page.get_by_role("textbox", name="Note").fill("With a token of before")
    other = page.context.new_page()
    page.context.clear_cookies(name="shipby_session")
    sign_in(other, desk)
    other.close()
    with page.expect_response(lambda answer: answer.url.endswith("/accounts/token/")):
        tick(page)  # its own token is stale as well: it fetches the one of now
    with page.expect_response(lambda answer: "/here" in answer.url and answer.status in {200, 204}):
        tick(page)

    page.get_by_role("button", name="Add note").click()

    expect(page.locator("#timeline")).to_contain_text("With a token of before")
    watched.faults.clear()  # the 403 of the stale token
