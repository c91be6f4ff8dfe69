"""The watched folder: a report that lies there is in the queue soon, once, and never half."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shipby.actions.add_account import add_account
from shipby.actions.open_bare_shop import open_bare_shop
from shipby.orders.models import Order
from shipby.shop.models import SellerAccount
from shipby.worker import watch_folder
from shipby.worker.watch_folder import look
from tests.actions.told import NORA
from tests.conftest import NOW
from tests.worker.reports import a_row, unshipped

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    open_bare_shop(now=NOW)
    watch_folder._seen.clear()
    watch_folder._tries.clear()
    place = tmp_path / "watch"
    place.mkdir()
    yield place
    watch_folder._seen.clear()


def _put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_report_at_rest_is_imported_and_deleted(folder: Path) -> None:
    report = _put(folder / "orders.txt", unshipped(a_row(1), a_row(2)))

    look(folder)
    look(folder)

    assert Order.objects.count() == 2
    assert not report.exists()


def test_a_report_that_is_still_being_written_waits(folder: Path) -> None:
    whole = unshipped(a_row(1), a_row(2))
    report = _put(folder / "orders.txt", whole[: len(whole) // 2])
    look(folder)
    report.write_bytes(whole)

    look(folder)

    assert Order.objects.count() == 0
    look(folder)
    assert Order.objects.count() == 2


@pytest.mark.parametrize("name", [".orders.txt", "orders.txt.part", "orders.crdownload", "~orders.txt", "orders.TMP"])
def test_a_download_that_is_not_finished_is_left_alone(folder: Path, name: str) -> None:
    unfinished = _put(folder / name, unshipped(a_row(1)))

    look(folder)
    look(folder)

    assert unfinished.exists()
    assert Order.objects.count() == 0


def test_a_file_that_is_no_report_moves_away_with_its_reason(folder: Path) -> None:
    _put(folder / "holiday.jpg", b"\xff\xd8\xff\xe0 the sea")

    look(folder)
    look(folder)

    assert not (folder / "holiday.jpg").exists()
    assert (folder / "refused" / "holiday.jpg").read_bytes().endswith(b"the sea")
    assert len((folder / "refused" / "holiday.jpg.reason.txt").read_text()) > 20


def test_a_second_refused_file_of_the_same_name_does_not_replace_the_first(folder: Path) -> None:
    for content in (b"one", b"two"):
        _put(folder / "notes.txt", content)
        look(folder)
        look(folder)

    kept = {path.read_bytes() for path in (folder / "refused").iterdir() if not path.name.endswith(".reason.txt")}
    assert kept == {b"one", b"two"}


def test_one_refused_file_does_not_hold_up_the_others(folder: Path) -> None:
    _put(folder / "a.txt", b"no report")
    _put(folder / "b.txt", unshipped(a_row(1)))

    look(folder)
    look(folder)

    assert Order.objects.count() == 1


def test_a_subfolder_names_the_account(folder: Path) -> None:
    shop_id = open_bare_shop(now=NOW)
    add_account(shop_id=shop_id, name="North America", actor=NORA, now=NOW)
    europe = add_account(shop_id=shop_id, name="Europe", actor=NORA, now=NOW)
    _put(folder / "Europe" / "orders.txt", unshipped(a_row(1)))

    look(folder)
    look(folder)

    assert Order.objects.get().account_id == europe


def test_with_several_accounts_a_file_of_none_is_refused_not_guessed(folder: Path) -> None:
    shop_id = open_bare_shop(now=NOW)
    for name in ("North America", "Europe"):
        add_account(shop_id=shop_id, name=name, actor=NORA, now=NOW)
    _put(folder / "orders.txt", unshipped(a_row(1)))

    look(folder)
    look(folder)

    assert Order.objects.count() == 0
    assert "Europe" in (folder / "refused" / "orders.txt.reason.txt").read_text()


def test_a_link_to_somewhere_else_is_not_followed(folder: Path, tmp_path: Path) -> None:
    elsewhere = _put(tmp_path / "elsewhere.txt", unshipped(a_row(1)))
    (folder / "orders.txt").symlink_to(elsewhere)
    (folder / "more").symlink_to(tmp_path)

    look(folder)
    look(folder)

    assert elsewhere.exists()
    assert Order.objects.count() == 0


def test_a_name_that_tries_to_leave_the_folder_stays_in_it(folder: Path) -> None:
    strange = "a..\\..\\evil\n<b>.txt"
    _put(folder / strange, b"no report")

    look(folder)
    look(folder)

    assert (folder / "refused" / strange).exists()


def test_nothing_is_taken_before_there_is_a_shop(tmp_path: Path) -> None:
    report = _put(tmp_path / "watch" / "orders.txt", unshipped(a_row(1)))

    look(tmp_path / "watch")
    look(tmp_path / "watch")

    assert report.exists()
    assert not SellerAccount.objects.exists()


def test_an_empty_file_waits_for_its_content(folder: Path) -> None:
    empty = _put(folder / "orders.txt", b"")

    look(folder)
    look(folder)

    assert empty.exists()
