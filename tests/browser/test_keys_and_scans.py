"""Keys answer at once; a scan of the same letters fires none of them."""

import pytest
from playwright.sync_api import Page, expect

ROW = "tr.row.cur"


_TYPE = """([keys, delay]) => keys.forEach((key, number) => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }), at = event.timeStamp;
  Object.defineProperty(event, 'timeStamp', { value: number ? window.first + number * delay : window.first = at });
  (document.activeElement ?? document.body).dispatchEvent(event);
})"""


def scan(page: Page, keys: list[str], delay: int) -> None:
    """What a barcode scanner types, with the times that its keys would carry: a busy test machine is slower than a scanner."""
    page.evaluate(_TYPE, [keys, delay])


@pytest.mark.parametrize("delay", [0, 20, 40])
@pytest.mark.parametrize("code", ["JKX-1042", "X00FJ21KQ9", "FJX-77"])
def test_a_scan_that_begins_with_a_shortcut_searches_for_all_of_itself(page: Page, code: str, delay: int) -> None:
    page.keyboard.press("j")
    page.wait_for_timeout(150)
    scan(page, [*code, "Enter"], delay)
    page.wait_for_url(f"**/orders/?q={code}")
    expect(page.locator("#q")).to_have_value(code)


def test_a_scan_leaves_selection_dialogs_and_the_current_row_as_they_were(page: Page) -> None:
    page.keyboard.press("j")
    page.wait_for_timeout(150)
    at = page.locator(ROW).get_attribute("data-order-id")
    scan(page, [*"fjx"], 5)
    page.wait_for_timeout(200)
    assert page.locator(ROW).get_attribute("data-order-id") == at
    assert page.locator("tr.row input:checked").count() == 0
    assert page.locator("dialog[open]").count() == 0


def test_two_keys_in_haste_are_two_keys(page: Page) -> None:
    page.keyboard.press("j")
    page.wait_for_timeout(150)
    scan(page, [*"xj"], 30)
    page.wait_for_timeout(200)
    assert page.locator("tr.row input:checked").count() == 1
    assert page.locator(ROW).get_attribute("data-order-id") == page.locator("tr.row").nth(1).get_attribute("data-order-id")


def test_keys_pressed_by_a_person_still_count_one_by_one(page: Page) -> None:
    for key in ("j", "j", "x", "j", "x"):
        page.keyboard.press(key)
        page.wait_for_timeout(120)
    assert page.locator("tr.row input:checked").count() == 2
    page.keyboard.press("/")
    page.keyboard.type("mug")
    expect(page.locator("#q")).to_have_value("mug")
