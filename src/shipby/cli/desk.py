"""A desk: the database, the pages and the jobs, as one command that holds them together."""

import fcntl
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException  # noqa: TID251  (the desk asks itself for its first page)
from pathlib import Path

import click
from django.conf import settings

from shipby.cli.database import close_connections, database
from shipby.cli.errors import OutsideFailure
from shipby.cli.keeper import take_lock
from shipby.cli.keeper_door import ensure_running
from shipby.cli.processes import Child
from shipby.cli.progress import step
from shipby.cli.static_files import collect_if_changed

WEB_THREADS = 8
"""Not more than the connection pool holds (settings): a thread without a connection is an error page."""
FIRST_PAGE_SECONDS = 120.0
_TICK_SECONDS = 0.1
_DEATHS_BEFORE_GIVING_UP = 3


@dataclass(frozen=True, slots=True)
class Address:
    """Where the desk listens. ``host`` is loopback unless somebody said otherwise."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The address to open on this machine."""
        return f"http://{self._here}:{self.port}"

    @property
    def _here(self) -> str:
        here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104  (compared, not bound)
        return f"[{here}]" if ":" in here else here


Helpers = tuple[list[Child], Mapping[str, str]]
"""Started processes that a desk has beside its own, and what its own need in their environment because of them."""


def _none() -> Helpers:
    return [], {}


def run_desk(
    address: Address,
    *,
    prepare: Callable[[], None],
    greet: Callable[[], list[str]],
    helpers: Callable[[], Helpers] = _none,
) -> None:
    """Run a desk until a signal ends it.

    ``prepare`` is called with the database open, before anything listens, then ``helpers``; ``greet`` returns more lines to print
    when the first page answers.

    Raises:
        OutsideFailure: another desk uses the folder, the port is taken, or something does not start.
    """
    logs = Path(settings.HOME) / "logs"
    logs.mkdir(mode=0o700, parents=True, exist_ok=True)
    with only_desk(address.url), _signals() as wish:
        check_port(address)
        with _database_for_a_desk():
            prepare()
            collect_if_changed()
            beside, environment = helpers()
            close_connections()
            children = [_web(address, logs, environment), _worker(logs, environment)]
            wish.interrupts = False  # from here on things are stopped in order
            try:
                _start(children, beside, address, wish)
                if not wish.is_there:
                    for line in [f"Shipby is ready at {address.url}", *greet()]:
                        click.echo(line)
                _watch([*children, *beside], wish)
            finally:
                click.echo("Stopping Shipby.", err=True)
                for child in [*children, *beside]:
                    child.stop()


# -- one desk for a folder


@contextmanager
def only_desk(url: str) -> Iterator[None]:
    """Hold the folder's desk lock; it also says to other commands where the desk is.

    Raises:
        OutsideFailure: a desk runs already.
    """
    path = _desk_file()
    lock = take_lock(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
    if lock is None:
        raise OutsideFailure(
            "desk_already_runs",
            f"A desk already runs on {settings.HOME}{_at(running_desk())}.",
            "Use that one, or stop it first; another folder (SHIPBY_HOME) can have a desk of its own.",
        )
    try:
        os.ftruncate(lock, 0)
        os.pwrite(lock, json.dumps({"pid": os.getpid(), "url": url}).encode(), 0)
        yield
        os.ftruncate(lock, 0)
    finally:
        os.close(lock)


@dataclass(frozen=True, slots=True)
class RunningDesk:
    """A desk of this folder, at work now; ``url`` is empty where it has not said yet."""

    pid: int
    url: str


def running_desk() -> RunningDesk | None:
    """The desk that works on this folder, None = there is none."""
    path = _desk_file()
    if not path.exists():
        return None
    lock = take_lock(path, fcntl.LOCK_SH | fcntl.LOCK_NB)
    if lock is not None:
        os.close(lock)
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return RunningDesk(int(found["pid"]), str(found["url"]))
    except (ValueError, KeyError):
        return RunningDesk(0, "")


def _desk_file() -> Path:
    Path(settings.HOME).mkdir(mode=0o700, parents=True, exist_ok=True)
    return Path(settings.HOME) / "desk"


def _at(desk: RunningDesk | None) -> str:
    return f", at {desk.url} (process {desk.pid})" if desk and desk.url else ""


def check_port(address: Address) -> None:
    """Refuse a port that somebody listens on: two servers on one port would share its visitors.

    Raises:
        OutsideFailure: it is taken, or not ours to take.
    """
    try:
        family = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address.host, address.port))
    except OSError as error:
        raise OutsideFailure(
            "port_in_use",
            f"Port {address.port} of {address.host} cannot be used: {error.strerror}.",
            f"End the program that uses it, or choose another one: --port {address.port + 1} or PORT={address.port + 1}.",
        ) from error


