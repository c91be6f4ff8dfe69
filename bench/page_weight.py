"""Weight of a first visit: every byte that the queue and the order page send over HTTP, compressed as in production.

    .venv/bin/python -m bench.page_weight

Starts its own database and server with the sample store, opens both pages as a browser with an empty cache does (page, style
sheets, scripts, font, icons, favicon), and counts status lines, headers and bodies. Aim 80 KB, fails above 120 KB or 12 requests
(ui 12). 1 KB = 1,024 bytes.
"""

import os
import re
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django
from django.conf import settings

AIM, LIMIT, MOST_REQUESTS = 80 * 1024, 120 * 1024, 12
_LINKED = re.compile(r"""<link[^>]*\shref="([^"]+)"|<script[^>]*\ssrc="([^"]+)"|<use href="([^"#]+)#""")


def main() -> int:
    """Measure, print, and say by the exit code whether the limits hold."""
    _set_up()
    from shipby.cli.sample_store.fill import fill
    from shipby.orders.models import Order
    from shipby.words.ports import ports

    with tempfile.TemporaryDirectory() as folder:
        sign_in = fill(seed=7, now=ports.clock.now(), folder=Path(folder), progress=lambda *_: None)
    order_id = Order.objects.filter(is_open=True, line_count__gt=1).values_list("order_id", flat=True).first()
    cookie = _cookie(sign_in.email)
    is_good = True
    with _server() as port:
        for name, path in (("queue", "/orders/"), ("order", f"/orders/{order_id}/")):
            sizes = _visit(port, path, cookie)
            total = sum(sizes.values())
            is_good &= total <= LIMIT and len(sizes) <= MOST_REQUESTS
            print(f"{name}: {total / 1024:.1f} KB in {len(sizes)} requests (aim {AIM // 1024}, limit {LIMIT // 1024})")
            for address, size in sorted(sizes.items(), key=lambda item: -item[1]):
                print(f"  {size / 1024:6.1f} KB  {address}")
    return 0 if is_good else 1


def _set_up() -> None:
    static = tempfile.mkdtemp(prefix="shipby-static-")
    django.setup(set_prefix=False)
    settings.STATIC_ROOT = static
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    settings.DEBUG = False
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)


def _cookie(email: str) -> str:
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.get(email=email), backend=settings.AUTHENTICATION_BACKENDS[0])
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@contextmanager
def _server() -> Iterator[int]:
    """The product's WSGI application, static files included, behind a plain HTTP server."""
    from threading import Thread
    from wsgiref.simple_server import WSGIRequestHandler, make_server

    from shipby.wsgi import application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()


def _visit(port: int, path: str, cookie: str) -> dict[str, int]:
    """Address -> bytes on the wire."""
    size, html = _get(port, path, cookie)
    sizes = {path: size}
    for groups in _LINKED.findall(html.decode()):
        address = urljoin(path, next(filter(None, groups)))
        if address not in sizes:
            sizes[address], _ = _get(port, address, cookie)
    return sizes


def _get(port: int, path: str, cookie: str) -> tuple[int, bytes]:
    """Bytes of the whole answer, and its unpacked body."""
    request = f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip, br\r\nCookie: {cookie}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request.encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        raise SystemExit(f"{path}: {head.decode(errors='replace').splitlines()[0]}")
    return len(answer), _unpacked(head, body)


def _unpacked(head: bytes, body: bytes) -> bytes:
    import gzip

    return gzip.decompress(body) if b"Content-Encoding: gzip" in head else body


if __name__ == "__main__":
    sys.exit(main())
