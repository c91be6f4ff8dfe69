"""Supervision: what ends is started again, with patience, and what does not end is ended."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shipby.cli import processes
from shipby.cli.processes import Child, turn
from tests.run.processes import until


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def children() -> Iterator[list[Child]]:
    started: list[Child] = []
    yield started
    for child in started:
        child.grace_seconds = 0.1
        child.stop()


def _child(children: list[Child], tmp_path: Path, said: list[str], script: str, *, grace_seconds: float = 5) -> Child:
    child = Child("test", [sys.executable, "-c", script], os.environ, tmp_path / "child.log", grace_seconds, said.append)
    children.append(child)
    child.start()
    return child


@pytest.mark.parametrize("code", [0, 1, 3])
def test_a_process_that_ends_is_started_again_whatever_its_code(
    code: int, children: list[Child], tmp_path: Path, said: list[str]
) -> None:
    child = _child(children, tmp_path, said, f"import sys; sys.exit({code})")
    assert child.process is not None
    first = child.process.pid
    child.process.wait()

    until(lambda: child.look_after() or (child.process is not None and child.process.pid != first), what="a new process")

    assert f"(code {code})" in said[0]
    assert str(tmp_path / "child.log") in said[0]


def test_a_process_that_keeps_ending_is_given_longer_and_longer_pauses(
    children: list[Child], tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "FIRST_PAUSE_SECONDS", 0.01)
    child = _child(children, tmp_path, said, "")

    until(lambda: child.look_after() or len(said) >= 4, what="four ends")

    assert [line.rpartition(" in ")[2].split()[0] for line in said[:4]] == ["0.01", "0.02", "0.04", "0.08"]


def test_what_it_wrote_is_in_its_log(children: list[Child], tmp_path: Path, said: list[str]) -> None:
    child = _child(children, tmp_path, said, "import sys; print('one'); print('two', file=sys.stderr)")

    until(lambda: {"one", "two"} <= set(child.log_end().split()), what="its lines")


def test_a_process_that_will_not_end_is_cut_off_with_its_own_children(
    children: list[Child], tmp_path: Path, said: list[str]
) -> None:
    script = (
        "import signal, subprocess, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "child = subprocess.Popen([sys.executable, '-c', 'import sys; sys.stdin.read()'], stdin=subprocess.PIPE);"
        "print(child.pid, flush=True); child.wait()"
    )
    child = _child(children, tmp_path, said, script, grace_seconds=0.2)
    grandchild = int(until(child.log_end, what="its first line"))

    child.stop()

    assert "cut off" in said[0]
    until(lambda: _is_gone(grandchild), what="the end of the grandchild")


def _is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_child_does_not_hear_ctrl_c_before_it_is_its_turn(children: list[Child], tmp_path: Path, said: list[str]) -> None:
    child = _child(children, tmp_path, said, "import sys, threading; threading.Event().wait(60)")

    assert child.process is not None
    assert os.getpgid(child.process.pid) != os.getpgid(0)
    assert signal.getsignal(signal.SIGINT) is not None


def test_a_full_log_is_put_aside_and_only_five_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LOG_BYTES", 10)
    log = tmp_path / "web.log"
    for number in range(8):
        turn(log, 8)
        log.write_text(f"line {number}\n")

    kept = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert kept == {
        "web.log": "line 7\n",
        "web.log.1": "line 6\n",
        "web.log.2": "line 5\n",
        "web.log.3": "line 4\n",
        "web.log.4": "line 3\n",
    }
