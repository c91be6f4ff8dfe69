"""A real desk in a real browser: ``shipby demo`` with its own database and worker, and Debian's Chromium.

Every page that a test opens is listened to: a violation of the content security policy or an error on the console fails the
test that saw it.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = (
    *("/orders/", "/orders/?q=status:all+mug", "/orders/?q=status:all+zzzzz", "/orders/filter/", "/orders/v/", "/search/"),
    *("/commands/", "/jobs/", "/pick/", "/products/", "/shipments/", "/shipments/confirm/", "/shipments/batches/1/"),
    *(
        "/imports/",
        "/imports/1/",
        "/quarantine/",
        "/sync/",
        "/sync/1/",
        "/profile/",
        "/profile/keys/",
        "/profile/tokens/",
        "/settings/stores/",
    ),
    *("/settings/warehouses/", "/settings/people/", "/settings/figures/", "/settings/documents/", "/styleguide/"),
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this folder is marked; SKIP_BROWSER=1 leaves it out and says so."""
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if os.environ.get("SKIP_BROWSER") == "1":
                item.add_marker(pytest.mark.skip(reason="SKIP_BROWSER=1: nothing was tried in a browser"))


@dataclass(frozen=True)
class Desk:
    """A running demo: where it is, how to sign in, where its report files lie."""

    url: str
    email: str
    password: str
    home: Path

    @property
    def reports(self) -> Path:
        return self.home / "demo" / "reports"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """``shipby demo`` as a seller starts it, in a data folder of its own, stopped by Ctrl-C."""
    with running_demo(tmp_path_factory.mktemp("desk")) as running:
        yield running


@contextmanager
def running_demo(home: Path, **more: str) -> Iterator[Desk]:
    """``shipby demo`` with ``more`` in its environment."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "SHIPBY_", "DJANGO_"))}
    environment |= {"SHIPBY_HOME": str(home), "PORT": str(_free_port())} | more
    command = [str(Path(sys.executable).with_name("shipby")), "demo", "--still", "--seed", "7"]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    assert process.stdout is not None
    printed, url, person = [], "", None
    for line in process.stdout:
        printed.append(line)
        if ready := re.search(r"Shipby is ready at (http://\S+)", line):
            url = ready[1]
        if person := re.search(r"Sign in as (\S+) with (\S+)", line):
            break
    assert url, "".join(printed)
    assert person, "".join(printed)
    yield Desk(url, person[1], person[2], home)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("No Chromium. Install it: apt-get install chromium (or leave these tests out: SKIP_BROWSER=1)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


class Watched:
    """What must not happen while a test looks at pages."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def watch(self, page: Page) -> None:
        """Listen to ``page`` from now on."""
        page.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))


@pytest.fixture
def watched() -> Iterator[Watched]:
    """Collects faults of all pages of a test. A test that provokes one on purpose clears ``faults``."""
    watcher = Watched()
    yield watcher
    assert watcher.faults == []


def open_page(
    browser: Browser, watched: Watched, *, width: int = 1440, height: int = 900, dark: bool = False, locale: str = "en-US"
) -> Page:
    """A page in a browser of its own, with the size and theme given."""
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        accept_downloads=True,
        locale=locale,
    )
    page = context.new_page()
    watched.watch(page)
    return page


def sign_in(page: Page, desk: Desk, email: str | None = None, password: str | None = None) -> None:
    """Sign in by the form, as a person does."""
    page.goto(desk.url)
    page.get_by_label("E-mail").fill(email or desk.email)
    page.get_by_label("Password", exact=True).fill(password or desk.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{desk.url}/orders/**")


@pytest.fixture
def page(chromium: Browser, watched: Watched, desk: Desk) -> Iterator[Page]:
    """The owner, signed in, on the queue, on a laptop."""
    opened = open_page(chromium, watched)
    sign_in(opened, desk)
    yield opened
    opened.context.close()


def accessibility_faults(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands (WCAG 2.0 to 2.2 A and AA, best practices)."""
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [f"{fault['id']}: {node['html'][:160]}" for fault in results.response["violations"] for node in fault["nodes"]]


def is_too_wide(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))
