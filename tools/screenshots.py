"""Take the pictures of the documentation: ``python tools/screenshots.py [docs/images]``.

Starts ``shipby demo`` in a data folder of its own that is thrown away, with a fixed seed and a fixed time, so that two runs
differ only where the pages do. Needs Debian's Chromium and the packages of ``requirements-dev.lock``. Look at every picture
before it is committed.
"""

import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

SEED = "7"
MOMENT = "virtual:2026-11-23T17:41:00Z"
DESK = (1440, 900)
PHONE = (390, 844)
MOST_BYTES = 150_000
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars")
TRACKING = ("9400111202555842332669", "9400111899223197428497", "9400110898825022579493")
ACCOUNT = "Fernwood Supply"


@dataclass(frozen=True)
class Desk:
    """A running sample store."""

    url: str
    email: str
    password: str
    reports: Path


@contextmanager
def running_desk() -> Iterator[Desk]:
    """``shipby demo`` on a free port, stopped as a person stops it."""
    with tempfile.TemporaryDirectory() as home, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
        probe.close()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "SHIPBY_"))}
        environment = kept | {"SHIPBY_HOME": home, "SHIPBY_CLOCK": MOMENT, "PORT": port}
        command = [str(Path(sys.executable).with_name("shipby")), "demo", "--still", "--seed", SEED]
        process = subprocess.Popen(  # noqa: S603  (our own command)
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )
        try:
            yield _when_ready(process, Path(home))
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)


def _when_ready(process: "subprocess.Popen[str]", home: Path) -> Desk:
    assert process.stdout is not None
    printed, url = "", ""
    for line in process.stdout:
        printed += line
        if ready := re.search(r"Shipby is ready at (http://\S+)", line):
            url = ready[1]
        if person := re.search(r"Sign in as (\S+) with (\S+)", line):
            return Desk(url, person[1], person[2], home / "demo" / "reports")
    raise SystemExit(f"The sample store did not start:\n{printed}")


