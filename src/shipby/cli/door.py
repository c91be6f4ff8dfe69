"""The door every command goes through: Django made ready, the database at hand, errors told in one way."""

import functools
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, ParamSpec, TypeVar

import click
import msgspec

from shipby.cli.errors import INTERRUPTED, OUTSIDE_FAILED, REFUSED, WRONG_USAGE, Failure, OutsideFailure

P = ParamSpec("P")
R = TypeVar("R")


def uses_database(command: Callable[P, R]) -> Callable[P, R]:
    """Give a command the database: a running one is joined, else it is started and, if nobody else uses it, stopped again.

    Migrations are applied when some are pending. Put it below the click decorators, right above the function.
    """

    @functools.wraps(command)
    def with_database(*args: P.args, **kwargs: P.kwargs) -> R:
        with database():
            return command(*args, **kwargs)

    return with_database


@contextmanager
def database() -> Iterator[None]:
    """Hold the database open for the block, migrated; Django's connections are closed after it."""
    from shipby.cli.database import database as opened  # noqa: PLC0415  (needs Django set up)

    with opened():
        yield


def run(invoke: Callable[[], Any], arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code; whatever goes wrong is told once, in the form that was asked for."""
    try:
        result = invoke()
    except click.exceptions.Exit as exit_request:
        return exit_request.exit_code
    except BrokenPipeError:
        # The reader went away (shipby orders | head): not our failure, and nothing may be written any more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001  (the outermost door: every error gets a sentence and a code)
        failure = failure_of(error)
        tell(failure, as_json=wants_json(arguments))
        return failure.exit_code
    return result if isinstance(result, int) else 0


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether ``--format json`` was asked for: looked up in the raw words, because wrong usage is told in it too."""
    return "--format=json" in arguments or ("--format", "json") in pairwise(arguments)


def tell(failure: Failure, *, as_json: bool) -> None:
    """Print a failure: JSON on standard output where JSON was asked for, else sentences on standard error."""
    if as_json:
        texts = {"code": failure.code, "message": failure.message, "what_to_do": failure.what_to_do}
        # What was typed may hold bytes that are no text; JSON may not.
        error = {name: text.encode(errors="replace").decode() for name, text in texts.items()}
        sys.stdout.write(msgspec.json.format(msgspec.json.encode({"error": error}), indent=2).decode() + "\n")
        sys.stdout.flush()
        return
    click.echo(failure.message, err=True)
    click.echo(failure.what_to_do, err=True)


def failure_of(error: BaseException) -> Failure:
    """Say what an exception means to the person at the command line."""
    for kind, explain in _EXPLAINED:
        if isinstance(error, kind):
            return explain(error)
    for explain_loaded in (_of_ours, _of_settings, _of_database):
        failure = explain_loaded(error)
        if failure is not None:
            return failure
    return _of_a_fault(error)


def _of_usage(error: Any) -> Failure:
    where = error.ctx.command_path if error.ctx else "shipby"
    return Failure(WRONG_USAGE, "wrong_usage", error.format_message(), f"See {where} --help.")


def _of_click(error: Any) -> Failure:
    return Failure(REFUSED, "input_refused", error.format_message(), "Name a file that can be read.")


def _of_outside(error: Any) -> Failure:
    return Failure(OUTSIDE_FAILED, error.code, error.message, error.what_to_do)


def _of_disk(error: Any) -> Failure:
    name = f" ({error.filename})" if error.filename else ""
    return Failure(
        OUTSIDE_FAILED,
        "system_error",
        f"The computer refused: {error.strerror or type(error).__name__}{name}.",
        "Check the path, the permissions and the free space, then try again.",
    )


_EXPLAINED: tuple[tuple[type[BaseException], Callable[[Any], Failure]], ...] = (
    (click.UsageError, _of_usage),
    (click.ClickException, _of_click),
    (OutsideFailure, _of_outside),
    (OSError, _of_disk),
)


def _of_ours(error: BaseException) -> Failure | None:
    """A refusal or a partner's trouble."""
    from shipby.words.refusals import Refusal  # noqa: PLC0415
    from shipby.words.troubles import Trouble  # noqa: PLC0415

    if isinstance(error, Refusal):
        return Failure(REFUSED, error.code, error.message, error.what_to_do or "Correct the input, then try again.")
    if isinstance(error, Trouble):
        message = f"{error.partner} did not do what was asked ({error.operation}: {type(error).__name__})."
        return Failure(OUTSIDE_FAILED, "partner_failed", message, "Look at the order before trying again.")
    return None


def _of_settings(error: BaseException) -> Failure | None:
    """An environment that cannot be read; the value itself is never shown."""
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from pydantic import ValidationError  # noqa: PLC0415

    if isinstance(error, ValidationError):
        names = ", ".join("SHIPBY_" + "_".join(str(part) for part in fault["loc"]).upper() for fault in error.errors())
        return Failure(
            WRONG_USAGE, "settings_unreadable", f"The environment cannot be read: {names}.", "Correct it or leave it out."
        )
    if isinstance(error, ImproperlyConfigured):
        return Failure(WRONG_USAGE, "settings_unreadable", str(error), "Correct the setting, then try again.")
    return None


def _of_database(error: BaseException) -> Failure | None:
    if "django.db" not in sys.modules:
        return None
    from django.db import InterfaceError, OperationalError  # noqa: PLC0415

    if not isinstance(error, OperationalError | InterfaceError) and type(error).__module__ != "psycopg_pool":
        return None
    return Failure(
        OUTSIDE_FAILED,
        "database_unreachable",
        "The database does not answer.",
        "Check with shipby status whether it runs; with DATABASE_URL, check address, user and password.",
    )


def _of_a_fault(error: BaseException) -> Failure:
    """A fault of ours: where it happened, never the text of the error, which may quote an order."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown place"
    if os.environ.get("SHIPBY_DEBUG"):
        raise error
    return Failure(
        OUTSIDE_FAILED,
        "internal_error",
        f"Shipby met a fault of its own: {type(error).__name__} at {where}.",
        "Nothing more was changed. Please report this line; SHIPBY_DEBUG=1 shows the whole trace (it may quote order data).",
    )
