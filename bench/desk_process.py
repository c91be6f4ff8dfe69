"""A desk of its own for a bench: ``shipby up`` on a data folder, a signed-in session, whole requests timed."""

import gzip
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from urllib.parse import urlencode

SHIPBY = Path(sys.executable).with_name("shipby")
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Desk:
    """A running desk."""

    port: int
    process_id: int

    def sign_in(self, email: str, password: str) -> "Session":
        """A session of this person.

        Raises:
            SystemExit: the sign-in was refused.
        """
        session = Session(self.port)
        fields = {"csrfmiddlewaretoken": session.token("/accounts/login/"), "login": email, "password": password}
        session.post("/accounts/login/", fields)
        if "shipby_session" not in session.cookies:
            raise SystemExit(f"{email} could not sign in.")
        return session


class Session:
    """One browser on one connection that stays open."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._port = port
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> bytes:
        """The body of a page.

        Raises:
            SystemExit: it answered with an error.
        """
        return self._ask("GET", path, None)

    def token(self, path: str) -> str:
        """The token of the forms on a page."""
        found = _TOKEN.search(self.get(path).decode())
        assert found, path
        return found[1]

    def post(self, path: str, fields: dict[str, str]) -> bytes:
        """Post a form; redirects are not followed."""
        return self._ask("POST", path, urlencode(fields))

    def seconds(self, path: str) -> float:
        """How long a whole request takes, last byte included."""
        started = time.perf_counter()
        self.get(path)
        return time.perf_counter() - started

    def _ask(self, method: str, path: str, body: str | None) -> bytes:
        headers = {
            "Accept": "text/html",
            "Accept-Encoding": "gzip",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"http://127.0.0.1:{self._port}{path}",
        }
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        except (RemoteDisconnected, BrokenPipeError, ConnectionResetError):  # the server ends connections that were idle
            self._connection.close()
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status >= 400:
            raise SystemExit(f"{method} {path} answered {answer.status}")
        return gzip.decompress(content) if answer.headers["Content-Encoding"] == "gzip" else content


@contextmanager
def running_desk(folder: Path, *, clock: str = "", more: dict[str, str] | None = None) -> Iterator[Desk]:
    """``shipby up`` on ``folder``, stopped as a person stops it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SHIPBY_", "DATABASE_", "DJANGO_"))}
    environment = kept | {"SHIPBY_HOME": str(folder), "SHIPBY_CLOCK": clock} | (more or {})
    process = subprocess.Popen(
        [SHIPBY, "up", "--port", str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        printed = ""
        for line in process.stdout:
            printed += line
            if "is ready at" in line:
                break
        else:
            raise SystemExit(f"The desk did not start:\n{printed}")
        yield Desk(port, process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
