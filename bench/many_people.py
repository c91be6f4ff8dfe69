"""Fifty people at work at once: 40 requests a second, mixed, for a minute.

    .venv/bin/python -m bench.many_people --orders 1000000 [--folder /var/tmp/big-store] [--rate 40] [--seconds 60]

Requests start by the clock, whether earlier ones have been answered or not, and are timed from the moment they were due, so a
desk that falls behind can't hide it. The mix: the queue, filters, searches, order pages, the poll for news, and tags set.
Limits: p95 of 150 ms, no error. Beside it, in the same run, the same requests one by one.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import nullcontext
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote

from bench.big_store import NOW, store
from bench.desk_process import Session, running_desk

PEOPLE, LIMIT_MS = 50, 150.0
MIX = (
    (30, "queue", ""),
    (8, "filter", "due:today is:prime"),
    (8, "filter", "country:US qty:>1"),
    (7, "filter", "is:ready"),
    (6, "search", "mug"),
    (6, "search", "{order}"),
    (20, "order page", ""),
    (10, "news", ""),
    (5, "tag set", ""),
)


def main() -> int:
    """Measure, print, and say by the exit code whether the limits hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="keep the store here, or use the one that is here")
    parser.add_argument("--rate", type=float, default=40.0, help="requests a second")
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    with (
        nullcontext(str(options.folder)) if options.folder else tempfile.TemporaryDirectory() as folder,
        store(Path(folder), orders=options.orders),
    ):
        cookies, orders = _people(), _open_orders()
        with running_desk(Path(folder), clock=f"virtual:{NOW:%Y-%m-%dT%H:%M:%SZ}") as desk:
            people = [Person(desk.port, cookie, orders) for cookie in cookies]
            for person in people:
                person.warm_up()
            plan = _plan(int(options.rate * options.seconds))
            alone = [people[0].ask(kind, text)[0] for kind, text in plan[:200]]
            times, errors = _at_once(people, plan, options.rate)
    return _report(times, errors, alone, options.rate)


class Person:
    """One of fifty: a session and the token of its forms."""

    def __init__(self, port: int, cookie: str, orders: Sequence[str]) -> None:
        self._session = Session(port)
        self._session.cookies["shipby_session"] = cookie
        self._orders, self._draw, self._lock = orders, random.Random(cookie), threading.Lock()
        self._token = ""

    def warm_up(self) -> None:
        """Open the queue once, for the token."""
        self._token = self._session.token("/orders/")

    def ask(self, kind: str, text: str) -> tuple[float, str]:
        """Seconds and what went wrong, empty = nothing. One request at a time, as a browser tab has it."""
        order = self._draw.choice(self._orders)
        path = {
            "order page": f"/orders/{order}/",
            "news": "/orders/news/?q=&seen=0&total=0",
            "tag set": "/orders/bulk/tag/",
        }.get(kind, f"/orders/?q={quote(text.format(order=order))}")
        with self._lock:
            started = time.perf_counter()
            try:
                if kind == "tag set":
                    fields = {"csrfmiddlewaretoken": self._token, "order": order, "tag": "seen", "back": "/orders/"}
                    self._session.post(path, fields)
                else:
                    self._session.get(path)
            except (SystemExit, OSError, HTTPException) as error:
                return time.perf_counter() - started, f"{kind}: {error}"
            return time.perf_counter() - started, ""


def _plan(count: int) -> list[tuple[str, str]]:
    draw = random.Random(7)
    weights = [weight for weight, _, _ in MIX]
    return [(kind, text) for _, kind, text in draw.choices(MIX, weights, k=count)]


def _at_once(people: Sequence[Person], plan: Sequence[tuple[str, str]], rate: float) -> tuple[dict[str, list[float]], list[str]]:
    times: dict[str, list[float]] = defaultdict(list)
    errors: list[str] = []
    begin = time.perf_counter() + 0.5

    def work(number: int) -> None:
        for turn in range(number, len(plan), len(people)):
            due = begin + turn / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            _, error = people[number].ask(*plan[turn])
            times[plan[turn][0]].append((time.perf_counter() - due) * 1000)
            if error:
                errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, errors


def _report(times: dict[str, list[float]], errors: Sequence[str], alone: Sequence[float], rate: float) -> int:
    every = [value for values in times.values() for value in values]
    unhurried = _at([value * 1000 for value in alone], 0.95)
    print(f"{PEOPLE} people, {rate:.0f} requests/s, {len(every)} requests        p50     p95     p99 ms")
    for kind, values in sorted(times.items()):
        print(f"  {kind:12} {len(values):6}                          {_line(values)}")
    print(f"  all          {len(every):6}                          {_line(every)}   limit {LIMIT_MS:.0f}")
    print(f"one after another                    p95 {unhurried:.1f} ms   ratio {_at(every, 0.95) / unhurried:.1f}")
    print(f"errors: {len(errors)} {errors[0] if errors else ''}")
    return 0 if not errors and _at(every, 0.95) <= LIMIT_MS else 1


def _line(values: Sequence[float]) -> str:
    return "  ".join(f"{_at(values, share):6.1f}" for share in (0.5, 0.95, 0.99))


def _at(values: Sequence[float], share: float) -> float:
    return sorted(values)[max(0, int(len(values) * share) - 1)]


def _people() -> list[str]:
    """Session cookies of fifty people, who are added where they are missing."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.contrib.auth.hashers import make_password
    from django.test import Client

    from shipby.cli.sample_store.opening import OWNER_EMAIL
    from shipby.shop.rules import Role

    model = get_user_model()
    owner = model.objects.get(email=OWNER_EMAIL)
    cookies = []
    for number in range(PEOPLE):
        person, _ = model.objects.get_or_create(
            email=f"person{number}@fernwood.example",
            defaults={
                "shop": owner.shop,
                "name": f"Person {number}",
                "role": Role.DESK.value,
                "created_at": NOW,
                "password": make_password(None),
                "password_changed_at": NOW,
            },
        )
        client = Client(HTTP_HOST="localhost")
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        cookies.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return cookies


def _open_orders() -> list[str]:
    from shipby.orders.models import Order

    return list(Order.objects.filter(is_open=True).order_by("id").values_list("order_id", flat=True))


if __name__ == "__main__":
    sys.exit(main())
