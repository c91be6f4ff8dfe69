"""Every page in light, dark, on a phone, at 200 % zoom, in the system's own colours: axe-core silent, no sideways scroll."""

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.browser.conftest import PAGES, Desk, Watched, accessibility_faults, is_too_wide, open_page, sign_in

LAPTOP, PHONE, NARROW, TABLET = (
    ViewportSize(width=wide, height=high) for wide, high in ((1440, 900), (390, 844), (320, 700), (768, 1024))
)
# Zooming a window of 1280 x 900 to 200 % leaves half the CSS pixels (WCAG 1.4.4).
ZOOMED = ViewportSize(width=640, height=450)


@pytest.mark.parametrize(
    ("size", "dark"),
    [(LAPTOP, False), (LAPTOP, True), (PHONE, False), (ZOOMED, False)],
    ids=["light", "dark", "phone", "zoomed"],
)
def test_axe_finds_nothing(chromium: Browser, desk: Desk, watched: Watched, size: ViewportSize, dark: bool) -> None:
    page = open_page(chromium, watched, **size, dark=dark)
    page.goto(desk.url)
    assert accessibility_faults(page) == []
    sign_in(page, desk)
    order_id = page.locator("[data-order-id]").nth(6).get_attribute("data-order-id")
    faults = {}
    for path in [*PAGES, f"/orders/{order_id}/", f"/orders/?open={order_id}"]:
        page.goto(desk.url + path)
        faults[path] = accessibility_faults(page) + (["wider than the window"] if is_too_wide(page) else [])
    page.context.close()

    assert {path: found for path, found in faults.items() if found} == {}


@pytest.mark.parametrize("size", [NARROW, TABLET], ids=["narrow", "tablet"])
def test_nothing_scrolls_sideways(chromium: Browser, desk: Desk, watched: Watched, size: ViewportSize) -> None:
    page = open_page(chromium, watched, **size)
    sign_in(page, desk)
    order_id = page.locator("[data-order-id]").nth(6).get_attribute("data-order-id")
    wide = []
    for path in [*PAGES, f"/orders/{order_id}/"]:
        page.goto(desk.url + path)
        wide += [path] if is_too_wide(page) else []
    page.context.close()

    assert wide == []


@pytest.mark.parametrize("path", ["/orders/", "/settings/people/"])
def test_what_is_current_shows_in_the_system_s_colours(chromium: Browser, desk: Desk, watched: Watched, path: str) -> None:
    page = open_page(chromium, watched)
    sign_in(page, desk)
    page.emulate_media(forced_colors="active")
    page.goto(desk.url + path)

    outline = page.locator(".tabs a[aria-current]").first.evaluate("el => getComputedStyle(el).outlineStyle")

    page.context.close()
    assert outline == "solid"
