"""The keeper: one small process that runs the embedded PostgreSQL while somebody uses it, and stops it when nobody does.

Commands and desks never own the server, so it does not matter which of them came first or ends first. Three files in the
database's folder, each only for its flock:

``users``   everybody who uses the server holds it shared; the keeper takes it exclusively, which it gets when nobody is left, and
            holds it while it stops the server, so that a newcomer waits and then starts a fresh one.
``keeper``  the keeper holds it exclusively; its content is the server's pid while it answers, else empty.
``start``   held while a keeper is being started: two newcomers never start two.

A killed user lets go of its lock by dying. A killed keeper takes the server with it (its death signal is a fast shutdown).
"""

import fcntl
import json
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from shipby.cli.errors import OutsideFailure
from shipby.cli.postgres import EmbeddedPostgres

LONGEST_PAUSE_SECONDS = 10.0


def take_lock(path: Path, kind: int) -> int | None:
    """Take a flock on ``path``; the handle to close when done, None where LOCK_NB was asked for and it is taken."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, kind)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


class _Keeper:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = EmbeddedPostgres(folder)
        self.is_over = threading.Event()
        self.lock: int | None = None

    def run(self) -> int:
        """Keep the server until nobody uses it; the exit code."""
        self.lock = self._become_the_keeper()
        if self.lock is None:
            _report({"running": True})
            return 0
        self._announce(None)
        try:
            self.server.start()
        except OutsideFailure as failure:
            _report({"code": failure.code, "message": failure.message, "what_to_do": failure.what_to_do})
            return 3
        except OSError as error:
            message = f"The database's folder {self.folder} cannot be used: {error.strerror}."
            _report({"code": "system_error", "message": message, "what_to_do": "Check its permissions and the free space."})
            return 3
        self._announce(self.server.process.pid if self.server.process else None)
        _report({"running": True})
        threading.Thread(target=self._wait_for_last_user, daemon=True).start()
        self._watch()
        self._announce(None)
        self.server.stop()
        return 0

    def _become_the_keeper(self) -> int | None:
        # Others look whether there is a keeper by holding the lock for a moment: one refusal does not mean there is one.
        for _ in range(50):
            lock = take_lock(self.folder / "keeper", fcntl.LOCK_EX | fcntl.LOCK_NB)
            if lock is not None:
                return lock
            time.sleep(0.01)
        return None

    def _wait_for_last_user(self) -> None:
        # Held until the process ends: whoever comes meanwhile waits, and finds no server.
        take_lock(self.folder / "users", fcntl.LOCK_EX)
        self.is_over.set()

    def _watch(self) -> None:
        """Start the server again whenever it ends, with a growing pause, until nobody uses it."""
        pause = 0.1
        while not self.is_over.wait(0.1):
            process = self.server.process
            if process is not None and process.poll() is None:
                continue
            self._announce(None)
            _log(f"PostgreSQL ended with code {process.returncode if process else None}; starting it again")
            if self.is_over.wait(pause):
                return
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            try:
                self.server.start()
            except (OutsideFailure, OSError) as error:
                _log(f"PostgreSQL does not start: {error}")
                continue
            self._announce(self.server.process.pid if self.server.process else None)
            pause = 0.1 if time.monotonic() - self._started > LONGEST_PAUSE_SECONDS else pause
            self._started = time.monotonic()

    _started = 0.0

    def _announce(self, pid: int | None) -> None:
        assert self.lock is not None
        os.ftruncate(self.lock, 0)
        if pid is not None:
            os.pwrite(self.lock, str(pid).encode(), 0)


def _report(answer: dict[str, object]) -> None:
    """Tell whoever started us, once, how the start went; they read until the pipe closes."""
    with suppress(BrokenPipeError):  # whoever started us was killed meanwhile; others may use the server
        os.write(1, json.dumps(answer).encode())
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.close(nothing)


def _log(sentence: str) -> None:
    sys.stderr.write(time.strftime("%Y-%m-%dT%H:%M:%SZ ", time.gmtime()) + sentence + "\n")
    sys.stderr.flush()


def main() -> int:
    """Run as ``python -m shipby.cli.keeper FOLDER``; a signal to end is honoured like a last user leaving."""
    keeper = _Keeper(Path(sys.argv[1]))
    for wanted in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(wanted, lambda *_: keeper.is_over.set())
    return keeper.run()


if __name__ == "__main__":
    sys.exit(main())
