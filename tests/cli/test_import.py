"""``shipby import`` and ``shipby keys``: the JSON contract and exit codes scripts rely on."""

import gzip
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shipby.actions.open_bare_shop import open_bare_shop
from shipby.cli.main import main
from shipby.intake.models import Import
from shipby.keys.spool import spool_folder
from shipby.orders.models import Order
from shipby.shop.models import SellerAccount, Shop
from tests.conftest import NOW
from tests.worker.reports import a_row, order_id, unshipped

pytestmark = pytest.mark.django_db(transaction=True)
Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def shipby(capsys: pytest.CaptureFixture[str], clock) -> Run:
    """Run a command with ``--format json``; its exit code and what it printed."""

    def run(*words: object) -> tuple[int, Any]:
        capsys.readouterr()
        code = main([*map(str, words), "--format", "json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def a_file(folder: Path, content: bytes, name: str = "unshipped.txt") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_the_first_import_of_a_machine_makes_all_it_needs(shipby: Run, tmp_path: Path) -> None:
    code, said = shipby("import", a_file(tmp_path, unshipped(a_row(1), a_row(2), a_row(2, 2, quantity_purchased="x"))))

    assert code == 0
    assert said == {
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "quarantined": [{"line": 4, "reason": "quantity-purchased is not a whole number of zero or more."}],
        "no_longer_unshipped": [],
    }
    assert SellerAccount.objects.get().name == "Amazon.com"
    assert Shop.objects.count() == 1


def test_the_same_file_again_and_a_shorter_one_after_it(shipby: Run, tmp_path: Path, clock) -> None:
    path = a_file(tmp_path, unshipped(a_row(1), a_row(2)))
    shipby("import", path)
    clock.sleep(60)

    assert shipby("import", path)[1]["unchanged"] == 2
    clock.sleep(60)
    code, said = shipby("import", a_file(tmp_path, unshipped(a_row(1)), "later.txt"))

    assert (code, said["no_longer_unshipped"]) == (0, [order_id(2)])


@pytest.mark.parametrize("form", ["plain", "gzip", "utf-16", "bom", "cp1252"])
def test_a_file_in_any_form_is_read(shipby: Run, tmp_path: Path, form: str) -> None:
    text = unshipped(a_row(1, recipient_name="Zoë Brontë")).decode()
    content = {
        "plain": text.encode(),
        "gzip": gzip.compress(text.encode()),
        "utf-16": text.encode("utf-16"),
        "bom": text.encode("utf-8-sig"),
        "cp1252": text.encode("cp1252"),
    }[form]

    code, said = shipby("import", a_file(tmp_path, content))

    assert (code, said["new"]) == (0, 1)


def test_standard_input_is_read_like_a_file_and_leaves_nothing_behind(shipby: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(unshipped(a_row(1)))))

    code, said = shipby("import", "-")

    assert (code, said["new"]) == (0, 1)
    assert not list(spool_folder().glob("input-*"))
    assert Import.objects.get().file_name == "standard input"


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "empty_file"), (b"hello\n", "not_an_order_report"), (unshipped(a_row(1))[:-60], "file_cut_off")]
)
def test_a_file_refused_whole_is_exit_1_with_what_to_do(shipby: Run, tmp_path: Path, content: bytes, code: str) -> None:
    exit_code, said = shipby("import", a_file(tmp_path, content))

    assert exit_code == 1
    assert said["error"]["code"] == code
    assert said["error"]["message"]
    assert said["error"]["what_to_do"]
    assert not Order.objects.exists()


def test_a_file_that_is_not_there_is_refused_input(shipby: Run, tmp_path: Path) -> None:
    exit_code, said = shipby("import", tmp_path / "missing.txt")

    assert (exit_code, said["error"]["code"]) == (1, "file_unreadable")


@pytest.mark.parametrize("instant", ["yesterday", "2026-11-23", "2026-11-23T09:00:00", "99"])
def test_a_time_without_its_zone_is_wrong_usage(shipby: Run, tmp_path: Path, instant: str) -> None:
    path = a_file(tmp_path, unshipped(a_row(1)))

    exit_code, said = shipby("import", path, "--made-at", instant)

    assert exit_code == 2
    assert "error" in said
    assert not Import.objects.exists()


def test_an_account_that_is_not_there_is_refused_with_the_names(shipby: Run, tmp_path: Path) -> None:
    path = a_file(tmp_path, unshipped(a_row(1)))
    assert shipby("import", path, "--account", "North America")[0] == 0

    exit_code, said = shipby("import", path, "--account", "Europe")

    assert (exit_code, said["error"]["code"]) == (1, "no_such_account")
    assert "North America" in said["error"]["what_to_do"]


def test_a_made_at_decides_which_file_is_newer(shipby: Run, tmp_path: Path) -> None:
    new = a_file(tmp_path, unshipped(a_row(1, quantity_purchased="2")))
    old = a_file(tmp_path, unshipped(a_row(1, quantity_purchased="1")), "old.txt")
    shipby("import", new, "--made-at", "2026-11-23T09:00:00Z")

    code, said = shipby("import", old, "--made-at", "2026-11-22T09:00:00Z")

    assert (code, said["changed"], said["unchanged"]) == (0, 0, 1)
    assert Order.objects.get().unit_count == 2


def test_a_processing_report_with_nothing_to_answer_is_refused(shipby: Run, tmp_path: Path) -> None:
    open_bare_shop(now=NOW)
    report = b"Feed Processing Summary:\n\tNumber of records processed\t\t1\n\tNumber of records successful\t\t1\n\n"

    exit_code, said = shipby("import", a_file(tmp_path, report))

    assert (exit_code, said["error"]["code"]) == (1, "no_confirmation_file")


def test_the_master_key_is_rotated_and_orders_still_open(shipby: Run, tmp_path: Path) -> None:
    shipby("import", a_file(tmp_path, unshipped(a_row(1))))

    code, said = shipby("keys", "rotate")

    assert code == 0
    assert said["keys"] >= 2
    assert shipby("import", a_file(tmp_path, unshipped(a_row(1, quantity_purchased="2"))))[1]["changed"] == 1
