"""A seller's day without an API, in a real browser: from Amazon's report to shipped and confirmed."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Desk, Watched, is_too_wide, open_page, sign_in

USPS = ["9400111202555842332669", "9400111899223197428497", "9400110898825022579493"]


def ready_orders(page: Page, desk: Desk, query: str = "is:ready store:US qty:1") -> list[str]:
    """Order ids of the first page of a filter."""
    page.goto(f"{desk.url}/orders/?q={query.replace(' ', '+')}")
    return [row.get_attribute("data-order-id") or "" for row in page.locator("[data-order-id]").all()]


def test_the_queue_is_the_first_thing_a_seller_sees(page: Page, desk: Desk) -> None:
    expect(page.get_by_role("heading", name="Orders to ship")).to_be_visible()
    expect(page.get_by_role("navigation", name="Filter by deadline")).to_contain_text("Overdue")
    assert page.locator("[data-order-id]").count() == 50
    assert not is_too_wide(page)


def test_an_order_is_found_by_number_sku_and_title_word(page: Page, desk: Desk) -> None:
    order_id = ready_orders(page, desk)[0]
    row = page.locator(f'[data-order-id="{order_id}"]')
    sku = row.locator(".sku").first.inner_text()

    for text in (order_id, sku):
        page.get_by_role("searchbox").or_(page.locator("#q")).first.fill(text)
        page.keyboard.press("Enter")
        expect(page.locator(f'[data-order-id="{order_id}"]').first).to_be_visible()
        assert page.url.count("q=")


def test_a_filter_that_is_not_understood_says_where(page: Page, desk: Desk, watched: Watched) -> None:
    page.goto(f"{desk.url}/orders/?q=colour:red")

    expect(page.locator("main")).to_contain_text("There is no field")
    assert page.locator("#q").input_value() == "colour:red"
    watched.faults.clear()  # a refusal is a 422, which Chromium notes on its console


def test_a_packing_slip_is_printed_from_the_order(page: Page, desk: Desk) -> None:
    order_id = ready_orders(page, desk)[0]
    page.goto(f"{desk.url}/orders/{order_id}/")

    slip = page.request.get(f"{desk.url}/orders/{order_id}/packing-slip.pdf")

    expect(page.get_by_role("link", name="Packing slip")).to_have_attribute("href", f"/orders/{order_id}/packing-slip.pdf")
    assert slip.ok
    assert slip.headers["content-type"] == "application/pdf"
    assert "no-store" in slip.headers["cache-control"]
    assert slip.body().startswith(b"%PDF-")


def test_a_day_from_label_to_amazon_s_answer(page: Page, desk: Desk, tmp_path: Path) -> None:
    """One by hand, two in bulk, one file, one refused row: that order comes back with Amazon's reason."""
    one, two, three = ready_orders(page, desk)[:3]

    page.goto(f"{desk.url}/orders/{one}/")
    page.get_by_label("Tracking number").fill(USPS[0])
    expect(page.get_by_role("button", name="USPS")).to_be_visible()
    expect(page.get_by_role("combobox", name="Carrier")).to_have_value("USPS")
    page.get_by_role("button", name=re.compile("Confirm 1 unit")).click()
    expect(page.get_by_role("heading", name="Parcel 1")).to_be_visible()

    page.goto(f"{desk.url}/shipments/confirm/")
    table = (
        f"order id,carrier,tracking number\n{two},USPS,{USPS[1]}\n{three},USPS,{USPS[2]}\n000-0000000-0000000,USPS,{USPS[2]}\n"
    )
    page.get_by_label("Paste a table").fill(table)
    page.get_by_role("button", name="Show what will happen").click()
    expect(page.locator("main")).to_contain_text("000-0000000-0000000")
    page.get_by_role("button", name=re.compile("^Confirm 2")).click()
    expect(page.locator("main")).to_contain_text(two)

    page.goto(f"{desk.url}/shipments/")
    page.get_by_role("button", name=re.compile("Download confirmation file")).click()
    page.wait_for_url("**/shipments/batches/*/**")
    download_it = re.compile("Download", re.IGNORECASE)
    with page.expect_download() as download:
        page.get_by_role("link", name=download_it).or_(page.get_by_role("button", name=download_it)).first.click()
    file = tmp_path / "confirmations.txt"
    download.value.save_as(file)
    header, *rows = file.read_bytes().decode("utf-8").split("\n")
    cells = [dict(zip(header.split("\t"), row.split("\t"), strict=True)) for row in rows if row]
    mine = {row["order-id"]: row for row in cells if row["order-id"] in {one, two, three}}
    assert {row["tracking-number"] for row in mine.values()} == set(USPS)
    assert all(row["carrier-code"] == "USPS" and row["quantity"] == "1" for row in mine.values())

    page.get_by_role("button", name="I uploaded it").click()
    expect(page.locator("main")).to_contain_text("Sent")

    refused = mine[two]
    report = tmp_path / "processing-report.txt"
    report.write_text(
        "Feed Processing Summary:\n"
        f"\tNumber of records processed\t\t{len(cells)}\n\tNumber of records successful\t\t{len(cells) - 1}\n\n"
        "original-record-number\torder-id\torder-item-id\terror-code\terror-type\terror-message\n"
        f"{cells.index(refused) + 1}\t{two}\t{refused['order-item-id']}\t99999\tError"
        "\tThe carrier does not know this tracking number.\n",
        encoding="utf-8",
    )
    page.goto(f"{desk.url}/imports/")
    page.locator('input[type="file"]').set_input_files(report)
    page.get_by_label("Seller account").select_option(label="Fernwood Supply")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator("main")).to_contain_text(re.compile("refused", re.IGNORECASE), timeout=20_000)

    page.goto(f"{desk.url}/orders/{two}/")
    expect(page.locator("main")).to_contain_text("The carrier does not know this tracking number.")
    expect(page.locator("main")).to_contain_text("Confirm refused")
    page.goto(f"{desk.url}/orders/?q=status:all+{one}")
    expect(page.locator(f'[data-order-id="{one}"]')).to_be_visible()
    page.goto(f"{desk.url}/orders/?q={one}")
    expect(page.locator(f'tbody:not([data-further]) [data-order-id="{one}"]')).to_have_count(0)
    expect(page.locator(f'[data-further] [data-order-id="{one}"]')).to_be_visible()


