"""The watched folder: reports put there are imported by themselves.

``SHIPBY_WATCH_FOLDER`` (default ``watch`` in the data folder). A file in a subfolder belongs to the seller account of that name.
A file is taken when it has stopped growing, deleted when everything in it is saved, and moved to ``refused`` beside a text file
with the reason when it is refused as a whole.
"""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError

from shipby.shop.reads import is_set_up, whole_scope
from shipby.words.actors import Actor, ActorKind
from shipby.words.ports import ports
from shipby.words.refusals import Refusal
from shipby.worker.app import task
from shipby.worker.import_file import run_import

ACTOR = Actor(ActorKind.SYSTEM, "watched-folder", "Watched folder")
REFUSED = "refused"
UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".filepart")
MOST_FILES_A_LOOK = 50
MOST_TRIES = 3
"""A file that breaks the import so often, without being refused, is moved away too: it must not be tried for ever."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Sight:
    """What a file looked like at one look; the same at the next one = nobody writes it any more."""

    inode: int
    size: int
    changed_ns: int


_seen: dict[Path, _Sight] = {}
_tries: dict[Path, int] = {}


def watched_folder() -> Path:
    """The folder that is watched."""
    return Path(settings.ENVIRONMENT.watch_folder or Path(settings.HOME) / "watch")


@task("watch_folder", every="* * * * * */10", lock="watch_folder")
def watch_folder(timestamp: int = 0) -> None:  # noqa: ARG001  (every periodic task gets the moment it was due)
    """Look into the folder and import what has come to rest since the last look."""
    look(watched_folder())


def look(folder: Path) -> None:
    """Import each file of ``folder`` that looks as it did the last time."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sights = dict(_sights(folder))
    resting = [path for path, sight in sights.items() if _seen.get(path) == sight and sight.size]
    _seen.clear()
    _seen.update(sights)
    for path in list(_tries):
        if path not in sights:
            del _tries[path]
    if resting and is_set_up():
        for path in sorted(resting)[:MOST_FILES_A_LOOK]:
            _take(folder, path, sights[path])


def _sights(folder: Path) -> Iterator[tuple[Path, _Sight]]:
    for place in [folder, *(entry for entry in folder.iterdir() if entry.name != REFUSED and _is_folder(entry))]:
        for path in place.iterdir():
            if path.name.startswith((".", "~")) or path.suffix.lower() in UNFINISHED:
                continue
            status = path.lstat()
            if stat.S_ISREG(status.st_mode):  # never through a link to somewhere else
                yield path, _Sight(status.st_ino, status.st_size, status.st_mtime_ns)


def _is_folder(path: Path) -> bool:
    return not path.name.startswith(".") and stat.S_ISDIR(path.lstat().st_mode)


def _take(folder: Path, path: Path, sight: _Sight) -> None:
    account = "" if path.parent == folder else path.parent.name
    try:
        with path.open("rb") as stream:
            run_import(
                stream,
                shop_id=whole_scope().shop_id,
                actor=ACTOR,
                now=ports.clock.now,
                file_name=path.name,
                account_name=account,
            )
    except Refusal as refusal:
        _put_aside(folder, path, f"{refusal.message}\n{refusal.what_to_do}\n")
        _log.info("watched_file_refused", code=refusal.code)
    except (OperationalError, InterfaceError):
        raise  # the database is away, which says nothing about the file: it stays and is taken later
    except Exception:  # noqa: BLE001  (one broken file must not hold up the others)
        _tries[path] = _tries.get(path, 0) + 1
        _log.exception("watched_file_broken", tries=_tries[path])
        if _tries[path] >= MOST_TRIES:
            _put_aside(folder, path, "Shipby met a fault of its own while it read this file. Its logs say where.\n")
    else:
        status = path.lstat()
        if _Sight(status.st_ino, status.st_size, status.st_mtime_ns) == sight:  # else it was written again meanwhile
            path.unlink()


def _put_aside(folder: Path, path: Path, reason: str) -> None:
    refused = folder / REFUSED
    refused.mkdir(mode=0o700, exist_ok=True)
    target, number = refused / path.name, 1
    while target.exists():
        number += 1
        target = refused / f"{path.stem}-{number}{path.suffix}"
    target.with_name(target.name + ".reason.txt").write_text(reason, encoding="utf-8")
    path.replace(target)
    _tries.pop(path, None)
    _seen.pop(path, None)
