"""Many orders at once in a browser: chosen beyond the page by keyboard, previewed, worked by the real worker, undone."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Desk, Watched, accessibility_faults, is_too_wide, open_page, sign_in


def test_all_orders_are_held_and_the_hold_is_taken_back_by_keyboard_alone(page: Page, desk: Desk) -> None:
    page.locator("[data-select-all]").focus()
    page.keyboard.press("Space")
    page.get_by_label("Select all that match").focus()
    page.keyboard.press("Space")
    chosen = page.locator("[data-selected]")
    expect(chosen).not_to_have_text("50 selected")
    number = int(re.sub(r"\D", "", chosen.inner_text()))
    page.keyboard.press("h")
    page.wait_for_url("**/orders/bulk/hold/")
    expect(page.locator(".outcome li").first).to_contain_text("will change")
    assert accessibility_faults(page) == []
    page.keyboard.type("Stocktaking")
    page.keyboard.press("Enter")
    page.wait_for_url("**/jobs/**")
    expect(page.locator("#run-state [role=status]")).to_have_text("Done", timeout=30_000)
    assert page.locator("progress").get_attribute("max") == str(number)
    assert accessibility_faults(page) == []

    page.wait_for_timeout(150)
    page.keyboard.press("z")
    expect(page.locator("h1")).to_contain_text("Undo of run")
    expect(page.locator("#run-state [role=status]")).to_have_text("Done", timeout=30_000)
    page.goto(f"{desk.url}/orders/?q=is:held")
    expect(page.locator("body")).not_to_contain_text("Stocktaking")


def test_the_selection_is_there_again_after_the_page_is_loaded_again(page: Page) -> None:
    boxes = page.locator("tr.row input[type=checkbox]")
    boxes.nth(1).check()
    boxes.nth(3).check()
    page.reload()
    expect(page.locator("tr.row input:checked")).to_have_count(2)
    expect(page.locator("[data-selected]")).to_have_text("2 selected")


@pytest.mark.parametrize(("width", "dark"), [(1440, True), (390, False), (320, True)])
def test_pages_of_runs_are_for_everybody(chromium: Browser, watched: Watched, desk: Desk, width: int, dark: bool) -> None:
    page = open_page(chromium, watched, width=width, height=900, dark=dark)
    sign_in(page, desk)
    for path in ("/jobs/", "/jobs/1/", "/jobs/1/?show=done"):
        page.goto(desk.url + path)
        assert accessibility_faults(page) == []
        assert not is_too_wide(page)
    page.context.close()
