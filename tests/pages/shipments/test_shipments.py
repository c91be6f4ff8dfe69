"""The pages of shipments: the way of a parcel to Amazon and back, walked through the browser's door."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client

from shipby.actions.confirm_shipment import confirm_shipment
from shipby.orders.models import Order
from shipby.outbox.models import Batch
from shipby.shipping.models import Parcel
from shipby.shop.models import Store
from tests.cast import CastMember, an_account
from tests.conftest import NOW
from tests.rooms.shipping.world import UPS_GOOD, USPS_BAD_DIGIT, USPS_GOOD, World, a_draft, an_order, items_of

ClientOf = Callable[[CastMember], Client]


@pytest.fixture
def world(nora: CastMember, clock) -> World:
    account_id = an_account(nora, clock)
    return World(nora.scope, account_id, Store.objects.get(account_id=account_id).id)


def confirm(world: World, actor: CastMember, order: Order, **changes: object) -> None:
    confirm_shipment(scope=world.scope, order_id=order.order_id, parcel=a_draft(**changes), actor=actor.actor, now=NOW)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_an_empty_list_says_what_to_do(client_of: ClientOf, nora: CastMember, world: World) -> None:
    page = text_of(client_of(nora).get("/shipments/"))

    assert "No shipment is in this state." in page
    assert "Download confirmation file" not in page


def test_the_way_of_a_parcel_to_amazon_and_back(client_of: ClientOf, dana: CastMember, world: World) -> None:
    client = client_of(dana)
    good, bad = an_order(world), an_order(world)
    confirm(world, dana, good)
    confirm(world, dana, bad, carrier_code="UPS", tracking_number=UPS_GOOD)

    page = text_of(client.get("/shipments/"))
    assert "Download confirmation file (2 rows)" in page
    assert good.order_id in page

    made = client.post("/shipments/batches/", {"account": world.account_id}, follow=True)
    address = made.redirect_chain[-1][0]
    assert f'content="0; url={address}file"' in text_of(made)
    file = client.get(f"{address}file")
    assert file["Content-Disposition"] == 'attachment; filename="shipping-confirmation-1.txt"'
    assert file.content.startswith(b"order-id\torder-item-id\t")
    again = text_of(client.get(address))
    assert "It was downloaded before:" in again
    assert "http-equiv" not in again
    assert client.get(f"{address}file").content == file.content

    sent = text_of(client.post(f"{address}sent", follow=True))
    assert "File 1 is marked as uploaded." in sent
    assert good.order_id in text_of(client.get("/shipments/?state=sent"))
    client.post(f"{address}not-sent")
    assert good.order_id not in text_of(client.get("/shipments/?state=sent"))

    report = (
        "Feed Processing Summary:\n\tNumber of records processed\t\t2\n\tNumber of records successful\t\t1\n\n"
        "original-record-number\torder-id\terror-code\terror-type\terror-message\n"
        f"2\t{bad.order_id}\t18028\tError\tThe <tracking> number is not valid.\n"
    )
    settled = client.post(f"{address}processing-report", {"report": BytesIO(report.encode())}, follow=True)
    page = text_of(settled)
    assert "Amazon accepted 1 row. It refused 1 row." in page
    assert "The &lt;tracking&gt; number is not valid." in page
    refused = text_of(client.get("/shipments/?state=refused"))
    assert bad.order_id in refused
    assert "18028" in refused
    assert good.order_id in text_of(client.get("/shipments/?state=accepted"))


def test_pressing_twice_makes_one_file(client_of: ClientOf, nora: CastMember, world: World) -> None:
    client = client_of(nora)
    confirm(world, nora, an_order(world))

    client.post("/shipments/batches/", {"account": world.account_id})
    page = text_of(client.post("/shipments/batches/", {"account": world.account_id}, follow=True))

    assert "Nothing is waiting: no file was made." in page
    assert Batch.objects.count() == 1
    assert "File 1" in text_of(client.get("/shipments/batches/"))


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (None, "Choose the processing report"),
        (b"hello", "cannot read this file"),
        (b"Feed Processing Summary:\n\tNumber of records processed\t\t9\n\tNumber of records successful\t\t9\n", "does not fit"),
    ],
)
def test_a_wrong_report_is_answered_with_a_sentence(
    client_of: ClientOf, nora: CastMember, world: World, upload: bytes | None, sentence: str
) -> None:
    client = client_of(nora)
    confirm(world, nora, an_order(world))
    client.post("/shipments/batches/", {"account": world.account_id})
    address = f"/shipments/batches/{Batch.objects.get().id}/processing-report"

    response = client.post(address, {"report": BytesIO(upload)} if upload else {})

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert Parcel.objects.get().confirmation == "downloaded"


def test_a_table_is_shown_then_done_and_done_again_changes_nothing(client_of: ClientOf, nora: CastMember, world: World) -> None:
    client = client_of(nora)
    one, two, held = an_order(world), an_order(world, lines=[{"quantity_ordered": 2}]), an_order(world, is_held=True)
    table = (
        "order-id\tcarrier-code\ttracking-number\trecipient-name\n"
        f"{one.order_id}\tUSPS\t{USPS_GOOD}\tCanary Person\n"
        f"{two.order_id}\tUSPS\t{USPS_BAD_DIGIT}\tCanary Person\n"
        f"{held.order_id}\tUPS\t{UPS_GOOD}\tCanary Person\n"
        "113-0000000-7777777\tUPS\t1Z5R89390357567127\tCanary Person\n"
        "nonsense\tUPS\t1Z5R89390357567127\tCanary Person\n"
    )

    preview = client.post("/shipments/confirm/", {"table": table})
    page = text_of(preview)
    assert "Confirm 2 shipments" in page
    assert "The check digit of this tracking number is wrong." in page
    assert f"Order {held.order_id} is on hold." in page
    assert "There is no order 113-0000000-7777777." in page
    assert "3 are skipped" in page
    assert "Canary" not in page
    assert not Parcel.objects.exists()

    rows = re.search(r'<textarea name="rows" hidden>\n?(.*?)</textarea>', preview.content.decode(), re.DOTALL)[1]
    done = text_of(client.post("/shipments/confirmations/", {"rows": rows}))
    assert "2 shipments confirmed" in done
    assert sorted(Parcel.objects.values_list("order_id", flat=True)) == sorted([one.id, two.id])

    again = text_of(client.post("/shipments/confirmations/", {"rows": rows}))
    assert "0 shipments confirmed" in again
    assert "2 parcels were here already." in again
    assert Parcel.objects.count() == 2


def test_an_uploaded_table_takes_the_forms_carrier_and_date(client_of: ClientOf, nora: CastMember, world: World) -> None:
    client = client_of(nora)
    order = an_order(world)
    file = BytesIO(f"order-id,tracking-number\n{order.order_id},BIKE12345\n".encode())
    file.name = "labels.csv"
    form = {"carrier": "Other", "carrier_name": "Bike Bob", "ship_date": "2026-11-22"}

    preview = client.post("/shipments/confirm/", form | {"file": file})
    rows = re.search(r'<textarea name="rows" hidden>\n?(.*?)</textarea>', preview.content.decode(), re.DOTALL)[1]
    client.post("/shipments/confirmations/", form | {"rows": rows})

    parcel = Parcel.objects.get()
    assert (parcel.carrier_code, parcel.carrier_name, parcel.ship_date.isoformat()) == ("Other", "Bike Bob", "2026-11-22")


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "Paste a table or choose a file."),
        ({"table": "no such thing"}, "order numbers"),
        ({"table": "order-id\ttracking-number\n"}, ""),
    ],
)
def test_a_table_that_is_none_keeps_what_was_typed(
    client_of: ClientOf, nora: CastMember, world: World, form: dict, sentence: str
) -> None:
    response = client_of(nora).post("/shipments/confirm/", form | {"carrier": "USPS"})

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert 'value="USPS"' in text_of(response)


def test_rows_that_no_preview_wrote_do_nothing(client_of: ClientOf, nora: CastMember, world: World) -> None:
    client = client_of(nora)

    assert client.post("/shipments/confirmations/", {"rows": ""}).status_code == 302
    assert client.post("/shipments/confirmations/", {"rows": "a\tb"}).status_code == 302
    nul = "1\t113-0\x000-0\t\t\tUSPS\t\tT\x00\t"
    assert "0 shipments confirmed" in text_of(client.post("/shipments/confirmations/", {"rows": nul}))
    order = an_order(world)
    row = f"1\t{order.order_id}\t{items_of(order)[0]}\t99999999\tUSPS\t\t{USPS_GOOD}\t2026-13-45"
    assert "0 shipments confirmed" in text_of(client.post("/shipments/confirmations/", {"rows": row}))


def test_another_shops_files_and_parcels_are_not_there(
    client_of: ClientOf, nora: CastMember, eve: CastMember, world: World
) -> None:
    order = an_order(world)
    confirm(world, nora, order)
    client_of(nora).post("/shipments/batches/", {"account": world.account_id})
    batch_id = Batch.objects.get().id
    client = client_of(eve)

    for address in ("", "file"):
        assert client.get(f"/shipments/batches/{batch_id}/{address}").status_code == 404
    for address in ("sent", "not-sent", "processing-report"):
        assert client.post(f"/shipments/batches/{batch_id}/{address}").status_code == 404
    assert client.post("/shipments/batches/", {"account": world.account_id}).status_code == 404
    assert client.get(f"/shipments/batches/{2**70}/").status_code == 404
    assert order.order_id not in text_of(client.get("/shipments/?state=downloaded"))


def test_who_only_looks_on_sees_the_list_and_no_button(
    client_of: ClientOf, vera: CastMember, sam: CastMember, nora, world
) -> None:
    order = an_order(world)
    confirm(world, nora, order)

    page = text_of(client_of(vera).get("/shipments/"))
    assert order.order_id in page
    assert "Download confirmation file" not in page
    for address in ("confirm/", "batches/"):
        assert client_of(vera).get(f"/shipments/{address}").status_code == 403
    assert client_of(vera).post("/shipments/confirmations/", {"rows": "x"}).status_code == 403
    assert client_of(sam).get("/shipments/").status_code == 403


@pytest.mark.parametrize(
    "query", ["?state=nonsense", "?after=x", "?after=" + "9" * 40, "?find=%00", "?state=sent&find=" + "x" * 5000]
)
def test_a_nonsense_address_shows_a_page(client_of: ClientOf, nora: CastMember, world: World, query: str) -> None:
    assert client_of(nora).get(f"/shipments/{query}").status_code == 200


def test_the_list_takes_the_same_queries_for_any_number_of_parcels(
    client_of: ClientOf, nora: CastMember, world: World, django_assert_max_num_queries
) -> None:
    client = client_of(nora)
    client.get("/shipments/")
    for number in range(60):
        confirm(world, nora, an_order(world), tracking_number=f"T{number}")

    with django_assert_max_num_queries(30):
        page = text_of(client.get("/shipments/"))

    assert page.count("data-parcel-id") == 50
    older = re.search(r"\?state=prepared&amp;after=(\d+)", page)[1]
    assert text_of(client.get(f"/shipments/?state=prepared&after={older}")).count("data-parcel-id") == 10
