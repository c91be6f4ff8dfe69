"""The pretend Amazon: pages of a search per minute, memory at a million orders, and how long a quiet day takes.

Run: python bench/simulator.py [pages] [million] [day]
The limit of the machine in the same run: the same client asking a bare asyncio server for the same bytes.
"""

import asyncio
import json
import multiprocessing
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx2
import psutil

PAGES = 300
SEARCH = "/orders/2026-01-01/orders"
DATA = "BUYER,RECIPIENT,PROCEEDS,CANCELLATION,FULFILLMENT,PACKAGES,TAX,PAYMENT"


@contextmanager
def simulator(*flags: str) -> Iterator[tuple[httpx2.Client, subprocess.Popen[str], float]]:
    """A running one, a client with its token, and how long it took to be ready."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "shipby_simulator", "--port", "0", "--clock", "manual", *flags]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    seconds = time.perf_counter() - began
    account = ready["accounts"][0]
    client = httpx2.Client(base_url=ready["url"], timeout=300, trust_env=False)
    form = {"grant_type": "refresh_token", **{name: account[name] for name in ("client_id", "client_secret", "refresh_token")}}
    client.headers["x-amz-access-token"] = client.post("/auth/o2/token", data=form).json()["access_token"]
    client.post("/_simulator/rates", json={"operation": "*", "rate": 1e6, "burst": 1_000_000}).raise_for_status()
    try:
        yield client, process, seconds
    finally:
        client.close()
        process.terminate()
        process.wait(20)


def walk(client: httpx2.Client, pages: int) -> tuple[float, bytes]:
    """Seconds for so many pages of 100 orders with all data sets, beginning anew at the end; and one page's bytes."""
    query = {"createdAfter": "2025-01-01T00:00:00Z", "includedData": DATA, "maxResultsPerPage": "100"}
    began, token, page = time.perf_counter(), "", b""
    for _ in range(pages):
        answer = client.get(SEARCH, params={**query, **({"paginationToken": token} if token else {})}).raise_for_status()
        page = answer.content if len(answer.content) > len(page) else page
        token = answer.json().get("pagination", {}).get("nextToken", "")
    return time.perf_counter() - began, page


def _bare(page: bytes, ready: "multiprocessing.Queue[int]") -> None:
    """Answer every request with the same bytes."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(page) + page

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(answer)
                await writer.drain()
        writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(one, "127.0.0.1", 0)
        ready.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


def bare(page: bytes, pages: int) -> float:
    """Seconds for the same client to get and read the same bytes from a server that does nothing."""
    ready: multiprocessing.Queue[int] = multiprocessing.Queue()
    server = multiprocessing.Process(target=_bare, args=(page, ready), daemon=True)
    server.start()
    with httpx2.Client(base_url=f"http://127.0.0.1:{ready.get()}", timeout=60, trust_env=False) as client:
        began = time.perf_counter()
        for _ in range(pages):
            client.get(SEARCH).json()
        seconds = time.perf_counter() - began
    server.terminate()
    return seconds


def measure_pages() -> None:
    """Pages a minute: orders of the past, drawn anew for each page, and the same once they are known."""
    with simulator("--orders", "30000") as (client, _, _):
        first, page = walk(client, PAGES)
        again, _ = walk(client, 100)
    limit = bare(page, PAGES)
    for name, seconds, count in (("first time", first, PAGES), ("known", again, 100), ("bare server", limit, PAGES)):
        speed = f"{60 * count / seconds:8,.0f} pages/min   {1000 * seconds / count:6.1f} ms a page of {len(page) / 1e3:.0f} KB"
        print(f"searchOrders, {name:12} {speed}")
    print(f"ratio to the bare server: {first / limit:.1f} (goal: 2,000 pages/min)")


def measure_million() -> None:
    """Memory and start at a million orders of which 10,000 are open, and a walk through some of them."""
    with simulator("--orders", "1000000", "--set", "orders.open_at_start=10000", "--set", "orders.per_day=10000") as (
        client,
        process,
        ready,
    ):
        info = psutil.Process(process.pid).memory_info()
        print(f"1,000,000 orders, 10,000 open: ready in {ready:.1f} s, {info.rss / 1e9:.2f} GB (limit 4)")
        seconds, _ = walk(client, 100)
        after = psutil.Process(process.pid).memory_info().rss / 1e9
        print(f"after 100 pages: {60 * 100 / seconds:,.0f} pages/min, {after:.2f} GB")


def measure_day() -> None:
    """One quiet day of a store with 1,000 orders a day; a loop that draws as many orders' facts is the limit."""
    with simulator("--orders", "2000", "--set", "orders.per_day=1000") as (client, _, _):
        client.post("/_simulator/clock", json={"advance": "P1D"}).raise_for_status()
        times = []
        for _ in range(5):
            began = time.perf_counter()
            client.post("/_simulator/clock", json={"advance": "P1D"}).raise_for_status()
            times.append(time.perf_counter() - began)
        began = time.perf_counter()
        client.post("/_simulator/clock", json={"advance": "PT0.001S"}).raise_for_status()
        nothing = time.perf_counter() - began
    day = sorted(times)[2]
    print(f"a day of 1,000 orders: {day:.2f} s (limit 1), {day / nothing:.0f} times a call that does nothing")


def main() -> None:
    """Measure what is named, else everything."""
    wanted = sys.argv[1:] or ["pages", "million", "day"]
    for name, measure in (("pages", measure_pages), ("million", measure_million), ("day", measure_day)):
        if name in wanted:
            measure()


if __name__ == "__main__":
    main()