class Camera:
    """Opens pages of the desk and writes what they look like into ``folder``."""

    def __init__(self, browser: Browser, desk: Desk, folder: Path) -> None:
        self._browser, self._desk, self._folder = browser, desk, folder

    def sign_in(self, size: tuple[int, int] = DESK, *, dark: bool = False) -> Page:
        """The owner on the queue, in a window of ``size``."""
        context = self._browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        page = context.new_page()
        page.goto(self._desk.url)
        page.get_by_label("E-mail").fill(self._desk.email)
        page.get_by_label("Password", exact=True).fill(self._desk.password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/orders/**")
        return page

    def go(self, page: Page, path: str) -> None:
        """Open a page of the desk."""
        page.goto(self._desk.url + path)

    def orders(self, page: Page, query: str) -> list[str]:
        """The order numbers that a filter finds, most urgent first."""
        self.go(page, f"/orders/?q={query.replace(' ', '+')}")
        return [row.get_attribute("data-order-id") or "" for row in page.locator("[data-order-id]").all()]

    def take(self, page: Page, name: str) -> None:
        """Write the window as a PNG of 256 colours."""
        page.evaluate("document.activeElement?.blur()")
        page.wait_for_timeout(250)
        with Image.open(io.BytesIO(page.screenshot(animations="disabled"))) as picture:
            small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        path = self._folder / f"{name}.png"
        small.save(path, optimize=True)
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise SystemExit(f"{path.name} has {size} bytes, more than {MOST_BYTES}.")
        print(f"{path.name}: {size // 1024} KB")


def take_all(camera: Camera, desk: Desk) -> None:
    """All pictures. Those that only look come first, so that a change does not show up in them."""
    dark = camera.sign_in(dark=True)
    camera.take(dark, "queue-dark")
    phone = camera.sign_in(PHONE)
    camera.take(phone, "queue-phone")
    page = camera.sign_in()
    camera.take(page, "queue-light")
    _what_is_there(camera, page)
    _a_view(camera, page)
    _a_run(camera, page)
    _a_pick_list(camera, page)
    _a_label(camera, page)
    _an_import(camera, page, desk)
    camera.go(page, "/setup/warehouse/")
    camera.take(page, "setup")


def _what_is_there(camera: Camera, page: Page) -> None:
    order = camera.orders(page, "is:multi-line is:gift")[0]
    camera.go(page, f"/orders/{order}/")
    camera.take(page, "order")
    refused = camera.orders(page, "cause:confirm-refused")[0]
    camera.go(page, f"/orders/{refused}/")
    camera.take(page, "order-refused")
    for path, name in (
        ("/shipments/", "shipments"),
        ("/shipments/batches/1/", "confirmation-file"),
        ("/imports/", "imports"),
        ("/quarantine/", "quarantine"),
        ("/settings/people/", "people"),
        ("/settings/documents/packing_slip/", "template"),
        (f"/orders/?open={order}", "order-drawer"),
    ):
        camera.go(page, path)
        camera.take(page, name)


def _a_view(camera: Camera, page: Page) -> None:
    camera.go(page, "/orders/?q=is:prime+due:today,tomorrow+-is:held")
    page.get_by_role("button", name="Save view").click()
    page.get_by_label("Name", exact=True).fill("Prime first")
    page.get_by_role("button", name="Save the view").click()
    expect(page.locator(".tabs [aria-current]")).to_contain_text("Prime first")
    camera.take(page, "saved-view")


def _a_run(camera: Camera, page: Page) -> None:
    camera.go(page, "/orders/?q=is:ready")
    page.locator("[data-select-all]").check()
    page.locator("[data-whole] input").check()
    camera.take(page, "all-that-match")
    page.keyboard.press("t")
    page.get_by_label("Tag", exact=True).fill("wave 2")
    camera.take(page, "run-preview")
    page.get_by_role("button", name="Add tag").click()
    expect(page.locator("main")).to_contain_text("Undo", timeout=30_000)
    camera.take(page, "run")


def _a_pick_list(camera: Camera, page: Page) -> None:
    camera.go(page, "/pick/")
    page.get_by_role("button", name="Make a pick list").click()
    page.wait_for_url(re.compile(r"/pick/\d+"))
    camera.take(page, "pick-list")


def _a_label(camera: Camera, page: Page) -> None:
    one, two, three, *_ = camera.orders(page, "is:ready store:US qty:1")
    camera.go(page, f"/orders/{one}/")
    page.get_by_label("Tracking number").fill(TRACKING[0])
    expect(page.get_by_role("combobox", name="Carrier")).to_have_value("USPS")
    camera.take(page, "order-label")
    camera.go(page, "/shipments/confirm/")
    rows = [f"{two},USPS,{TRACKING[1]}", f"{three},USPS,9400110898825022579499", f"{one},,1.23E+21"]
    rows += [f"000-0000000-0000000,USPS,{TRACKING[2]}"]
    page.get_by_label("Paste a table").fill("\n".join(["Order ID,Carrier,Tracking Number", *rows]))
    page.get_by_role("button", name="Show what will happen").click()
    expect(page.get_by_role("button", name=re.compile("^Confirm 2"))).to_be_visible()
    camera.take(page, "confirm-many")


def _an_import(camera: Camera, page: Page, desk: Desk) -> None:
    camera.go(page, "/imports/")
    page.locator('input[type="file"]').set_input_files(desk.reports / "unshipped-us-today.txt")
    page.get_by_label("Seller account").select_option(label=ACCOUNT)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator("main")).to_contain_text("Done", timeout=30_000)
    first = page.url
    camera.go(page, re.sub(r"^https?://[^/]+", "", first))
    camera.take(page, "import-result")


def main() -> None:
    """Write all pictures into the folder that was named, else into ``docs/images``."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "docs" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("No Chromium. Install it: apt-get install chromium")
    with running_desk() as desk, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        try:
            take_all(Camera(browser, desk, folder), desk)
        finally:
            browser.close()


if __name__ == "__main__":
    main()
