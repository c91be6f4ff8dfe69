"""Report schedules: one report after the other, each from where the last one ended (sp-api 5.1)."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from shipby_simulator.core.clock import iso, parse_duration, to_ms
from shipby_simulator.reports import process
from shipby_simulator.world.state import Report, Schedule

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World


def number(world: "World", account: int, kind: str) -> str:
    """Return the next report or schedule number; unique only together with the seller."""
    return str(50_000_000_000 + 41 * world.number(f"{kind} {account}"))


def after(moment: int, period: str) -> int:
    """Return the instant a period later; P1M is a month of the calendar."""
    if period != "P1M":
        return moment + parse_duration(period)
    day = datetime.fromtimestamp(moment / 1000, UTC)
    month = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return to_ms(month.replace(day=min(day.day, monthrange(month.year, month.month)[1])))


def _purpose(kind: str) -> str:
    """Return what a report is for: the XML and the flat-file form of the same share one schedule (sp-api 5.1)."""
    return kind.replace("GET_FLAT_FILE_", "GET_").replace("GET_XML_", "GET_")


def put(world: "World", schedule: Schedule) -> None:
    """Take in a schedule; it replaces the one of the same purpose and marketplaces."""
    schedules = world.state.schedules
    same = [
        key for key, old in schedules.items()
        if old.account == schedule.account and _purpose(old.type) == _purpose(schedule.type)
        and sorted(old.marketplaces) == sorted(schedule.marketplaces)
    ]  # fmt: skip
    for key in same:
        del schedules[key]
    schedules[f"{schedule.account}/{schedule.id}"] = schedule
    world.later(schedule.next, "report due", schedule.account, -1, [f"{schedule.account}/{schedule.id}", iso(schedule.next)])


def due(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let a schedule make its next report."""
    schedule = world.state.schedules.get(argument[0])
    if schedule is None or iso(schedule.next) != argument[1]:
        return
    then = after(schedule.next, schedule.period)
    start = world.now - (then - schedule.next)
    process.place(
        world,
        Report(
            number(world, account, "report"), account, schedule.type, schedule.marketplaces, schedule.options, start, world.now,
            world.now, schedule=schedule.id,
        ),
    )  # fmt: skip
    schedule.next = then
    world.later(then, "report due", account, -1, [argument[0], iso(then)])
