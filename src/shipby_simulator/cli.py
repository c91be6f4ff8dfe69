"""The command line: ``python -m shipby_simulator`` and ``shipby simulator``."""

import argparse
import asyncio
import errno
import gc
import ipaddress
import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from shipby_simulator.app import Simulator, check_names
from shipby_simulator.core.clock import SECOND, factor_of, parse_instant
from shipby_simulator.core.wire import Connection
from shipby_simulator.door import sandbox
from shipby_simulator.door.call import Op
from shipby_simulator.door.operations import TABLE
from shipby_simulator.world.settings import ScenarioError, load, names

DEFAULT_START = "2026-11-23T12:00:00Z"
MAX_ACCOUNTS = 64


class UsageError(ValueError):
    """The command line cannot be followed; the text says which flag and what to do."""


def parser() -> argparse.ArgumentParser:
    """Return the flags."""
    made = argparse.ArgumentParser(
        prog="shipby simulator",
        description="A pretend Amazon for tests, demos and benchmarks: deterministic, driven by a clock, on loopback.",
    )
    made.add_argument("--port", type=int, default=9000, help="port to listen on; 0 picks a free one (default 9000)")
    made.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    made.add_argument("--seed", type=int, default=7, help="number that everything is drawn from (default 7)")
    made.add_argument("--scenario", default="calm", help=f"one of {', '.join(names())}, or a TOML file (default calm)")
    made.add_argument("--orders", type=int, default=1000, help="orders per account that exist at the start (default 1000)")
    made.add_argument("--accounts", type=int, default=1, help="seller accounts; regions NA, EU, FE take turns (default 1)")
    made.add_argument("--start", default=DEFAULT_START, help=f"instant at which the clock starts (default {DEFAULT_START})")
    made.add_argument("--clock", default="manual", help="manual, real, or xN such as x60 (default manual)")
    made.add_argument("--static-sandbox", action="store_true", help="answer with the examples of Amazon's model files instead")
    made.add_argument(
        "--models",
        default=os.environ.get("SP_API_MODELS", ""),
        help="folder of Amazon's model files, for --static-sandbox (default: environment variable SP_API_MODELS)",
    )
    made.add_argument("--set", action="append", default=[], metavar="TABLE.KEY=VALUE", help="change one value of the scenario")
    return made


def build(arguments: argparse.Namespace) -> Simulator:
    """Make the simulator that the flags describe. Raises UsageError or ScenarioError."""
    if not 0 <= arguments.port <= 65535:
        raise UsageError(f"--port {arguments.port}: give a number from 0 to 65535.")
    if not 0 <= arguments.orders <= 10_000_000:
        raise UsageError(f"--orders {arguments.orders}: give a number from 0 to 10,000,000.")
    if not 1 <= arguments.accounts <= MAX_ACCOUNTS:
        raise UsageError(f"--accounts {arguments.accounts}: give a number from 1 to {MAX_ACCOUNTS}.")
    try:
        start = parse_instant(arguments.start) // SECOND * SECOND
    except ValueError:
        raise UsageError(f"--start {arguments.start}: give an instant such as {DEFAULT_START}.") from None
    try:
        factor_of(arguments.clock)
    except ValueError as error:
        raise UsageError(f"--clock: {error}.") from None
    scenario = load(arguments.scenario, arguments.set)
    check_names(scenario, arguments.scenario)
    table = sandbox_table(arguments.models) if arguments.static_sandbox else TABLE
    return Simulator(
        arguments.seed,
        scenario,
        orders=arguments.orders,
        accounts=arguments.accounts,
        start=start,
        clock=arguments.clock,
        table=table,
    )


def sandbox_table(models: str) -> list[Op]:
    """Return the operations of the static sandbox. Raises UsageError."""
    if not models:
        raise UsageError("--static-sandbox needs Amazon's model files: name their folder with --models or SP_API_MODELS.")
    try:
        return sandbox.table(Path(models), {op.name: op.scope for op in TABLE})
    except sandbox.ModelsError as error:
        raise UsageError(f"--models {error}") from None


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket. Raises UsageError for an address that cannot be used."""
    try:
        family = socket.AF_INET6 if ipaddress.ip_address(host).version == 6 else socket.AF_INET
    except ValueError:
        raise UsageError(f"--host {host}: give an IP address such as 127.0.0.1.") from None
    server = socket.socket(family, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind((host, port))
        server.listen(512)
    except OSError as error:
        server.close()
        if error.errno == errno.EADDRINUSE:
            raise UsageError(f"--port {port}: the port is in use on {host}; choose another, or 0 for a free one.") from None
        raise UsageError(f"--host {host} --port {port}: {error.strerror}.") from None
    return server


async def serve(simulator: Simulator, server: socket.socket) -> None:
    """Answer until interrupted; in running time the world also moves when nobody calls."""
    # A page of orders is thousands of small objects that all die together: looking for cycles among them took half the time.
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    listening = await loop.create_server(lambda: Connection(simulator.handle, simulator.date), sock=server)
    ready = {"ready": True, "url": simulator.origin, "accounts": [seller.card() for seller in simulator.world.sellers]}
    sys.stdout.write(msgspec.json.encode(ready).decode() + "\n")
    sys.stdout.flush()
    while not stop.is_set():
        try:
            await asyncio.wait_for(stop.wait(), 0.25)
        except TimeoutError:
            simulator.catch_up()
    listening.close()


def main(words: Sequence[str] | None = None) -> int:
    """Run the simulator. Exit codes: 0 stopped, 2 the flags or the scenario cannot be used."""
    arguments = parser().parse_args(words)
    try:
        simulator = build(arguments)
        server = listen(arguments.host, arguments.port)
    except (UsageError, ScenarioError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    simulator.origin = f"http://{host}:{server.getsockname()[1]}"
    asyncio.run(serve(simulator, server))
    return 0
