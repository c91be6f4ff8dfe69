"""The sample store of ``shipby demo``: made on the first start, kept, and made anew when its deadlines have gone stale."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import click
import msgspec
from django.conf import settings
from django.db import connection

from shipby.cli.database import migrate_if_needed
from shipby.cli.progress import step
from shipby.cli.sample_store.fill import fill
from shipby.shop.reads import is_set_up
from shipby.words.ports import ports

STALE_AFTER = timedelta(hours=12)
"""Sample orders have deadlines around the moment they were made; half a day later most of them are late."""


class _Made(msgspec.Struct, frozen=True):
    """What the sample store was made of; written last, so that one cut off half-way is not taken for one."""

    seed: int
    made_at: datetime
    email: str
    password: str


class SampleFolder:
    """The demo's data folder, as far as it concerns the sample store."""

    @property
    def _note(self) -> Path:
        return Path(settings.HOME) / "sample.json"

    def made(self) -> _Made | None:
        """What was made; None = nothing, or not to its end."""
        try:
            return msgspec.json.decode(self._note.read_bytes(), type=_Made)
        except (FileNotFoundError, msgspec.MsgspecError):
            return None

    def forget(self) -> None:
        """Forget it: what lies in the database is no whole sample store any more."""
        self._note.unlink(missing_ok=True)

    def keep(self, made: _Made) -> None:
        """Note that the sample store is whole."""
        self._note.write_bytes(msgspec.json.encode(made))

    def greeting(self) -> str:
        """The line that says how to sign in."""
        made = self.made()
        assert made is not None, "greeted before the sample store was made"
        return f"Sign in as {made.email} with {made.password}"


def make_if_needed(folder: SampleFolder, *, seed: int, reports: Path | None, fresh: bool) -> None:
    """Make the sample store where there is none, an unfinished, another or a stale one, or where a fresh one is asked for."""
    now = ports.clock.now()
    reason = _why_make(folder.made(), seed, now, fresh=fresh, reports=reports)
    if not reason:
        return
    folder.forget()
    if is_set_up():
        click.echo(reason, err=True)
        _wipe()
    with step("Making the sample store") as progress:
        sign_in = fill(seed=seed, now=now, folder=reports or Path(settings.HOME) / "reports", progress=progress)
    folder.keep(_Made(seed, now, sign_in.email, sign_in.password))


def _why_make(made: _Made | None, seed: int, now: datetime, *, fresh: bool, reports: Path | None) -> str:
    if made is None:
        return "The sample store was not finished; making it anew."
    if fresh or reports is not None:
        return "Making the sample store anew."
    if made.seed != seed:
        return f"The sample store was made with --seed {made.seed}; making it anew."
    if abs(now - made.made_at) > STALE_AFTER:
        return "The sample store is more than 12 hours old; making it anew, with deadlines around now."
    return ""


def _wipe() -> None:
    """Empty the demo's database and its keys. Never anything but the demo's."""
    if not settings.ENVIRONMENT.demo or Path(settings.HOME).name != "demo":
        raise RuntimeError("only the sample store may be thrown away")
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    shutil.rmtree(Path(settings.HOME) / "keys", ignore_errors=True)
    migrate_if_needed()
