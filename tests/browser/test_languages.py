"""Every page in German, in Japanese, and in a language that runs from right to left and is two fifths longer than English.

The last one is made of the English sentences: whatever is not marked on a page was never handed to a translator.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PAGES, Desk, Watched, accessibility_faults, is_too_wide, open_page, running_demo

ROOT = Path(__file__).parents[2]
LOCALES = {"de-DE": "de", "ja-JP": "ja", "he-IL": "he"}
_CLIPPED = """() => [...document.querySelectorAll('button,.btn,.tabs a,.badge,.chip,label.check,h1,h2')]
  .filter(el => el.getClientRects().length && el.scrollWidth > el.clientWidth + 1 && getComputedStyle(el).display !== 'inline'
    && getComputedStyle(el).textOverflow !== 'ellipsis' && !el.closest('.ell'))
  .map(el => el.outerHTML.slice(0, 160))"""
_TEXTS = """() => { const found = []; const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) { const text = walk.currentNode.textContent.trim(), at = walk.currentNode.parentElement;
    if (text.length > 3 && !at.closest('script,style,code,.mono,[lang]')) found.push(text); }
  const told = ['aria-label', 'placeholder', 'title'];
  document.querySelectorAll('[aria-label],[placeholder],[title]').forEach(el => told.forEach(name => {
    const text = el.getAttribute(name); if (text && text.length > 3) found.push(text); }));
  return found; }"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk that knows the pseudo-locale."""
    folder = tmp_path_factory.mktemp("pseudo")
    subprocess.run([sys.executable, "tools/catalogues.py", "pseudo", str(folder)], cwd=ROOT, check=True)
    with running_demo(tmp_path_factory.mktemp("desk"), SHIPBY_PSEUDO_LOCALE=str(folder)) as running:
        yield running


@pytest.fixture(scope="module")
def sentences() -> set[str]:
    with (ROOT / "src/shipby/locale/django.pot").open("rb") as file:
        ids = [message.id for message in read_po(file) if message.id]
    return {part for one in ids for part in (one if isinstance(one, tuple) else (one,)) if len(part) > 3}


def signed_in(chromium: Browser, watched: Watched, desk: Desk, locale: str, *, width: int, dark: bool = False) -> Page:
    page = open_page(chromium, watched, width=width, height=900, dark=dark, locale=locale)
    page.goto(desk.url)
    page.locator("input[name=login]").fill(desk.email)
    page.locator("input[name=password]").fill(desk.password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(f"{desk.url}/orders/**")
    return page


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("width", [1440, 390, 320])
def test_no_page_is_too_wide_and_no_button_is_cut_off(
    chromium: Browser, watched: Watched, desk: Desk, locale: str, width: int
) -> None:
    page = signed_in(chromium, watched, desk, locale, width=width)
    wide, clipped = [], []
    order = page.locator("[data-order-id]").first.get_attribute("data-order-id")
    for path in (*PAGES, f"/orders/{order}/"):
        page.goto(desk.url + path)
        assert page.locator("html").get_attribute("lang") == LOCALES[locale]
        wide += [path] if is_too_wide(page) else []
        clipped += [f"{path}: {html}" for html in page.evaluate(_CLIPPED)]
    page.context.close()

    assert wide == []
    assert clipped == []


def test_nothing_on_a_page_was_never_handed_to_a_translator(
    chromium: Browser, watched: Watched, desk: Desk, sentences: set[str]
) -> None:
    page = signed_in(chromium, watched, desk, "he-IL", width=1440)
    order = page.locator("[data-order-id]").first.get_attribute("data-order-id")
    plain = {}
    for path in (*PAGES, f"/orders/{order}/"):
        page.goto(desk.url + path)
        assert page.locator("html").get_attribute("dir") == "rtl"
        if found := sorted({text for text in page.evaluate(_TEXTS) if text in sentences}):
            plain[path] = found
    page.context.close()

    assert plain == {}


def test_right_to_left_turns_the_page_round_and_not_the_numbers(chromium: Browser, watched: Watched, desk: Desk) -> None:
    page = signed_in(chromium, watched, desk, "he-IL", width=1440)

    side, main = page.locator(".side").bounding_box(), page.locator("main").bounding_box()
    order = page.locator("[data-order-id] .oid").first

    assert side is not None
    assert main is not None
    assert side["x"] > main["x"]
    assert re.fullmatch(r"\d{3}-\d{7}-\d{7}", order.inner_text())
    assert accessibility_faults(page) == []
    page.context.close()


@pytest.mark.parametrize(("locale", "title"), [("de-DE", "Zu versendende Bestellungen"), ("ja-JP", "出荷する注文")])
def test_the_desk_speaks_the_browser_s_language_and_the_profile_s(
    chromium: Browser, watched: Watched, desk: Desk, locale: str, title: str
) -> None:
    page = signed_in(chromium, watched, desk, locale, width=1440, dark=True)
    assert page.locator("h1").inner_text() == title
    assert accessibility_faults(page) == []

    page.goto(f"{desk.url}/profile/")
    choose_language(page, "en")
    page.goto(f"{desk.url}/orders/")
    assert page.locator("h1").inner_text() == "Orders to ship"
    page.goto(f"{desk.url}/profile/")
    choose_language(page, "")
    page.context.close()


def choose_language(page: Page, language: str) -> None:
    """On the profile; back only when the page that says it is saved has come: a context closed before then may hang."""
    page.locator("select[name=language]").select_option(language)
    with page.expect_navigation(wait_until="load"):
        page.locator("select[name=language]").locator("xpath=ancestor::form").locator("button[type=submit]").click()
