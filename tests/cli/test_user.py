"""``shipby user``: the way back in when nobody can sign in any more; passwords never stand on the command line."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shipby.actions.sign_in import sign_in
from shipby.cli.main import main
from shipby.journal.reads import events_of
from shipby.shop.reads import find_person_by_email
from shipby.shop.rules.sign_in import SignInLocked, SignInTooSoon, WrongSignIn
from shipby.words.ports import VirtualClock
from tests.cast import PASSWORD, CastMember

pytestmark = pytest.mark.django_db(transaction=True)

Run = Callable[..., tuple[int, Any]]
NEW = "Louder-harbour-78"


@pytest.fixture
def shipby(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``shipby user …`` with ``--format json``; what stands on standard input is given as ``typed``."""

    def run(*words: str, typed: str = "") -> tuple[int, Any]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        capsys.readouterr()
        reads = ["--stdin"] if typed else []
        code = main(["user", *words, *reads, "--format", "json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_somebody_is_added_and_can_sign_in(shipby: Run, nora: CastMember, clock: VirtualClock) -> None:
    code, said = shipby("add", "finn@north.example", "--name", "Finn", "--role", "packer", typed=f"{PASSWORD}\n")

    assert (code, said["role"], said["is_active"], said["has_password"]) == (0, "packer", True, True)
    assert sign_in(email="finn@north.example", password=PASSWORD, now=clock.now())
    assert PASSWORD not in json.dumps(said)


@pytest.mark.parametrize(
    ("words", "typed", "code"),
    [
        (("add", "nora@north.example", "--name", "X"), PASSWORD, "email_taken"),
        (("add", "finn", "--name", "Finn"), PASSWORD, "bad_email"),
        (("password", "nobody@north.example"), PASSWORD, "no_such_person"),
        (("password", "nora@north.example"), "short", "password_too_short"),
        (("password", "nora@north.example"), PASSWORD, "password_used_before"),
        (("role", "nora@north.example", "desk"), "", "last_owner"),
        (("deactivate", "nora@north.example"), "", "last_owner"),
    ],
)
def test_what_breaks_a_rule_is_refused_with_its_code(
    words: tuple[str, ...], typed: str, code: str, shipby: Run, nora: CastMember
) -> None:
    exit_code, said = shipby(*words, typed=typed)

    assert (exit_code, said["error"]["code"]) == (1, code)
    assert said["error"]["what_to_do"]


def test_wrong_usage_is_told_as_such(shipby: Run, nora: CastMember) -> None:
    assert shipby("role", nora.email, "admin")[0] == 2
    assert shipby("add", "finn@north.example")[0] == 2


@pytest.mark.parametrize("way", ["standard input", "environment", "file"])
def test_a_new_password_unlocks_and_comes_from_anywhere_but_the_command_line(
    way: str, shipby: Run, nora: CastMember, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for _ in range(12):
        with pytest.raises((WrongSignIn, SignInLocked, SignInTooSoon)):
            sign_in(email=nora.email, password="Wrong-guess-1", now=clock.now())
        clock.advance(timedelta(minutes=1))
    assert shipby("list")[1][0]["is_locked"] is True
    if way == "environment":
        monkeypatch.setenv("SHIPBY_PASSWORD", NEW)
    if way == "file":
        (tmp_path / "password").write_text(f"{NEW}\n", encoding="utf-8")
        monkeypatch.setenv("SHIPBY_PASSWORD_FILE", str(tmp_path / "password"))

    code, said = shipby("password", nora.email, typed=f"{NEW}\r\n" if way == "standard input" else "")

    assert (code, said["is_locked"]) == (0, False)
    assert sign_in(email=nora.email, password=NEW, now=clock.now()) == nora.id


def test_a_locked_person_is_unlocked_and_the_journal_names_the_command(
    shipby: Run, nora: CastMember, clock: VirtualClock
) -> None:
    for _ in range(12):
        with pytest.raises((WrongSignIn, SignInLocked, SignInTooSoon)):
            sign_in(email=nora.email, password="Wrong-guess-1", now=clock.now())
        clock.advance(timedelta(minutes=1))

    assert shipby("unlock", nora.email) == (0, {**shipby("list")[1][0], "is_locked": False})

    assert sign_in(email=nora.email, password=PASSWORD, now=clock.now()) == nora.id
    unlocked = [event for event in events_of("person", nora.id) if event.kind == "sign_in_unlocked"]
    assert [event.actor_kind for event in unlocked] == ["command"]


def test_access_is_taken_away_and_given_back(shipby: Run, nora: CastMember, dana: CastMember) -> None:
    assert shipby("role", dana.email, "viewer")[1]["role"] == "viewer"
    assert shipby("deactivate", dana.email)[1]["is_active"] is False
    assert shipby("deactivate", dana.email)[1]["is_active"] is False
    assert shipby("activate", dana.email)[1]["is_active"] is True

    assert find_person_by_email(dana.email).role == "viewer"  # type: ignore[union-attr]


def test_the_first_person_of_all_opens_the_shop_and_owns_it(shipby: Run, clock: VirtualClock) -> None:
    assert shipby("list") == (0, [])

    code, said = shipby("add", "wim@west.example", "--name", "Wim", "--role", "viewer", typed=PASSWORD)

    assert (code, said["role"]) == (0, "owner")
    assert sign_in(email="wim@west.example", password=PASSWORD, now=clock.now())
