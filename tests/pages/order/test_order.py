"""The order page: the whole story of one order, and a parcel whose label came from elsewhere."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shipby.actions.hold_orders import hold_orders
from shipby.actions.release_orders import release_orders
from shipby.actions.tag_orders import tag_orders
from shipby.buyers.rules.facts import MessageFacts, PersonalFacts
from shipby.journal.models import Event
from shipby.orders.models import Order
from shipby.orders.rules.facts import FulfilledBy
from shipby.shipping.models import Parcel
from shipby.words.ports import VirtualClock
from tests.actions.told import a_line, a_person, an_order, at, received, record
from tests.cast import CastMember, an_account
from tests.conftest import NOW
from tests.rooms.shipping.world import UPS_GOOD, USPS_BAD_DIGIT, USPS_GOOD

ClientOf = Callable[[CastMember], Client]
ID, BEFORE, AFTER = "113-4857201-9936201", "113-4857201-9936200", "113-4857201-9936202"
PAGE = f"/orders/{ID}/"
SECRETS = ("Wetherby", "Quince", "97201", "555-0147", "r.w@buyer.example", "Happy birthday")


@pytest.fixture
def account(nora: CastMember, clock: VirtualClock) -> int:
    return an_account(nora, clock)


@pytest.fixture
def order(account: int) -> Order:
    """Three units of two lines, to somebody with a name, a phone and a gift message."""
    to = a_person().recipient
    personal = PersonalFacts(recipient=to, messages=MessageFacts(gifts={"1": "Happy birthday, Ada"}))
    record(account, received(an_order(ID, a_line("1", quantity=2), a_line("2", sku="TWL-1", title="Towel")), personal))
    return Order.objects.get(order_id=ID)


def text_of(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


def typed(**fields: str) -> dict[str, str]:
    return {"tracking": USPS_GOOD, "carrier": "USPS", "ship_date": "2026-11-23"} | fields


def test_the_desk_sees_where_it_goes_and_the_journal_keeps_who_looked(
    client_of: ClientOf, dana: CastMember, order: Order
) -> None:
    response = client_of(dana).get(PAGE)
    html = text_of(response)

    for seen in ("Rosalind Wetherby", "12 Quince Lane", "Portland, OR 97201", "United States", "Happy birthday, Ada"):
        assert seen in html
    assert "Kept until" in html
    assert response.headers["Cache-Control"] == "no-store, private"
    assert Event.objects.filter(kind="personal_revealed", details={"purpose": "order_page"}, actor_name="Dana").count() == 1


def test_the_phone_number_is_shown_on_request_only_and_that_is_kept(client_of: ClientOf, dana: CastMember, order: Order) -> None:
    client = client_of(dana)
    assert "555-0147" not in text_of(client.get(PAGE))

    fragment = client.post(f"{PAGE}phone", headers={"HX-Request": "true"})
    page = client.post(f"{PAGE}phone")

    assert text_of(fragment).strip() == '<span class="mono">503-555-0147</span>'
    assert fragment.headers["Cache-Control"] == "no-store, private"
    assert "503-555-0147" in text_of(page)
    assert "<html" in text_of(page)
    assert Event.objects.filter(kind="personal_revealed", details={"purpose": "phone"}).count() == 2


def test_a_viewer_sees_the_town_and_why_not_more(client_of: ClientOf, vera: CastMember, order: Order) -> None:
    html = text_of(client_of(vera).get(PAGE))

    assert "Portland, OR" in html
    assert "Your role sees town and country only" in html
    assert not [secret for secret in SECRETS if secret in html]
    assert not Event.objects.filter(kind="personal_revealed").exists()
    assert "Confirm 3 units" not in html
    assert "Packing slip" not in html.replace("Packing slip</dt>", "")


def test_a_stranger_finds_no_such_order(client_of: ClientOf, eve: CastMember, order: Order, clock: VirtualClock) -> None:
    an_account(eve, clock)

    for address in (PAGE, f"{PAGE}packing-slip.pdf", f"{PAGE}address-label.pdf"):
        assert client_of(eve).get(address).status_code == 404
    for address in ("hold", "tags", "notes", "phone", "parcels", "parcels/1", "parcels/look"):
        assert client_of(eve).post(f"{PAGE}{address}", typed()).status_code == 404


@pytest.mark.parametrize("order_id", ["%00", "x" * 300, "..%2f..", "%F0%9F%93%A6", "113-4857201-9936209"])
def test_an_order_that_is_not_there_is_said_so(order_id: str, client_of: ClientOf, dana: CastMember, order: Order) -> None:
    assert client_of(dana).get(f"/orders/{order_id}/").status_code == 404


def test_the_place_in_the_filter_and_the_way_on_are_shown(
    client_of: ClientOf, dana: CastMember, order: Order, account: int
) -> None:
    record(account, an_order(BEFORE, ship_by_latest=at(23, 20)), an_order(AFTER, a_line(quantity=5), ship_by_latest=at(25)))

    html = text_of(client_of(dana).get(f"{PAGE}?q=country:us"))
    filtered = text_of(client_of(dana).get(f"{PAGE}?q=qty:>1"))

    assert "2 of 3" in html
    assert f'href="/orders/{AFTER}/?q=qty%3A2.." rel="next"' in filtered
    assert "1 of 2" in filtered
    assert 'rel="prev"' not in filtered


def test_an_order_outside_the_filter_is_still_shown(client_of: ClientOf, dana: CastMember, order: Order) -> None:
    assert client_of(dana).get(f"{PAGE}?q=qty:99").status_code == 200
    assert client_of(dana).get(f"{PAGE}?q=nosuch:field").status_code == 200


def test_the_whole_order_is_confirmed_with_carrier_and_number(client_of: ClientOf, dana: CastMember, order: Order) -> None:
    done = client_of(dana).post(f"{PAGE}parcels", typed(version=str(order.row_version)), follow=True)
    html = text_of(done)

    parcel = Parcel.objects.get()
    assert (parcel.carrier_code, parcel.tracking_number, parcel.ship_date.isoformat()) == ("USPS", USPS_GOOD, "2026-11-23")
    assert sorted(parcel.lines.values_list("quantity", flat=True)) == [1, 2]
    assert "Parcel 1 entered. It goes to Amazon with the next confirmation file." in html
    assert "Waiting" in html
    assert 'id="ship"' not in html
    assert "Dana entered a parcel." in html


def test_part_of_the_order_leaves_the_rest_open(client_of: ClientOf, dana: CastMember, order: Order) -> None:
    first = order.lines.get(order_item_id="1").id

    done = client_of(dana).post(f"{PAGE}parcels", typed(**{f"qty-{first}": "1"}), follow=True)

    html = text_of(done)
    assert Parcel.objects.get().lines.get().quantity == 1
    assert "Another parcel" in html
    assert "Confirm 2 units" in html


def test_the_form_as_the_page_sends_it_confirms_everything(client_of: ClientOf, dana: CastMember, order: Order) -> None:
    client = client_of(dana)
    html = client.get(PAGE).content.decode()
    form = html[html.index(f'action="{PAGE}parcels"') :]
    sent = dict(
        re.findall(r'<input[^>]*name="((?:qty-\d+|version|ship_date))"[^>]*value="([^"]*)"', form[: form.index("</form>")])
    )

    assert client.post(f"{PAGE}parcels", typed(**sent)).status_code == 302
    assert sum(Parcel.objects.get().lines.values_list("quantity", flat=True)) == 3


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"tracking": ""}, "The tracking number is missing."),
        ({"tracking": "1" * 90}, "This is not a tracking number"),
        ({"carrier": ""}, "arrier"),
        ({"carrier": "Pigeon Post"}, "Amazon has no carrier code Pigeon Post."),
        ({"carrier": "Other"}, "The carrier Other needs the carrier&#x27;s name."),
        ({"ship_date": "tomorrow"}, "tomorrow is not a day."),
        ({"ship_date": "2026-11-25"}, "is in the future"),
        ({"ship_date": "2026-11-01"}, "is before the order was placed"),
        ({"service": "\x00"}, "service"),
    ],
)
def test_a_refused_parcel_says_why_and_keeps_what_was_typed(
    fields: dict[str, str], said: str, client_of: ClientOf, dana: CastMember, order: Order
) -> None:
    response = client_of(dana).post(f"{PAGE}parcels", typed(**fields))
    html = text_of(response)

    assert response.status_code == 422
    assert said in html
    assert 'aria-invalid="true"' in html
    for name, value in typed(**fields).items():
        if value.isprintable() and value:
            assert re.search(rf'name="{name}"[^>]*value="{re.escape(value)}"', html), name
    assert not Parcel.objects.exists()


@pytest.mark.parametrize("units", ["3", "-1", "many", "1.5", "9999999"])
def test_more_units_than_are_open_are_refused_and_kept(units: str, client_of: ClientOf, dana: CastMember, order: Order) -> None:
    line = order.lines.get(order_item_id="1").id

    response = client_of(dana).post(f"{PAGE}parcels", typed(**{f"qty-{line}": units}))

    assert response.status_code == 422
    assert f'value="{units}"' in response.content.decode()
    assert 'class="err"' in response.content.decode()
    assert not Parcel.objects.exists()


def test_a_wrong_check_digit_warns_and_needs_no_second_click(client_of: ClientOf, dana: CastMember, order: Order) -> None:
    done = client_of(dana).post(f"{PAGE}parcels", typed(tracking=USPS_BAD_DIGIT), follow=True)

    assert Parcel.objects.get().tracking_number == USPS_BAD_DIGIT
    assert "The check digit of this tracking number is wrong." in text_of(done)


def test_two_tabs_do_not_overwrite_each_other(client_of: ClientOf, dana: CastMember, order: Order) -> None:
    hold_orders(scope=dana.scope, order_ids=[ID], reason="", actor=dana.actor, now=NOW)
    release_orders(scope=dana.scope, order_ids=[ID], actor=dana.actor, now=NOW)

    response = client_of(dana).post(f"{PAGE}parcels", typed(version=str(order.row_version)))

    assert response.status_code == 409
    assert "The order changed while this page was open" in text_of(response)
    assert f'value="{USPS_GOOD}"' in text_of(response)
    assert not Parcel.objects.exists()


def test_while_a_number_is_typed_its_carrier_is_offered(client_of: ClientOf, dana: CastMember, order: Order) -> None:
    client = client_of(dana)
    offered = text_of(client.post(f"{PAGE}parcels/look", {"tracking": UPS_GOOD, "carrier": ""}))
    warned = text_of(client.post(f"{PAGE}parcels/look", {"tracking": USPS_BAD_DIGIT, "carrier": "USPS"}))

    assert 'data-fills-carrier="UPS" data-certain' in offered
    assert "The check digit of this tracking number is wrong." in warned
    assert text_of(client.post(f"{PAGE}parcels/look", {"tracking": ""})).strip() == ""


def test_a_parcel_is_corrected_and_withdrawn(client_of: ClientOf, dana: CastMember, order: Order) -> None:
    client = client_of(dana)
    client.post(f"{PAGE}parcels", typed())

    client.post(f"{PAGE}parcels/1", typed(tracking=UPS_GOOD, carrier="UPS"))
    assert Parcel.objects.get().tracking_number == UPS_GOOD

    refused = client.post(f"{PAGE}parcels/1", typed(carrier="Pigeon Post"))
    assert refused.status_code == 422
    assert 'value="Pigeon Post"' in text_of(refused)

    done = client.post(f"{PAGE}parcels/1", {"withdraw": "1"}, follow=True)
    assert Parcel.objects.get().confirmation == "withdrawn"
    assert "Confirm 3 units" in text_of(done)
    assert client.post(f"{PAGE}parcels/7", {"withdraw": "1"}).status_code == 422


def test_a_second_hold_says_who_was_first(client_of: ClientOf, dana: CastMember, nora: CastMember, order: Order) -> None:
    client_of(nora).post(f"{PAGE}hold", {"reason": "Waits for stock"})

    page = text_of(client_of(dana).post(f"{PAGE}hold", {"reason": "Mine"}, follow=True))

    assert "Already on hold by Nora: Waits for stock" in page


def test_releasing_what_is_released_offers_no_undo(client_of: ClientOf, dana: CastMember, order: Order) -> None:
    page = text_of(client_of(dana).post(f"{PAGE}hold", {"release": "1"}, follow=True))

    assert "not on hold any more" in page
    assert "data-undo" not in page


def test_entering_a_parcel_that_is_there_offers_no_undo_of_it(client_of: ClientOf, dana: CastMember, order: Order) -> None:
    client = client_of(dana)
    assert "data-undo" in text_of(client.post(f"{PAGE}parcels", typed(), follow=True))

    page = text_of(client.post(f"{PAGE}parcels", typed(), follow=True))

    assert "was already there" in page
    assert "data-undo" not in page


def test_correcting_a_parcel_that_somebody_withdrew_says_so_and_keeps_what_was_typed(
    client_of: ClientOf, dana: CastMember, order: Order
) -> None:
    client = client_of(dana)
    client.post(f"{PAGE}parcels", typed())
    client.post(f"{PAGE}parcels/1", {"withdraw": "1"})

    answer = client.post(f"{PAGE}parcels/1", typed(tracking=UPS_GOOD, carrier="UPS"))

    assert answer.status_code == 422
    assert "withdrawn" in text_of(answer)
    assert f'value="{UPS_GOOD}"' in text_of(answer)


def test_an_order_on_hold_shows_why_and_can_not_be_confirmed(client_of: ClientOf, dana: CastMember, order: Order) -> None:
    client = client_of(dana)
    client.post(f"{PAGE}hold", {"reason": "Flood in aisle 3"})
    html = text_of(client.get(PAGE))

    assert "Flood in aisle 3" in html
    assert f"Order {ID} is on hold." in html
    assert client.post(f"{PAGE}parcels", typed()).status_code == 422
    assert not Parcel.objects.exists()

    client.post(f"{PAGE}hold", {"release": "1"})
    assert "Confirm 3 units" in text_of(client.get(PAGE))


def test_a_buyer_who_asked_to_cancel_is_seen_before_anything_else(
    client_of: ClientOf, dana: CastMember, account: int, clock: VirtualClock
) -> None:
    record(account, an_order(ID, cancel_requested=True, cancel_reason="Found a lower price elsewhere"))

    html = text_of(client_of(dana).get(PAGE))

    assert "The buyer asked to cancel this order" in html
    assert "Found a lower price elsewhere" in html
    assert html.index("The buyer asked to cancel this order") < html.index("Deliver to")


def test_a_cancelled_order_says_do_not_ship(client_of: ClientOf, dana: CastMember, account: int) -> None:
    record(account, an_order(ID, status="CANCELLED"))

    html = text_of(client_of(dana).get(PAGE))

    assert "Amazon cancelled this order" in html
    assert "Do not ship it." in html
    assert 'name="tracking"' not in html


def test_an_order_of_amazons_warehouse_is_seen_and_not_worked_on(client_of: ClientOf, dana: CastMember, account: int) -> None:
    record(account, an_order(ID, fulfilled_by=FulfilledBy.AMAZON))

    html = text_of(client_of(dana).get(PAGE))

    assert f"Amazon ships order {ID} itself." in html
    assert 'name="tracking"' not in html


def test_notes_stand_in_the_story_and_can_be_taken_back(client_of: ClientOf, dana: CastMember, order: Order) -> None:
    client = client_of(dana)
    done = client.post(f"{PAGE}notes", {"text": "Use the <small> box"}, follow=True)
    html = text_of(done)
    assert "Note by Dana:" in html
    assert "Use the &lt;small&gt; box" in html

    (key,) = re.findall(r'name="remove" value="(\d+)"', html)[:1]
    gone = text_of(client.post(f"{PAGE}notes", {"remove": key}, follow=True))
    assert "Use the" not in gone

    back = text_of(client.post(f"{PAGE}notes", {"bring_back": key}, follow=True))
    assert "Use the &lt;small&gt; box" in back


@pytest.mark.parametrize("text", ["", "   ", "\x00", "x" * 5000])
def test_an_empty_or_endless_note_is_refused(text: str, client_of: ClientOf, dana: CastMember, order: Order) -> None:
    assert client_of(dana).post(f"{PAGE}notes", {"text": text}).status_code == 422


def test_a_tag_is_added_and_a_bad_one_refused(client_of: ClientOf, dana: CastMember, order: Order) -> None:
    client = client_of(dana)
    assert "fragile" in text_of(client.post(f"{PAGE}tags", {"add": "fragile"}, follow=True))
    assert client.post(f"{PAGE}tags", {"add": "a,b"}).status_code == 422
    assert "Remove tag fragile" not in text_of(client.post(f"{PAGE}tags", {"remove": "fragile"}, follow=True))


def test_a_slip_and_a_label_are_printed_once_looked_at_and_kept_by_nobody(
    client_of: ClientOf, sam: CastMember, order: Order
) -> None:
    for name, purpose in (("packing-slip", "packing_slip"), ("address-label", "address_label")):
        response = client_of(sam).get(f"{PAGE}{name}.pdf")
        assert response.content.startswith(b"%PDF-")
        assert response.headers["Cache-Control"] == "no-store, private"
        assert Event.objects.filter(kind="personal_revealed", details={"purpose": purpose}, actor_name="Sam").count() == 1


def test_a_label_without_an_address_is_not_printed(client_of: ClientOf, dana: CastMember, account: int) -> None:
    record(account, received(an_order(ID), PersonalFacts(recipient=None)))

    response = client_of(dana).get(f"{PAGE}address-label.pdf")

    assert response.status_code == 422
    assert "No address is known for this order" in text_of(response)


def test_an_event_of_a_kind_nobody_knows_is_shown_plainly(client_of: ClientOf, dana: CastMember, order: Order) -> None:
    event = Event.objects.get(subject="order", subject_key=order.id)
    event.pk, event.kind = None, "moon_landing"
    event.save()

    assert "moon landing, by Nora Quill." in text_of(client_of(dana).get(PAGE))


def test_the_page_costs_the_same_queries_whatever_the_order_holds(client_of: ClientOf, dana: CastMember, account: int) -> None:
    client = client_of(dana)
    record(account, an_order(ID), an_order(AFTER, *(a_line(str(number), sku=f"S-{number}") for number in range(30))))
    tag_orders(scope=dana.scope, order_ids=[AFTER], add=["one", "two"], actor=dana.actor, now=NOW)
    for number in range(5):
        client.post(f"/orders/{AFTER}/notes", {"text": f"note {number}"})
    client.get(PAGE)

    with CaptureQueriesContext(connection) as little:
        client.get(PAGE)
    with CaptureQueriesContext(connection) as much:
        client.get(f"/orders/{AFTER}/")

    assert len(little) == len(much) <= 36
