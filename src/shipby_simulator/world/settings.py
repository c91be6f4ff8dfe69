"""A scenario: every rate of the pretend marketplace, read from TOML. Shares run from 0 to 1 unless said otherwise."""

import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Share = Annotated[float, Meta(ge=0, le=1)]
Positive = Annotated[float, Meta(gt=0, le=1e6)]
Count = Annotated[int, Meta(ge=0, le=10_000_000)]
Hours = Annotated[float, Meta(ge=0, le=10_000)]
Seconds = Annotated[float, Meta(ge=0, le=10_000_000)]


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file: an unknown key is an error, not a typo that does nothing."""


class Orders(_Table, frozen=True):
    """How many orders come. ``open_at_start`` below 1 is a share of ``--orders``, else a count."""

    per_day: Annotated[float, Meta(ge=0, le=1e6)] = 100.0
    open_at_start: Annotated[float, Meta(ge=0)] = 0.12
    catalogue: Annotated[int, Meta(ge=1, le=5000)] = 120
    peak_factor: Annotated[float, Meta(ge=1, le=50)] = 1.0
    peak_from_hours: Hours = 0.0
    peak_hours: Hours = 0.0
    burst_orders: Count = 0
    burst_at_hours: Hours = 0.0


class Buyers(_Table, frozen=True):
    """What buyers do. Shares are of all merchant-fulfilled orders; days are means after the delivery."""

    pending: Share = 0.08
    pending_hours: Hours = 6.0
    pays_never: Share = 0.05
    cancels_early: Share = 0.01
    asks_to_cancel: Share = 0.015
    feedback: Share = 0.06
    negative_feedback: Share = 0.05
    returns: Share = 0.03
    claims_when_undelivered: Share = 0.3
    claims: Share = 0.001
    chargebacks: Share = 0.0003
    writes: Share = 0.02


class Strange(_Table, frozen=True):
    """Strange orders (reliability 4.4): share of all orders that are of this kind."""

    fba: Share = 0.0
    gift: Share = 0.05
    business: Share = 0.06
    prime: Share = 0.03
    premium: Share = 0.02
    ship_plus: Share = 0.01
    easy_ship: Share = 0.005
    transparency: Share = 0.01
    customized: Share = 0.01
    iba: Share = 0.002
    cash_on_delivery: Share = 0.01
    preorder: Share = 0.002
    replacement: Share = 0.005
    pickup_point: Share = 0.01
    address_late: Share = 0.005
    address_missing: Share = 0.001
    odd_text: Share = 0.04
    long_text: Share = 0.01
    many_items: Share = 0.002
    huge_quantity: Share = 0.001
    zero_price: Share = 0.002
    signature: Share = 0.01


class Amazon(_Table, frozen=True):
    """How Amazon behaves. Delays are [least, most] in seconds; what no page documents is a setting, with our guess."""

    confirm_delay: tuple[Seconds, Seconds] = (5.0, 60.0)
    change_delay: tuple[Seconds, Seconds] = (5.0, 60.0)
    label_visible_delay: tuple[Seconds, Seconds] = (20.0, 180.0)
    feed_delay: tuple[Seconds, Seconds] = (30.0, 300.0)
    finances_delay_hours: tuple[Hours, Hours] = (1.0, 48.0)
    performance_delay_hours: Hours = 24.0
    auto_cancel_weekdays: Annotated[int, Meta(ge=1, le=60)] = 7
    pending_days: Annotated[int, Meta(ge=1, le=60)] = 21
    replica_lag: Share = 0.02
    replica_lag_seconds: tuple[Seconds, Seconds] = (10.0, 1200.0)
    forgets_in_list: Share = 0.001
    repeats_page: Share = 0.0
    notification_delay: tuple[Seconds, Seconds] = (1.0, 20.0)
    notification_duplicates: Share = 0.02
    notification_silence: Share = 0.001
    throttled_call_costs: bool = False
    transient_throttle: Share = 0.0
    report_throttle: Share = 0.0
    notifies_new_orders: bool = True
    missing_role_in_v0: bool = True
    duplicate_adjustment_refused: bool = False
    partial_cancel: bool = True
    foreign_parcels_travel: bool = True
    idempotency_key_hours: Hours = 0.1667


class Carriers(_Table, frozen=True):
    """What happens to parcels, as shares of all parcels; ``weather_days`` are days from the start on which all is late."""

    late: Share = 0.04
    late_days: Annotated[int, Meta(ge=1, le=60)] = 3
    weather: Share = 0.01
    weather_from_hours: Hours = 0.0
    weather_hours: Hours = 0.0
    lost: Share = 0.002
    damaged: Share = 0.001
    refused: Share = 0.002
    undeliverable: Share = 0.003
    unscanned: Share = 0.01
    attempt_fails: Share = 0.05
    fails: Share = 0.0
    async_seconds: Seconds = 45.0
    async_fails: Share = 0.0
    price_differs: Share = 0.0
    key_hours: Hours = 24.0
    list_delay: tuple[Seconds, Seconds] = (0.0, 30.0)
    quote_minutes: Annotated[float, Meta(gt=0, le=10_000)] = 10.0
    void_days: Annotated[int, Meta(ge=1, le=365)] = 30
    refund_days: tuple[Annotated[int, Meta(ge=0, le=365)], Annotated[int, Meta(ge=0, le=365)]] = (1, 14)


class Documents(_Table, frozen=True):
    """How feeds and reports go: share that breaks off halfway, code page of flat files ("": by region), longest window."""

    feed_fatal: Share = 0.0
    report_charset: Literal["", "utf-8", "utf-16", "iso-8859-1", "cp1252", "cp932"] = ""
    all_orders_days: Annotated[int, Meta(ge=1, le=730)] = 30


class History(_Table, frozen=True):
    """How well the seller worked before the start: shares of the closed orders."""

    late: Share = 0.01
    cancelled: Share = 0.008
    negative: Share = 0.003
    claims: Share = 0.001
    refunded: Share = 0.02
    days: Annotated[int, Meta(ge=1, le=730)] = 700


class Application(_Table, frozen=True):
    """What the seller's application may do; empty means every role (sp-api 1.4)."""

    roles: list[str] = []
    secret_days: Annotated[int, Meta(ge=1, le=10_000)] = 180


