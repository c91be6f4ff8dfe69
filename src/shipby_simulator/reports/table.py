"""Tables on the wire: tab-separated without quotes, one row per record (sp-api 5.2)."""

import re
from datetime import UTC, datetime

from shipby_simulator.core.clock import iso_seconds
from shipby_simulator.world.places import Marketplace

Row = dict[str, str]


def columns(text: str, separator: str | None = None) -> tuple[str, ...]:
    """Return column names that stand one after the other in a text."""
    return tuple(text.split(separator))


def lines(names: tuple[str, ...], rows: list[Row], separator: str = "\t", blank: str = "") -> str:
    """Return a table; values lose what would break it, missing ones are ``blank``."""
    made = [separator.join(names)]
    made += [separator.join(_plain(row.get(name, ""), separator) or blank for name in names) for row in rows]
    return "\r\n".join(made) + "\r\n"


def _plain(value: str, separator: str) -> str:
    text = re.sub(r"[\t\r\n]+", " ", value)
    if separator == "," and ("," in text or '"' in text):
        return '"' + text.replace('"', '""') + '"'
    return text


def zoned(ms: int, place: Marketplace) -> str:
    """Return an instant in the marketplace's zone: ``2026-11-23T04:00:00-08:00``."""
    return datetime.fromtimestamp(ms // 1000, UTC).astimezone(place.zone).isoformat()


def utc(ms: int) -> str:
    """Return an instant as ``2026-11-23T12:00:00+00:00``."""
    return iso_seconds(ms)[:-1] + "+00:00"


def yes(value: object) -> str:
    """Return ``true`` or ``false``."""
    return "true" if value else "false"
