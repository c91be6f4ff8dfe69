"""Real processes for tests: those of a folder, waiting for what must come, and commands run as a person would."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

_Found = TypeVar("_Found")


def until(condition: Callable[[], _Found], *, seconds: float = 60, what: str = "what must come") -> _Found:
    """The first true answer of ``condition``; fails when none has come in time."""
    pause = threading.Event()
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, f"{what} did not come in {seconds:g} s"
        pause.wait(0.05)
    return found


def copied(source: Path, target: Path) -> Path:
    """A copy of a folder with owners and permissions, as only ``cp`` makes it."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)
    return target


def processes_of(folder: Path) -> list[str]:
    """Every process that works in ``folder`` or names it, as ``pid command``."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        with suppress(OSError):
            words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
            works_there = str((entry / "cwd").readlink()).startswith(str(folder))
            environment = (entry / "environ").read_bytes()
            names_it = str(folder) in words or f"SHIPBY_HOME={folder}".encode() in environment.split(b"\0")
            if state != "Z" and (works_there or names_it):
                found.append(f"{entry.name} {words}")
    return found


def pids_of(folder: Path, part: str) -> list[int]:
    """Processes of ``folder`` whose command holds ``part``."""
    return [int(line.split()[0]) for line in processes_of(folder) if part in line]


def environment_of(home: Path, **more: str) -> dict[str, str]:
    """The environment of somebody who has set nothing but the data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SHIPBY_", "DATABASE_", "DJANGO_", "PG"))}
    return {**kept, "SHIPBY_HOME": str(home), "PYTHONWARNINGS": "", **more}


def shipby(home: Path, *words: str, feed: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "shipby.cli", *words],
        env=environment_of(home, **more),
        input=feed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


class RunningCommand:
    """A command that keeps running; what it prints goes to a file."""

    def __init__(self, home: Path, output: Path, *words: str, **more: str) -> None:
        self.output = output
        with output.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "shipby.cli", *words],
                env=environment_of(home, **more),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def text(self) -> str:
        return self.output.read_text(encoding="utf-8", errors="replace")

    def wait_for(self, words: str, seconds: float = 90) -> None:
        def said() -> bool:
            assert self.process.poll() is None or words in self.text(), f"ended: {self.text()}"
            return words in self.text()

        until(said, seconds=seconds, what=repr(words))

    def end(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)


@contextmanager
def running(home: Path, output: Path, *words: str, **more: str) -> Iterator[RunningCommand]:
    """A command that runs during the block and is gone after it, with all it has started."""
    command = RunningCommand(home, output, *words, **more)
    try:
        yield command
    finally:
        with suppress(ProcessLookupError):
            os.kill(command.process.pid, signal.SIGKILL)
        command.process.wait()
        until(lambda: not processes_of(home), what="the end of every process")
