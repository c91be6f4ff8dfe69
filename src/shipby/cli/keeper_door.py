"""Using the embedded database: join a running server or have one started, and let go of it."""

import fcntl
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shipby.cli.keeper import take_lock
from shipby.cli.postgres import DatabaseFailure

PATIENCE_SECONDS = 90.0
_WAIT_SECONDS = 0.02


@contextmanager
def hold_embedded(folder: Path, *, wait_until_stopped: bool = False) -> Iterator[None]:
    """Keep the server of ``folder`` running for the block; it stops by itself when its last user has gone.

    ``wait_until_stopped`` = do not return before the server has stopped or somebody else uses it.

    Raises:
        DatabaseFailure: it does not start, or an earlier one does not end.
    """
    hold = join(folder)
    try:
        yield
    finally:
        leave(folder, hold, wait_until_stopped=wait_until_stopped)


def join(folder: Path) -> int:
    """Become a user of the server, starting it where it is down; the handle that :func:`leave` takes back."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    end = time.monotonic() + PATIENCE_SECONDS
    hold = _patiently(folder / "users", fcntl.LOCK_SH, end, "An earlier database server does not stop.")
    try:
        ensure_running(folder)
    except BaseException:
        os.close(hold)
        raise
    return hold


def ensure_running(folder: Path) -> None:
    """Return when the server answers; for users who hold it (a keeper that was killed is replaced)."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not answers(folder):
        if not _has_keeper(folder):
            start = _patiently(folder / "start", fcntl.LOCK_EX, end, "Another start of the database does not end.")
            try:
                if not _has_keeper(folder):
                    _start_keeper(folder)
            finally:
                os.close(start)
        if time.monotonic() > end:
            raise DatabaseFailure(
                "database_does_not_start", "The database does not start.", f"Look into {folder / 'keeper.log'}."
            )
        time.sleep(_WAIT_SECONDS)


def leave(folder: Path, hold: int, *, wait_until_stopped: bool = False) -> None:
    """Let go of the server; whoever leaves last has it stopped."""
    os.close(hold)
    if not wait_until_stopped:
        return
    end = time.monotonic() + PATIENCE_SECONDS
    while _has_keeper(folder) and time.monotonic() < end and not has_users(folder):
        time.sleep(_WAIT_SECONDS)


def answers(folder: Path) -> bool:
    """Whether a keeper runs and its server takes connections."""
    return _has_keeper(folder) and bool(server_pid(folder))


def server_pid(folder: Path) -> int | None:
    """The server's process while it takes connections."""
    try:
        text = (folder / "keeper").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    return int(text) if text else None


def has_users(folder: Path) -> bool:
    """Whether a command or a desk uses the server (not counting the keeper, which takes the lock when nobody does)."""
    handle = take_lock(folder / "users", fcntl.LOCK_SH | fcntl.LOCK_NB)
    if handle is None:
        return False  # the keeper has it: everybody has gone
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _has_keeper(folder: Path) -> bool:
    handle = take_lock(folder / "keeper", fcntl.LOCK_SH | fcntl.LOCK_NB)
    if handle is None:
        return True
    os.close(handle)
    return False


def _patiently(path: Path, kind: int, end: float, sentence: str) -> int:
    while (handle := take_lock(path, kind | fcntl.LOCK_NB)) is None:
        if time.monotonic() > end:
            raise DatabaseFailure(
                "database_busy", sentence, f"Look for processes that use {path.parent}, end them, then try again."
            )
        time.sleep(_WAIT_SECONDS)
    return handle


def _start_keeper(folder: Path) -> None:
    """Start a keeper in a session of its own (Ctrl-C is for us, not for the database) and hear how its start went."""
    (folder / "keeper").write_bytes(b"")  # what a killed keeper left in it is not true any more
    with (folder / "keeper.log").open("ab") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-P", "-m", "shipby.cli.keeper", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=folder,
            start_new_session=True,
        )
    assert keeper.stdout is not None
    with keeper.stdout:
        answer = keeper.stdout.read()
    if not answer:
        code = keeper.wait()
        message = f"The keeper of the database ended with code {code}."
        raise DatabaseFailure("database_does_not_start", message, f"Look into {folder / 'keeper.log'}.")
    found = json.loads(answer)
    if "code" in found:
        keeper.wait()
        raise DatabaseFailure(found["code"], found["message"], found["what_to_do"])
    # It may outlive us; if it ends before us, somebody must take note of it.
    threading.Thread(target=keeper.wait, daemon=True).start()
