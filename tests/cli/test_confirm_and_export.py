"""``shipby confirm`` and ``shipby export confirmations``: the JSON contract, exit codes, files written whole or not at all."""

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shipby.cli.main import main
from shipby.orders.models import Order
from shipby.outbox.models import Batch, Intent
from shipby.shipping.models import Parcel
from shipby.shop.models import SellerAccount
from tests.conftest import NOW
from tests.rooms.shipping.world import UPS_GOOD, USPS_BAD_DIGIT, USPS_GOOD, World, a_world, an_order, items_of
from tests.worker.reports import a_row, unshipped

pytestmark = pytest.mark.django_db(transaction=True)

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def shipby(capsys: pytest.CaptureFixture[str], clock) -> Run:
    """Run a command with ``--format json``; its exit code and what it printed."""

    def run(*words: object) -> tuple[int, Any]:
        capsys.readouterr()
        code = main([*map(str, words), "--format", "json"])
        out = capsys.readouterr().out
        return code, json.loads(out)

    return run


@pytest.fixture
def world(clock) -> World:
    return a_world()


def test_a_whole_order_is_confirmed(shipby: Run, world: World) -> None:
    order = an_order(world, lines=[{"quantity_ordered": 2}, {}])

    code, said = shipby("confirm", order.order_id, "--carrier", "USPS", "--tracking", USPS_GOOD)

    assert (code, said) == (0, {"order_id": order.order_id, "parcel": 1, "state": "prepared", "warnings": []})
    assert sum(line.quantity for line in Parcel.objects.get().lines.all()) == 3
    assert shipby("confirm", order.order_id, "--carrier", "USPS", "--tracking", USPS_GOOD)[0] == 0
    assert Parcel.objects.count() == 1


def test_part_of_an_order_by_carrier_with_a_name_and_a_date(shipby: Run, world: World) -> None:
    order = an_order(world, lines=[{"quantity_ordered": 2}, {}])
    item = items_of(order)[0]

    code, said = shipby(
        "confirm", order.order_id, "--carrier", "Other", "--carrier-name", "Bike Bob", "--tracking", "BB1",
        "--ship-date", "2026-11-22", "--item", f"{item}=1",
    )  # fmt: skip

    assert (code, said["parcel"]) == (0, 1)
    assert [warning["code"] for warning in said["warnings"]] == ["carrier_other"]
    assert said["warnings"][0]["message"]
    parcel = Parcel.objects.get()
    assert (parcel.carrier_name, parcel.ship_date.isoformat(), parcel.lines.get().quantity) == ("Bike Bob", "2026-11-22", 1)


def test_a_wrong_check_digit_warns_and_is_confirmed(shipby: Run, world: World) -> None:
    code, said = shipby("confirm", an_order(world).order_id, "--carrier", "USPS", "--tracking", USPS_BAD_DIGIT)

    assert (code, [warning["code"] for warning in said["warnings"]]) == (0, ["check_digit_failed"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"order": "113-0000000-0000000"}, "unknown_order"),
        ({"--carrier": "Pigeon"}, "unknown_carrier"),
        ({"--ship-date": "2026-11-25"}, "ship_date_in_future"),
        ({"--item": "1=1"}, "unknown_item"),
        ({"--account": "Nobody"}, "unknown_account"),
    ],
)
def test_refused_input_exits_1_with_a_sentence_and_what_to_do(shipby: Run, world: World, change: dict, code: str) -> None:
    order = an_order(world)
    options = {"--carrier": "USPS", "--tracking": USPS_GOOD} | {key: value for key, value in change.items() if key != "order"}
    words = [word for option in options.items() for word in option]

    exit_code, said = shipby("confirm", change.get("order", order.order_id), *words)

    assert exit_code == 1
    assert said["error"]["code"] == code
    assert said["error"]["message"]
    assert said["error"]["what_to_do"]
    assert not Parcel.objects.exists()


def test_too_many_units_exit_1(shipby: Run, world: World) -> None:
    order = an_order(world)

    exit_code, said = shipby(
        "confirm", order.order_id, "--carrier", "USPS", "--tracking", USPS_GOOD, "--item", f"{items_of(order)[0]}=2"
    )

    assert (exit_code, said["error"]["code"]) == (1, "too_many_units")


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["113-1-1"],
        ["113-1-1", "--carrier", "USPS"],
        ["113-1-1", "--carrier", "USPS", "--tracking", "T", "--item", "x"],
        ["113-1-1", "--carrier", "USPS", "--tracking", "T", "--item", "x=-1"],
        ["113-1-1", "--carrier", "USPS", "--tracking", "T", "--item", "x=99999999999999999999"],
        ["113-1-1", "--carrier", "USPS", "--tracking", "T", "--ship-date", "22.11.2026"],
    ],
)
def test_wrong_usage_exits_2(shipby: Run, world: World, words: list[str]) -> None:
    code, said = shipby("confirm", *words)

    assert (code, said["error"]["code"]) == (2, "wrong_usage")