# -- the children


@contextmanager
def _database_for_a_desk() -> Iterator[None]:
    """The database for as long as the desk runs; its own connections are closed, the children have theirs."""
    with step("Making the database ready"):
        held = database(wait_until_stopped=True)
        held.__enter__()
    try:
        yield
    finally:
        held.__exit__(None, None, None)


def _environment() -> dict[str, str]:
    demo = {"SHIPBY_DEMO": "1"} if settings.ENVIRONMENT.demo else {}
    return {**os.environ, **demo, "DJANGO_SETTINGS_MODULE": "shipby.settings", "SHIPBY_LOG": "stdout", "PYTHONUNBUFFERED": "1"}


def _web(address: Address, logs: Path, more: Mapping[str, str]) -> Child:
    server = [sys.executable, "-P", "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws", "--workers", "1"]
    limits = [
        "--blocking-threads",
        str(WEB_THREADS),
        "--log-level",
        "warning",
        "--workers-kill-timeout",
        "5",
    ]
    place = ["--host", address.host, "--port", str(address.port), "shipby.wsgi:application"]
    return Child("web", [*server, *limits, *place], {**_environment(), **more}, logs / "web.log", 8.0, _say)


def _worker(logs: Path, more: Mapping[str, str]) -> Child:
    command = [sys.executable, "-P", "-m", "shipby.worker"]
    return Child("job", command, {**_environment(), **more}, logs / "worker.log", 12.0, _say)


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)


def _start(children: list[Child], beside: list[Child], address: Address, wish: "_WishToStop") -> None:
    """Start the children and return when the first page answers; ``beside`` = others, which run already."""
    with step("Starting pages and jobs"):
        for child in children:
            child.start()
        end = time.monotonic() + FIRST_PAGE_SECONDS
        while not wish.is_there and not first_page_answers(address):
            _look_after([*children, *beside])
            web = children[0]
            if web.deaths_in_a_row >= _DEATHS_BEFORE_GIVING_UP or time.monotonic() > end:
                raise OutsideFailure(
                    "pages_do_not_start",
                    f"The pages do not start:\n{web.log_end()}",
                    f"Look into {web.log}; a restart is safe, nothing was lost.",
                )
            time.sleep(_TICK_SECONDS)


def _watch(children: list[Child], wish: "_WishToStop") -> None:
    while not wish.is_there:
        _look_after(children)
        time.sleep(_TICK_SECONDS)


def _look_after(children: list[Child]) -> None:
    if not os.environ.get("DATABASE_URL"):
        try:
            ensure_running(Path(settings.HOME) / "postgres")
        except OutsideFailure as failure:
            _say(f"{failure.message} Trying again. {failure.what_to_do}")
            time.sleep(1)
    for child in children:
        child.look_after()


def first_page_answers(address: Address) -> bool:
    """Whether the sign-in page comes, whole and without an error."""
    host, port = address.url.removeprefix("http://").rsplit(":", 1)
    connection = HTTPConnection(host.strip("[]"), int(port), timeout=10)
    try:
        connection.request("GET", "/accounts/login/", headers={"Host": f"localhost:{port}"})
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return answer.status in {200, 301, 302}


@dataclass(slots=True)
class _WishToStop:
    """Ctrl-C, SIGTERM or a closed terminal. It tears us out of a preparation, and is only noted once the desk runs."""

    interrupts: bool = True
    is_there: bool = False

    def note(self, number: int, frame: object) -> None:  # noqa: ARG002  (a signal handler's arguments)
        self.is_there = True
        if self.interrupts:
            raise KeyboardInterrupt


@contextmanager
def _signals() -> Iterator[_WishToStop]:
    wish = _WishToStop()
    kinds = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {kind: signal.signal(kind, wish.note) for kind in kinds}
    try:
        yield wish
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