@pytest.mark.parametrize(
    ("name", "account"),
    [
        ("unshipped-us-today.txt", "Fernwood Supply"),
        ("unshipped-ca.txt.gz", "Fernwood Supply"),
        ("unshipped-de-windows-1252.txt", "Fernwood Supply Europe"),
        ("unshipped-europe-utf-16.txt", "Fernwood Supply Europe"),
        ("unshipped-jp-shift-jis.txt", "Fernwood Japan"),
        ("orders-us-ca-utf-8-bom.txt", "Fernwood Supply"),
        ("all-orders-europe.txt", "Fernwood Supply Europe"),
    ],
)
def test_a_report_is_read_in_its_own_encoding_and_a_repeat_changes_nothing(
    page: Page, desk: Desk, name: str, account: str
) -> None:
    page.goto(f"{desk.url}/imports/")
    page.locator('input[type="file"]').set_input_files(desk.reports / name)
    page.get_by_label("Seller account").select_option(label=account)
    page.get_by_role("button", name="Import", exact=True).click()

    expect(page.locator("main")).to_contain_text("Done", timeout=30_000)
    expect(page.locator("main")).to_contain_text(re.compile(r"New orders\s*0"))


def test_a_file_that_is_no_report_is_refused_with_a_sentence(page: Page, desk: Desk, tmp_path: Path) -> None:
    picture = tmp_path / "orders.xlsx"
    picture.write_bytes(b"PK\x03\x04" + b"\x00" * 200)
    page.goto(f"{desk.url}/imports/")
    page.locator('input[type="file"]').set_input_files(picture)
    page.get_by_label("Seller account").select_option(label="Fernwood Supply")
    page.get_by_role("button", name="Import", exact=True).click()

    expect(page.locator("main")).to_contain_text("Refused", timeout=20_000)


def test_a_hold_is_undone_by_its_toast(page: Page, desk: Desk) -> None:
    order_id = ready_orders(page, desk)[4]
    page.locator(f'[data-order-id="{order_id}"] input[type=checkbox]').check()
    page.get_by_role("button", name="Hold").first.click()
    page.get_by_role("button", name="Put on hold").click()
    expect(page.get_by_role("button", name=re.compile("Undo"))).to_be_visible()
    page.get_by_role("button", name=re.compile("Undo")).first.click()

    page.goto(f"{desk.url}/orders/?q=is:held+{order_id}")
    expect(page.locator(f'[data-order-id="{order_id}"]')).to_have_count(0)


def test_the_queue_is_worked_by_keyboard_alone(page: Page, desk: Desk) -> None:
    page.keyboard.press("j")
    page.wait_for_timeout(150)
    page.keyboard.press("j")
    page.wait_for_timeout(150)
    second = page.locator("[data-order-id]").nth(1)
    expect(second).to_have_class(re.compile(r"\bcur\b"))
    page.keyboard.press("x")
    expect(second.locator("input[type=checkbox]")).to_be_checked()
    order_id = second.get_attribute("data-order-id")
    page.keyboard.press("o")
    page.wait_for_url(re.compile(f"open={order_id}"))
    page.keyboard.press("g")
    page.keyboard.press("o")
    page.wait_for_url("**/orders/")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()


def test_a_viewer_sees_no_name_and_changes_nothing(chromium: Browser, desk: Desk, watched: Watched) -> None:
    page = open_page(chromium, watched)
    sign_in(page, desk, email="viewer@fernwood.example")
    order_id = page.locator("[data-order-id]").first.get_attribute("data-order-id")
    page.goto(f"{desk.url}/orders/{order_id}/")

    expect(page.locator("main")).not_to_contain_text("Show phone number")
    expect(page.get_by_role("button", name=re.compile("Confirm"))).to_have_count(0)
    assert page.request.get(f"{desk.url}/orders/{order_id}/packing-slip.pdf").status == 403
    page.context.close()


def test_signing_in_works_without_script(chromium: Browser, desk: Desk) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, desk)

    expect(page.get_by_role("heading", name="Orders to ship")).to_be_visible()
    context.close()