def test_a_table_is_confirmed_row_by_row(shipby: Run, world: World, tmp_path: Path) -> None:
    good, held = an_order(world), an_order(world, is_held=True)
    table = tmp_path / "labels.csv"
    table.write_text(
        f"order-id,carrier-code,tracking-number\n{good.order_id},UPS,{UPS_GOOD}\n{held.order_id},UPS,1Z879E930346834440\nx,UPS,T\n"
    )

    code, said = shipby("confirm", "--file", table)

    assert code == 0
    assert [(row["order_id"], row["parcel"], row["state"], row["lines"]) for row in said] == [
        (good.order_id, 1, "prepared", [2]),
        (held.order_id, None, "skipped", [3]),
        (None, None, "skipped", [4]),
    ]
    assert said[1]["warnings"][0]["code"] == "on_hold"
    table.write_text(f"order-id,carrier-code,tracking-number\n{held.order_id},UPS,1Z879E930346834440\n")
    assert shipby("confirm", "--file", table)[0] == 1


def test_a_file_that_is_no_table_exits_1(shipby: Run, world: World, tmp_path: Path) -> None:
    table = tmp_path / "labels.xlsx"
    table.write_bytes(b"PK\x03\x04whatever")

    code, said = shipby("confirm", "--file", table)

    assert (code, said["error"]["code"]) == (1, "spreadsheet")


def test_every_confirmation_is_written_once_and_again_only_when_asked(shipby: Run, world: World, tmp_path: Path) -> None:
    for _ in range(2):
        shipby("confirm", an_order(world).order_id, "--carrier", "USPS", "--tracking", USPS_GOOD)
    out, again = tmp_path / "confirmations.txt", tmp_path / "again.txt"

    assert shipby("export", "confirmations", "--out", out) == (0, {"batch": 1, "rows": 2, "file": str(out)})
    content = out.read_bytes()
    assert content.startswith(b"order-id\torder-item-id\tquantity\tship-date\tcarrier-code\t")
    assert content.count(b"\n") == 3

    assert shipby("export", "confirmations", "--out", again) == (0, {"batch": None, "rows": 0, "file": None})
    assert not again.exists()

    assert shipby("export", "confirmations", "--out", again, "--again", 1) == (0, {"batch": 1, "rows": 2, "file": str(again)})
    assert again.read_bytes() == content
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.txt", "confirmations.txt"]


def test_a_batch_that_is_not_there_exits_1(shipby: Run, world: World, tmp_path: Path) -> None:
    code, said = shipby("export", "confirmations", "--out", tmp_path / "x.txt", "--again", 7)

    assert (code, said["error"]["code"]) == (1, "unknown_batch")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_takes_nothing_out_of_the_line(shipby: Run, world: World, tmp_path: Path) -> None:
    shipby("confirm", an_order(world).order_id, "--carrier", "USPS", "--tracking", USPS_GOOD)

    code, said = shipby("export", "confirmations", "--out", tmp_path / "nowhere" / "x.txt")

    assert (code, said["error"]["code"]) == (1, "out_not_writable")
    assert (Batch.objects.count(), Intent.objects.get().state) == (0, "prepared")


def test_with_several_accounts_the_file_belongs_to_the_one_that_is_named(shipby: Run, world: World, tmp_path: Path) -> None:
    SellerAccount.objects.create(shop_id=world.scope.shop_id, name="Second", created_at=NOW)
    shipby("confirm", an_order(world).order_id, "--carrier", "USPS", "--tracking", USPS_GOOD)
    out = tmp_path / "x.txt"

    code, said = shipby("export", "confirmations", "--out", out)
    assert (code, said["error"]["code"]) == (1, "account_not_said")
    assert shipby("export", "confirmations", "--out", out, "--account", "second")[1]["rows"] == 0
    assert shipby("export", "confirmations", "--out", out, "--account", "main")[1]["rows"] == 1


def test_the_file_is_readable_by_its_owners_programs(shipby: Run, world: World, tmp_path: Path) -> None:
    shipby("confirm", an_order(world).order_id, "--carrier", "USPS", "--tracking", USPS_GOOD)
    out = tmp_path / "x.txt"

    shipby("export", "confirmations", "--out", out)

    assert stat.S_IMODE(out.stat().st_mode) & 0o600 == 0o600


def test_a_report_that_could_answer_two_files_is_told_which(shipby: Run, world: World, tmp_path: Path) -> None:
    orders = [an_order(world), an_order(world)]
    for number, order in enumerate(orders):
        shipby("confirm", order.order_id, "--carrier", "USPS", "--tracking", USPS_GOOD)
        shipby("export", "confirmations", "--out", tmp_path / f"{number}.txt")
    report = tmp_path / "report.txt"
    report.write_bytes(b"Feed Processing Summary:\n\tNumber of records processed\t\t1\n\tNumber of records successful\t\t1\n\n")

    code, said = shipby("import", report)
    assert (code, said["error"]["code"]) == (1, "report_fits_several_batches")
    code, said = shipby("import", report, "--batch", 7)
    assert (code, said["error"]["code"]) == (1, "report_fits_no_batch")
    assert shipby("import", report, "--batch", 2) == (0, {"accepted": 1, "refused": []})
    assert [parcel.confirmation for parcel in Parcel.objects.order_by("id")] == ["downloaded", "accepted"]


def test_orders_do_not_answer_a_confirmation_file(shipby: Run, world: World, tmp_path: Path) -> None:
    table = tmp_path / "orders.txt"
    table.write_bytes(unshipped(a_row(1)))

    code, said = shipby("import", table, "--batch", 1)

    assert (code, said["error"]["code"]) == (1, "no_processing_report")
    assert Order.objects.count() == 0