FaultKind = Literal[
    "refuse", "reset", "lost", "throttle", "error", "malformed", "slow", "drip", "duplicate", "stale", "reordered"
]
FaultBody = Literal["", "html", "json", "empty", "cut", "type", "missing", "charset", "garbage", "gzip", "bomb"]


class FaultRule(_Table, frozen=True):
    """A fault at an operation; see ``faults.py`` for kinds. ``share`` is of the calls, hours count from the start."""

    kind: FaultKind
    operation: str = "*"
    share: Share = 1.0
    from_hours: Hours = 0.0
    hours: Hours = 10_000.0
    status: Annotated[int, Meta(ge=200, le=599)] = 503
    body: FaultBody = "html"
    effect: bool = False
    delay_ms: Annotated[int, Meta(ge=0, le=600_000)] = 8000


class Scenario(_Table, frozen=True):
    """A whole scenario file."""

    about: str = ""
    orders: Orders = Orders()
    buyers: Buyers = Buyers()
    strange: Strange = Strange()
    amazon: Amazon = Amazon()
    carriers: Carriers = Carriers()
    history: History = History()
    documents: Documents = Documents()
    application: Application = Application()
    rates: dict[str, tuple[Positive, Annotated[int, Meta(ge=1, le=100_000)]]] = {}
    faults: list[FaultRule] = []


class ScenarioError(ValueError):
    """A scenario cannot be used; the text names file, line and field."""


def names() -> list[str]:
    """Return the names of the scenarios that come with the package."""
    folder = resources.files("shipby_simulator") / "scenarios"
    return sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".toml"))


def load(name: str, overrides: list[str] | None = None) -> Scenario:
    """Read a scenario by name or by path, with ``table.key=value`` overrides. Raises ScenarioError."""
    if name in names():
        text, where = (resources.files("shipby_simulator") / "scenarios" / f"{name}.toml").read_text("utf-8"), f"{name}.toml"
    else:
        path = Path(name)
        if not path.is_file():
            raise ScenarioError(f"No scenario {name!r}: neither a file nor one of {', '.join(names())}.")
        try:
            text, where = path.read_text("utf-8"), str(path)
        except (OSError, UnicodeDecodeError) as error:
            raise ScenarioError(f"{path}: cannot be read as UTF-8 text: {error}") from None
    return parse(text, where, overrides)


def parse(text: str, where: str, overrides: list[str] | None = None) -> Scenario:
    """Read a scenario from TOML text; ``where`` names it in errors. Raises ScenarioError."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"{where}: {error}") from None
    for override in overrides or []:
        _override(tables, override)
    try:
        return msgspec.convert(tables, Scenario)
    except msgspec.ValidationError as error:
        raise ScenarioError(_placed(str(error), text, where)) from None


def _override(tables: dict[str, Any], override: str) -> None:
    """Put one ``table.key=value`` of the command line into the tables."""
    path, equals, value = override.partition("=")
    table, dot, field = path.strip().partition(".")
    if not equals or not dot:
        raise ScenarioError(f"--set {override}: write table.key=value, for example orders.per_day=500.")
    try:
        parsed = tomllib.loads(f"value = {value.strip()}")["value"]
    except tomllib.TOMLDecodeError:
        parsed = value.strip()
    tables.setdefault(table, {})[field] = parsed


def _placed(message: str, text: str, where: str) -> str:
    """Add the line of the field that msgspec complains of."""
    found = re.search(r"`\$((?:\.\w+|\[\w*\.*\])*)`", message)
    path = re.findall(r"\w+", found[1]) if found else []
    unknown = re.search(r"unknown field `(\w+)`", message)
    if unknown:
        path.append(unknown[1])
    names_only = [part for part in path if not part.isdigit()]
    line = _line_of(names_only, text)
    field = ".".join(names_only) or "the file"
    return f"{where}, line {line}: {field}: {message}" if line else f"{where}: {field}: {message}"


def _line_of(path: list[str], text: str) -> int | None:
    """Return the line that holds a field, by table headers and keys."""
    if not path:
        return None
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+\s*([\w.-]+)\s*\]+", line)
        if header:
            table = header[1]
            if len(path) == 1 and table == path[0]:
                return number
        spelled = re.match(r"\s*[\"']?([\w-]+)[\"']?\s*=", line)
        if spelled and spelled[1] == path[-1] and table == ".".join(path[:-1]):
            return number
    return None
