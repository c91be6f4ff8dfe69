"""A seller gives the slips a logo and words of the shop, sees them before saving, and finds them on the printed slip."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Desk, Watched, accessibility_faults, is_too_wide, open_page, sign_in
from tests.paper.builders import pages_text

SLIP = "/settings/documents/packing_slip/"
PICTURE = """() => { const c = document.querySelector('.sheet canvas'); return c ? c.toDataURL() : ''; }"""
REDS = """() => {
  const c = document.querySelector('.sheet canvas'), d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
  let n = 0; for (let i = 0; i < d.length; i += 4) if (d[i] > 200 && d[i + 1] < 40 && d[i + 2] < 40) n++; return n;
}"""


def drawn_anew(page: Page, before: str) -> str:
    """The picture of the preview, once it is another one than before."""
    page.wait_for_function(f"before => {{ const now = ({PICTURE})(); return now && now !== before; }}", arg=before)
    expect(page.locator(".sheet")).not_to_have_attribute("aria-busy", "true")
    return str(page.evaluate(PICTURE))


def printed(page: Page, desk: Desk) -> bytes:
    """The slip of the first order of an American store."""
    page.goto(f"{desk.url}/orders/?q=store:US")
    order_id = page.locator("tr.row").first.get_attribute("data-order-id")
    answer = page.request.get(f"{desk.url}/orders/{order_id}/packing-slip.pdf")
    assert answer.ok
    return answer.body()


def test_a_logo_and_words_are_seen_before_they_are_saved_and_then_printed(page: Page, desk: Desk, tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    Image.new("RGB", (400, 100), (255, 0, 0)).save(logo)
    assert "Thank you from Fernwood" not in pages_text(printed(page, desk))[0]

    page.goto(desk.url + SLIP)
    page.get_by_label("Below the items").first.fill("Thank you from Fernwood, {order}")
    words = drawn_anew(page, "")
    page.get_by_label("Logo (PNG or JPEG)").set_input_files(logo)
    drawn_anew(page, words)
    page.wait_for_function(f"({REDS})() > 1000")
    assert "Thank you from Fernwood" not in pages_text(printed(page, desk))[0], "a preview saves nothing"

    page.goto(desk.url + SLIP)
    page.get_by_label("Below the items").first.fill("Thank you from Fernwood, {order}")
    page.get_by_label("Logo (PNG or JPEG)").set_input_files(logo)
    page.get_by_role("button", name="Save the template").click()
    expect(page.get_by_text("The template is saved.")).to_be_visible()
    pdf = printed(page, desk)
    assert "Thank you from Fernwood, 1" in pages_text(pdf)[0]
    assert len(PdfReader(BytesIO(pdf)).pages[0].images) == 1

    page.goto(desk.url + SLIP)
    page.get_by_role("button", name="Back to how Shipby came").click()
    expect(page.get_by_text("The template is as it was before.")).to_be_visible()
    pdf = printed(page, desk)
    assert "Thank you from Fernwood" not in pages_text(pdf)[0]
    assert len(PdfReader(BytesIO(pdf)).pages[0].images) == 0


def test_words_that_quote_nothing_are_told_beside_the_preview_and_the_field(page: Page, desk: Desk, watched: Watched) -> None:
    page.goto(desk.url + SLIP)
    page.get_by_label("Below the items").first.fill("Dear {buyer}")

    expect(page.locator("#preview-said")).to_contain_text("There is nothing to put in for {buyer}")
    page.get_by_label("Below the items").first.press("Shift+Tab")
    page.get_by_role("button", name="Save the template").click()
    expect(page.locator("#template-foot_all_error")).to_contain_text("There is nothing to put in for {buyer}")
    expect(page.get_by_label("Below the items").first).to_have_value("Dear {buyer}")
    expect(page.locator("#preview-said")).to_contain_text("{buyer}")
    assert all("422" in fault for fault in watched.faults), watched.faults
    watched.faults.clear()


def test_the_preview_follows_the_buyer_s_marketplace_and_the_keyboard(page: Page, desk: Desk) -> None:
    page.goto(desk.url + SLIP)
    page.get_by_label("QR code").focus()
    page.keyboard.press("Space")
    american = drawn_anew(page, "")
    page.get_by_label("As it is for a buyer on").select_option(label="Amazon.de")
    german = drawn_anew(page, american)
    page.get_by_label("Paper").select_option(label="A6")
    drawn_anew(page, german)
    assert page.evaluate("(c => c.height / c.width)(document.querySelector('.sheet canvas'))") == pytest.approx(
        148 / 105, abs=0.01
    )


@pytest.mark.parametrize(
    ("width", "height", "dark"), [(1440, 900, True), (390, 844, False), (320, 700, False), (720, 450, False)]
)
def test_the_pages_fit_and_can_be_used_by_everybody(
    width: int, height: int, dark: bool, chromium: Browser, desk: Desk, watched: Watched
) -> None:
    page = open_page(chromium, watched, width=width, height=height, dark=dark)
    sign_in(page, desk)
    for address in ("/settings/documents/", SLIP, "/settings/documents/address_label/", "/settings/documents/pick_list/"):
        page.goto(desk.url + address)
        assert not is_too_wide(page), address
        assert accessibility_faults(page) == [], address
    page.context.close()


def test_without_script_the_preview_is_a_pdf_and_saving_works(chromium: Browser, desk: Desk) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, desk)
    page.goto(desk.url + "/settings/documents/address_label/")
    button = page.get_by_role("button", name="Preview as PDF")
    assert (button.get_attribute("formtarget"), button.get_attribute("formaction")) == (
        "_blank",
        "/settings/documents/address_label/preview/",
    )
    page.get_by_label("Below the address").first.fill("Do not bend")
    page.get_by_role("button", name="Save the template").click()
    expect(page.get_by_text("The template is saved.")).to_be_visible()
    expect(page.get_by_label("Below the address").first).to_have_value("Do not bend")
    context.close()
