"""Bins and pick lists in a real browser: by keyboard alone, with a scanner, on a phone, in the dark; nobody is locked out."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Desk, Watched, accessibility_faults, is_too_wide, open_page, sign_in


def focused(page: Page) -> str:
    """What the focused thing is called."""
    return str(page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.textContent.trim()"))


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the thing of this name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if re.search(name, focused(page)):
            return
    raise AssertionError(f"Tab never came to {name}, but to {focused(page)}")


def a_list(page: Page, desk: Desk, number: int) -> None:
    """A new pick list of the next orders, open."""
    page.goto(f"{desk.url}/pick/")
    page.get_by_label("The next orders by deadline").fill(str(number))
    page.get_by_role("button", name="Make a pick list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Pick list \d+"))


def test_bins_are_set_in_place_by_a_pasted_column_and_undone_by_keyboard(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/products/")
    fields = page.locator("[data-bin]")
    first, second, third = (fields.nth(place).get_attribute("aria-label") or "" for place in range(3))
    fields.first.focus()
    page.evaluate(
        "text => { const data = new DataTransfer(); data.setData('text/plain', text);"
        " const paste = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});"
        " document.activeElement.dispatchEvent(paste); }",
        "A-10\nA-2\tof the sheet\nB-1\n",
    )
    assert [fields.nth(place).input_value() for place in range(4)] == ["A-10", "A-2", "B-1", ""]
    page.keyboard.press("Enter")

    expect(page.locator(".toast")).to_contain_text("3 bins saved.")
    page.goto(f"{desk.url}/products/?find=A-10")
    expect(page.get_by_label(first, exact=True).first).to_have_value("A-10")
    page.goto(f"{desk.url}/products/?find=B-1")
    expect(page.get_by_label(third, exact=True).first).to_have_value("B-1")
    page.goto(f"{desk.url}/products/?find=A-2")
    field = page.get_by_label(second, exact=True).first
    field.fill("C-7")
    field.press("Enter")
    expect(page.locator(".toast")).to_contain_text("1 bin saved.")
    page.locator("h1").click()
    page.keyboard.press("z")
    expect(page.locator(".toast")).to_contain_text("1 bin is as it was.")
    expect(page.get_by_label(second, exact=True).first).to_have_value("A-2")


def test_a_table_is_looked_over_before_it_is_saved(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/products/")
    page.get_by_role("link", name="Paste a table").click()
    page.get_by_label("Paste two columns").fill("MUG-ENM-FG\tE-9\nNO-SUCH-SKU\tE-1")
    page.get_by_role("button", name="Show what will change").click()

    expect(page.get_by_role("heading", name="1 line is skipped")).to_be_visible()
    assert accessibility_faults(page) == []
    page.get_by_role("button", name=re.compile(r"Save \d+ bins?")).click()
    expect(page.locator(".toast")).to_contain_text("saved.")


def test_a_list_is_made_in_the_queue_picked_and_finished_by_keyboard_alone(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/orders/?q=is:ready+store:US")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
        page.wait_for_timeout(150)
    page.keyboard.press("l")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Pick list \d+"))
    expect(page.locator(".toast")).to_contain_text("made of 2 orders.")

    tab_to(page, "^Picked: ")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Picking by")).to_be_visible()
    lines = page.locator(".pick-line").count()
    for done in range(2, lines + 1):
        # After each tick the cursor stands on the next open line.
        expect(page.locator(".pick-line.open [data-tick]").first).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".pick-line.picked")).to_have_count(done)
    expect(page.get_by_role("button", name="Finish the list")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator(".head .badge").first).to_have_text("Done")
    page.keyboard.press("z")
    expect(page.locator(".toast")).to_contain_text("is open again.")
    page.get_by_role("button", name="Discard").click()
    expect(page.locator(".toast")).to_contain_text("is discarded.")


def test_a_scan_goes_to_its_line_and_enter_ticks_it(page: Page, desk: Desk) -> None:
    a_list(page, desk, 6)
    line = page.locator(".pick-line").nth(2)
    sku = line.locator(".sku").inner_text()
    page.locator("h1").click()
    page.keyboard.type(sku, delay=5)
    page.keyboard.press("Enter")

    expect(line.locator("[data-tick]")).to_be_focused()
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text(f"{sku} is picked.")
    page.locator(".toast [data-undo]").click()
    expect(page.locator(".toast")).to_contain_text(f"{sku} is open again.")


def test_fewer_than_wanted_are_said_and_a_wrong_number_is_told_beside_the_line(page: Page, desk: Desk, watched: Watched) -> None:
    a_list(page, desk, 8)
    line = page.locator(".pick-line").filter(has=page.locator(".qty.multi")).first
    name = line.locator(".sku").inner_text()
    line.locator("summary").click()
    line.get_by_label(f"Units taken of {name}").fill("99")
    line.get_by_role("button", name="Save").click()
    expect(page.get_by_text("99 is not a number from 0 to")).to_be_visible()
    assert accessibility_faults(page) == []
    watched.faults.clear()  # Chromium reports the 422

    page.get_by_label(f"Units taken of {name}").fill("1")
    page.get_by_label(f"Units taken of {name}").press("Enter")
    expect(page.locator(".pick-state").first).to_contain_text("Short: 1 of")
    page.get_by_role("button", name=re.compile("Finish: ")).click()
    expect(page.get_by_text(re.compile(r"orders? lacks? something"))).to_be_visible()


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True), (320, False), (720, False)])
def test_every_page_is_accessible_and_fits(chromium: Browser, watched: Watched, desk: Desk, width: int, dark: bool) -> None:
    page = open_page(chromium, watched, width=width, height=800, dark=dark)
    sign_in(page, desk)
    a_list(page, desk, 3)
    opened = page.url
    for address in (f"{desk.url}/products/", f"{desk.url}/products/table/", f"{desk.url}/pick/", opened):
        page.goto(address)
        assert accessibility_faults(page) == [], address
        assert not is_too_wide(page), address
    page.context.close()


def test_a_packer_on_a_phone_starts_at_the_lists_and_prints_one(chromium: Browser, watched: Watched, desk: Desk) -> None:
    page = open_page(chromium, watched, width=390, height=844)
    page.goto(desk.url)
    page.get_by_label("E-mail").fill("packer@fernwood.example")
    page.get_by_label("Password", exact=True).fill(desk.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{desk.url}/pick/")
    a_list(page, desk, 2)
    paper = page.request.get(f"{desk.url}{page.get_by_role('link', name='Print').get_attribute('href')}")

    assert paper.headers["content-type"] == "application/pdf"
    page.locator("[data-tick]").first.click()
    expect(page.get_by_text("Picking by")).to_be_visible()
    page.context.close()


def test_the_pages_work_without_script(chromium: Browser, desk: Desk) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, desk)
    a_list(page, desk, 2)
    page.locator("[data-tick]").first.click()
    expect(page.locator(".pick-line.picked")).to_have_count(1)
    page.goto(f"{desk.url}/products/?show=missing")
    page.locator("[data-bin]").first.fill("Z-1")
    page.get_by_role("button", name="Save bins").click()
    expect(page.locator(".toast")).to_contain_text("1 bin saved.")
    context.close()
