"""Logs: one JSON line per event, with ids and figures, never with what a person is called or where they live.

Web and worker processes write to ``logs/web.log`` and ``logs/worker.log``, commands to ``logs/command.log``; files turn at 5 MB
and five are kept. With ``SHIPBY_LOG=stdout`` lines go to standard output (of commands: to standard error) for a collector.
"""

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from datetime import date, datetime
from decimal import Decimal
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, TypedDict

import structlog

FILE_BYTES = 5 * 1024 * 1024
FILES = 5
MOST_PLACES = 25
LEFT_OUT = "[left out]"

_PERSON_LIKE = re.compile(
    r"(^|_)(recipient|buyer|phone|e?mail|street|address|postcode|postal|tax_id|gift|message|customization|first_name|last_name"
    r"|person_name|password|passphrase|secret|token|session|cookie|authorization)",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_SAFE = (bool, int, float, type(None), Decimal, datetime, date)

Event = MutableMapping[str, Any]


class LogSettings(TypedDict):
    """What Django's ``LOGGING`` setting holds here."""

    process: str
    home: Path
    to_stdout: bool


def configure(settings: LogSettings) -> None:
    """Set structlog and Python's logging up; Django calls it with its ``LOGGING`` setting."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],  # type: ignore[list-item]
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,  # type: ignore[arg-type]
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            places_of_exception,
            without_people,
            structlog.processors.JSONRenderer(),
        ],
    )
    handler = _handler(settings)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name, level in (("shipby", logging.INFO), ("django.request", logging.ERROR), ("django", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        logger.setLevel(level)


def _handler(settings: LogSettings) -> logging.Handler:
    if settings["to_stdout"]:
        return logging.StreamHandler(sys.stderr if settings["process"] == "command" else sys.stdout)
    folder = settings["home"] / "logs"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{settings['process']}.log"
    return RotatingFileHandler(path, maxBytes=FILE_BYTES, backupCount=FILES - 1, encoding="utf-8", delay=True)


def places_of_exception(logger: Any, method: str, event: Event) -> Event:  # noqa: ARG001  (structlog's interface)
    """Turn an exception into its type and the places it came through: its text may quote an order."""
    info = event.pop("exc_info", None)
    error = sys.exc_info()[1] if info is True else info[1] if isinstance(info, tuple) else info
    event.pop("stack_info", None)
    if isinstance(error, BaseException):
        event["error"] = _described(error)
    return event


def _described(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)[-MOST_PLACES:]
    described: dict[str, Any] = {
        "type": f"{type(error).__module__}.{type(error).__qualname__}",
        "places": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    diagnosis = getattr(error, "diag", None)  # PostgreSQL's: code and constraint are names of ours, the detail is not
    if diagnosis is not None:
        described |= {"sqlstate": getattr(error, "sqlstate", None), "constraint": diagnosis.constraint_name}
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        described["because_of"] = f"{type(cause).__module__}.{type(cause).__qualname__}"
    return described


def without_people(logger: Any, method: str, event: Event) -> Event:  # noqa: ARG001  (structlog's interface)
    """Leave out what names or reaches a person, whoever wrote the line."""
    for name in list(event):
        event[name] = LEFT_OUT if _PERSON_LIKE.search(name) else _cleaned(event[name])
    return event


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return _MAIL.sub("[e-mail]", value)
    if isinstance(value, Mapping):
        return {str(name): LEFT_OUT if _PERSON_LIKE.search(str(name)) else _cleaned(part) for name, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_cleaned(part) for part in value]
    if isinstance(value, bool | int | float | type(None)):
        return value
    # Anything else could show a person in its repr: only values known to be harmless are written out.
    return str(value) if isinstance(value, _SAFE) else f"<{type(value).__name__}>"
