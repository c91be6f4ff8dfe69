"""``shipby orders`` and ``shipby order``: the JSON contract, order, limits, refusals, personal data only on request."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shipby.actions.save_view import save_view
from shipby.cli.main import main
from shipby.journal.models import Event
from shipby.orders.rules.saved_views import ViewDraft
from shipby.shop.models import Person
from shipby.shop.rules import Role
from tests.conftest import NOW
from tests.rooms.shipping.world import NORA, World, a_world, an_order

pytestmark = pytest.mark.django_db(transaction=True)

Run = Callable[..., tuple[int, Any]]

ORDER_FIELDS = {
    "order_id": str,
    "status": str,
    "fulfilled_by": str,
    "store": (str, None),
    "marketplace": (str, None),
    "purchased_at": str,
    "ship_by": (str, None),
    "deliver_by": (str, None),
    "service_level": (str, None),
    "is_prime": (bool, None),
    "is_business": (bool, None),
    "hold": bool,
    "cancel_requested": (bool, None),
    "causes": list,
    "city": (str, None),
    "region": (str, None),
    "country": (str, None),
    "items": list,
}
ITEM_FIELDS = {
    "order_item_id": (str, None),
    "sku": (str, None),
    "asin": (str, None),
    "title": (str, None),
    "quantity_ordered": int,
    "quantity_shipped": int,
    "quantity_to_ship": int,
    "price": (str, None),
    "currency": (str, None),
}


@pytest.fixture
def shipby(capsys: pytest.CaptureFixture[str], clock) -> Run:
    """Run a command with ``--format json``; its exit code and what it printed."""

    def run(*words: object) -> tuple[int, Any]:
        capsys.readouterr()
        code = main([*map(str, words), "--format", "json"])
        return code, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def world(clock) -> World:
    return a_world()


def assert_fields(row: dict[str, Any], fields: dict[str, Any]) -> None:
    assert list(row) == list(fields)
    for name, kinds in fields.items():
        allowed = kinds if isinstance(kinds, tuple) else (kinds,)
        assert row[name] is None if row[name] is None and None in allowed else type(row[name]) in allowed, name


def test_the_fields_of_an_order_are_the_contract(shipby: Run, world: World) -> None:
    order = an_order(
        world,
        programs={"PRIME": True},
        service_level="STANDARD",
        deliver_by_latest=NOW + timedelta(days=5),
        city="Boise",
        country="US",
        lines=[
            {
                "asin": "B000000001",
                "quantity_ordered": 5,
                "quantity_shipped": 2,
                "quantity_cancelled": 1,
                "price": Decimal("12.30"),
                "currency": "USD",
            }
        ],
    )

    code, (row,) = shipby("orders")

    assert code == 0
    assert_fields(row, ORDER_FIELDS)
    assert_fields(row["items"][0], ITEM_FIELDS)
    assert row["order_id"] == order.order_id
    assert (row["is_prime"], row["is_business"], row["hold"], row["region"]) == (True, None, False, None)
    assert row["ship_by"] == "2026-11-25T17:41:00+00:00"
    assert (row["items"][0]["quantity_to_ship"], row["items"][0]["price"]) == (2, "12.30")


def test_an_order_of_a_known_store_has_that_store_s_marketplace(shipby: Run, world: World) -> None:
    an_order(world, marketplace_id="", sales_channel="")

    assert [(row["store"], row["marketplace"]) for row in shipby("orders")[1]] == [("US", "ATVPDKIKX0DER")]


def test_yen_have_no_decimals_and_zero_is_not_unknown(shipby: Run, world: World) -> None:
    an_order(
        world, lines=[{"price": Decimal(1980), "currency": "JPY"}, {"price": Decimal(0), "currency": "USD"}, {"price": None}]
    )

    assert [item["price"] for item in shipby("orders")[1][0]["items"]] == ["1980", "0.00", None]


def test_orders_come_by_ship_by_then_number_and_unknown_ship_by_last(shipby: Run, world: World) -> None:
    for order_id, ship_by in [("113-0000009-0000000", NOW), ("113-0000001-0000000", None), ("113-0000002-0000000", NOW)]:
        an_order(world, order_id=order_id, ship_by_latest=ship_by)

    rows = shipby("orders")[1]

    assert [row["order_id"][:11] for row in rows] == ["113-0000002", "113-0000009", "113-0000001"]


def test_closed_and_amazon_s_own_orders_are_shown_only_on_request(shipby: Run, world: World) -> None:
    mine = an_order(world)
    an_order(world, status="SHIPPED", is_open=False)
    an_order(world, fulfilled_by="AMAZON", is_open=False)

    assert [row["order_id"] for row in shipby("orders")[1]] == [mine.order_id]
    assert len(shipby("orders", "--all")[1]) == 3
    assert len(shipby("orders", "--all", "--limit", "2")[1]) == 2
    assert len(shipby("orders", "status:shipped")[1]) == 1


def test_a_query_means_the_same_as_in_the_search_box(shipby: Run, world: World) -> None:
    wanted = an_order(world, programs={"PRIME": True}, country="CA", unit_count=2)
    an_order(world, programs={"PRIME": True}, country="US", unit_count=2)

    assert [row["order_id"] for row in shipby("orders", "is:prime", "country:CA", "qty:>1")[1]] == [wanted.order_id]


@pytest.mark.parametrize(
    "words", [["-is:held"], ["status:unshipped", "-is:held", "--limit", "5"], ["--limit=5", "-is:held", "-due:overdue"]]
)
def test_what_is_left_out_is_written_with_a_hyphen_and_is_no_option(shipby: Run, world: World, words: list[str]) -> None:
    wanted = an_order(world)
    an_order(world, is_held=True)

    assert [row["order_id"] for row in shipby("orders", *words)[1]] == [wanted.order_id]


def test_a_word_that_is_not_understood_is_exit_code_1_and_says_what_to_do(shipby: Run, world: World) -> None:
    code, said = shipby("orders", "colour:red")

    assert code == 1
    assert said["error"]["code"] == "bad_filter"
    assert "colour" in said["error"]["message"]
    assert said["error"]["what_to_do"]


def test_wrong_usage_is_exit_code_2(shipby: Run, world: World) -> None:
    assert shipby("orders", "--limit", "0")[0] == 2
    assert shipby("orders", "--nonsense")[0] == 2


def test_nothing_to_show_is_an_empty_array(shipby: Run, world: World) -> None:
    assert shipby("orders") == (0, [])


def test_an_unknown_order_or_account_is_refused(shipby: Run, world: World) -> None:
    assert shipby("order", "113-0000000-0000000")[0] == 1
    code, said = shipby("orders", "--account", "Elsewhere")
    assert (code, said["error"]["code"]) == (1, "unknown_account")
    assert "Main" in said["error"]["what_to_do"]


@pytest.fixture
def imported(world: World, tmp_path: Path, shipby: Run) -> str:
    """An order that came with a report, with people in it."""
    header = "order-id order-item-id purchase-date promise-date buyer-email buyer-name buyer-phone-number sku product-name"
    header += " quantity-purchased recipient-name ship-address-1 ship-city ship-state ship-postal-code ship-country"
    header += " gift-message-text sales-channel"
    row = [
        "113-1234567-1234567",
        "79039765272157",
        "2026-11-22T05:02:00+00:00",
        "2026-11-25T07:59:59+00:00",
        "canary@marketplace.example",
        "Canary Buyer",
        "+1 555 0100",
        "MUG-1",
        "Mug",
        "1",
        "Canary Recipient",
        "1 Canary Way",
        "Boise",
        "ID",
        "83702",
        "US",
        "Canary greetings",
        "Amazon.com",
    ]
    report = tmp_path / "unshipped.txt"
    report.write_text("\t".join(header.split()) + "\n" + "\t".join(row) + "\n", encoding="utf-8")
    code, said = shipby("import", report)
    assert (code, said["new"]) == (0, 1)
    return row[0]


def test_nothing_personal_is_printed_unless_it_is_asked_for(shipby: Run, imported: str) -> None:
    assert "anary" not in json.dumps([shipby("orders"), shipby("order", imported)])


def test_personal_data_is_printed_on_request_and_the_reveal_is_noted_with_the_login(
    shipby: Run, imported: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "maya")

    code, (row,) = shipby("orders", "--personal")

    assert code == 0
    assert list(row) == [*ORDER_FIELDS, "recipient", "buyer", "gift_message"]
    assert row["recipient"]["name"] == "Canary Recipient"
    assert row["recipient"]["postal_code"] == "83702"
    assert row["buyer"]["email"] == "canary@marketplace.example"
    assert row["gift_message"] == "Canary greetings"
    event = Event.objects.get(kind="personal_revealed")
    assert (event.actor_kind, event.actor_key, event.details) == ("command", "maya", {"purpose": "command"})


def test_one_order_is_shown_with_its_parcels_and_timeline(shipby: Run, imported: str) -> None:
    shipby("confirm", imported, "--carrier", "UPS", "--tracking", "1Z5R89390357567127")

    code, row = shipby("order", imported)

    assert code == 0
    assert [(parcel["parcel"], parcel["carrier"], parcel["state"]) for parcel in row["parcels"]] == [(1, "UPS", "prepared")]
    assert row["timeline"][-1]["event"] == "order_imported"


def test_csv_for_a_spreadsheet_holds_no_formula(capsys: pytest.CaptureFixture[str], world: World) -> None:
    an_order(world, city="=HYPERLINK(1)")

    assert main(["orders", "--format", "csv"]) == 0

    printed = capsys.readouterr().out
    assert "'=HYPERLINK(1)" in printed
    assert ",=HYPERLINK" not in printed


def test_the_same_language_and_the_same_refusals_as_on_the_page(shipby: Run, world: World) -> None:
    an_order(world, grand_total=Decimal("5.00"), currency="USD")
    dear = an_order(world, grand_total=Decimal("90.00"), currency="USD")

    def found(*words: object) -> list[str]:
        code, said = shipby("orders", *words)
        assert code == 0, said
        return [row["order_id"] for row in said]

    assert found("--filter", "value:>50 store:US") == [dear.order_id]
    assert found("value:>50USD", "--filter", "account:main") == [dear.order_id]
    assert found("--sort", "-value")[0] == dear.order_id
    assert found("--sort", "-value", "--limit", "1") == [dear.order_id]
    for words, refusal in (
        (["--filter", "colour:red"], "bad_filter"),
        (["--filter", "store:Atlantis"], "bad_filter"),
        (["account:nobody"], "bad_filter"),
        (["email:maria@example.com"], "personal_in_filter"),
        (["--sort", "colour"], "unknown_sort"),
    ):
        code, said = shipby("orders", *words)
        assert (code, said["error"]["code"]) == (1, refusal)
        assert "maria" not in json.dumps(said)


def test_a_shared_view_is_a_filter_with_a_name(shipby: Run) -> None:
    world = a_world()
    an_order(world, order_id="113-0000001-0000000", country="US")
    an_order(world, order_id="113-0000002-0000000", country="CA")
    person = Person.objects.create(
        shop_id=world.scope.shop_id, email="nora@nordkap.example", name="Nora", role="owner", created_at=NOW
    )
    draft = ViewDraft("To Canada", "country:CA", is_shared=True)
    save_view(scope=world.scope, person_id=person.pk, role=Role.OWNER, draft=draft, actor=NORA, now=NOW)

    code, found = shipby("orders", "--view", "to-canada")
    _, by_name = shipby("orders", "--view", "To CANADA", "qty:>9")

    assert code == 0
    assert [order["order_id"] for order in found] == ["113-0000002-0000000"]
    assert by_name == []


def test_a_view_that_nobody_shares_is_told_with_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    a_world()

    assert main(["orders", "--view", "nope"]) != 0
    assert "There is no shared view named nope." in capsys.readouterr().err
