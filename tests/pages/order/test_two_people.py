"""Two people on one order: they see each other, and nobody's edit is lost or done on an order that nobody looked at."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from shipby.actions.add_note import add_note
from shipby.actions.confirm_shipment import confirm_shipment
from shipby.actions.hold_orders import hold_orders
from shipby.actions.release_orders import release_orders
from shipby.actions.tag_orders import tag_orders
from shipby.journal.models import Event
from shipby.orders.models import Hold, Note, Order
from shipby.presence.models import Visit
from shipby.shipping.models import Parcel
from shipby.shipping.rules.parcels import ParcelDraft
from shipby.words.ports import VirtualClock
from tests.actions.told import a_line, an_order, record
from tests.cast import CastMember, an_account
from tests.conftest import NOW
from tests.rooms.shipping.world import UPS_GOOD, USPS_GOOD

ClientOf = Callable[[CastMember], Client]
ID = "113-4857201-9936201"
PAGE = f"/orders/{ID}/"


@pytest.fixture(autouse=True)
def order(nora: CastMember, clock: VirtualClock) -> None:
    record(an_account(nora, clock), an_order(ID, a_line(quantity=2)))


def told(response: object) -> str:
    return unescape(re.sub(r"\s+", " ", response.content.decode()))  # type: ignore[attr-defined]


def seen(client: Client) -> dict[str, str]:
    """What the forms of the page say that was seen."""
    html = client.get(PAGE).content.decode()
    return {name: re.search(f'name="{name}" value="([^"]*)"', html)[1] for name in ("version", "seen")}  # type: ignore[index]


def where(member: CastMember) -> dict[str, object]:
    return {"scope": member.scope, "actor": member.actor, "now": NOW}


def a_parcel(**fields: str) -> dict[str, str]:
    return {"tracking": USPS_GOOD, "carrier": "USPS", "ship_date": "2026-11-23"} | fields


# --- Presence


def test_two_people_see_each_other_and_a_third_sees_both(
    client_of: ClientOf, nora: CastMember, dana: CastMember, vera: CastMember, clock: VirtualClock
) -> None:
    alone = told(client_of(dana).post(f"{PAGE}here"))
    clock.advance(timedelta(seconds=30))
    second = told(client_of(nora).post(f"{PAGE}here"))
    first = told(client_of(dana).post(f"{PAGE}here"))
    third = told(client_of(vera).post(f"{PAGE}here"))

    assert "is here too" not in alone
    assert "Dana is here too, since" in second
    assert "9:41 am" in second, "since when, not since the last poll"
    assert "Nora is here too" in first
    assert "Dana is here too" in third
    assert "Nora is here too" in third


def test_who_left_is_gone_after_45_seconds_and_leaves_no_row(
    client_of: ClientOf, nora: CastMember, dana: CastMember, clock: VirtualClock
) -> None:
    client_of(dana).post(f"{PAGE}here")
    clock.advance(timedelta(seconds=45))
    still = told(client_of(nora).post(f"{PAGE}here"))
    clock.advance(timedelta(seconds=1))
    gone = told(client_of(nora).post(f"{PAGE}here"))

    assert "Dana" in still
    assert "Dana" not in gone
    assert set(Visit.objects.values_list("person_id", flat=True)) == {nora.id}


def test_who_comes_back_is_there_since_then(client_of: ClientOf, nora: CastMember, dana: CastMember, clock: VirtualClock) -> None:
    client_of(dana).post(f"{PAGE}here")
    clock.advance(timedelta(minutes=10))
    client_of(dana).post(f"{PAGE}here")

    assert "9:51 am" in told(client_of(nora).post(f"{PAGE}here"))


def test_while_nothing_changes_the_poll_is_empty(client_of: ClientOf, nora: CastMember, dana: CastMember) -> None:
    client = client_of(dana)
    client_of(nora).post(f"{PAGE}here")
    fields = seen(client)
    mark = re.search(r'name="mark" value="(\w+)"', told(client.post(f"{PAGE}here", fields)))
    assert mark

    again = client.post(f"{PAGE}here", fields | {"mark": mark[1]})

    assert again.status_code == 204
    assert again.content == b""


def test_another_shop_is_neither_seen_nor_sees(client_of: ClientOf, dana: CastMember, eve: CastMember) -> None:
    client_of(dana).post(f"{PAGE}here")

    assert client_of(eve).post(f"{PAGE}here").status_code == 404
    assert Visit.objects.count() == 1


def test_an_open_page_that_only_asks_does_not_keep_anybody_signed_in(
    client_of: ClientOf, dana: CastMember, clock: VirtualClock
) -> None:
    client = client_of(dana)
    client.get(PAGE)
    codes = []
    for _ in range(16):
        clock.advance(timedelta(minutes=1))
        codes.append(client.post(f"{PAGE}here", headers={"HX-Request": "true"}).status_code)

    assert codes[-1] == 401


def test_a_page_hears_what_changed_and_by_whom(client_of: ClientOf, nora: CastMember, dana: CastMember) -> None:
    client = client_of(dana)
    fields = seen(client)
    hold_orders(order_ids=[ID], reason="Ask the buyer", **where(nora))  # type: ignore[arg-type]

    html = told(client.post(f"{PAGE}here", fields))

    assert "The order changed since you opened it" in html
    assert "Nora put the order on hold." in html
    assert "Ask the buyer" in html


# --- Conflicts


def test_a_parcel_typed_while_somebody_held_the_order_is_kept_and_says_who(
    client_of: ClientOf, nora: CastMember, dana: CastMember
) -> None:
    client = client_of(dana)
    fields = seen(client)
    hold_orders(order_ids=[ID], reason="Ask the buyer", **where(nora))  # type: ignore[arg-type]

    refused = client.post(f"{PAGE}parcels", a_parcel(**fields))
    html = told(refused)

    assert refused.status_code == 422
    assert "On hold since" in html
    assert "What you typed is kept" in html
    assert USPS_GOOD in html
    assert "Release and go on" in html
    assert not Parcel.objects.exists()

    on = client.post(f"{PAGE}hold", a_parcel(release="1", **seen(client)))
    assert f'value="{USPS_GOOD}"' in told(on)
    assert not Hold.objects.filter(released_at=None).exists()


def test_a_second_parcel_of_another_person_is_a_conflict_that_can_be_sent_anyway(
    client_of: ClientOf, nora: CastMember, dana: CastMember
) -> None:
    client = client_of(dana)
    fields = seen(client)
    line = Order.objects.get().lines.get().id
    draft = ParcelDraft(carrier_code="UPS", tracking_number=UPS_GOOD, quantities={line: 1})
    confirm_shipment(order_id=ID, parcel=draft, **where(nora))  # type: ignore[arg-type]

    one = a_parcel(**{f"qty-{line}": "1"})
    conflict = client.post(f"{PAGE}parcels", one | fields)
    html = told(conflict)
    assert conflict.status_code == 409
    assert "The order changed while this page was open" in html
    assert "Nora entered a parcel." in html
    assert UPS_GOOD in html
    assert f'name="tracking" class="mono" value="{USPS_GOOD}"' in html
    assert "Send it anyway" in html
    assert Parcel.objects.count() == 1

    done = client.post(f"{PAGE}parcels", one | seen(client))
    assert done.status_code == 302
    assert Parcel.objects.count() == 2


def test_what_does_not_matter_to_a_parcel_stops_nobody(client_of: ClientOf, nora: CastMember, dana: CastMember) -> None:
    client = client_of(dana)
    fields = seen(client)
    tag_orders(order_ids=[ID], add=["fragile"], **where(nora))  # type: ignore[arg-type]

    assert client.post(f"{PAGE}parcels", a_parcel(**fields)).status_code == 302
    assert Parcel.objects.count() == 1


def test_a_note_written_meanwhile_is_read_before_the_parcel_goes(client_of: ClientOf, nora: CastMember, dana: CastMember) -> None:
    client = client_of(dana)
    fields = seen(client)
    add_note(order_id=ID, text="Wrong colour packed", **where(nora))  # type: ignore[arg-type]

    conflict = client.post(f"{PAGE}parcels", a_parcel(**fields))

    assert conflict.status_code == 409
    assert "Wrong colour packed" in told(conflict)


def test_my_own_other_tab_counts_too(client_of: ClientOf, dana: CastMember) -> None:
    client = client_of(dana)
    first, second = seen(client), seen(client)
    line = Order.objects.get().lines.get().id
    client.post(f"{PAGE}parcels", a_parcel(**{f"qty-{line}": "1"}, **first))

    conflict = client.post(f"{PAGE}parcels", a_parcel(tracking=UPS_GOOD, carrier="UPS", **second))

    assert conflict.status_code == 409


def test_a_double_click_on_confirm_enters_one_parcel(client_of: ClientOf, dana: CastMember) -> None:
    client = client_of(dana)
    fields = a_parcel(**seen(client))

    answers = [client.post(f"{PAGE}parcels", fields, follow=True) for _ in range(2)]

    assert Parcel.objects.count() == 1
    assert "was already there" in told(answers[1])


def test_a_hold_on_a_held_order_keeps_the_reason_and_puts_it_in_place_when_asked(
    client_of: ClientOf, nora: CastMember, dana: CastMember
) -> None:
    client = client_of(dana)
    fields = seen(client)
    hold_orders(order_ids=[ID], reason="Ask the buyer", **where(nora))  # type: ignore[arg-type]

    conflict = client.post(f"{PAGE}hold", {"reason": "Stock is short", **fields})
    html = told(conflict)
    assert conflict.status_code == 409
    assert "Nora put the order on hold." in html
    assert "Ask the buyer" in html
    assert 'value="Stock is short"' in html
    assert "Put my reason in its place" in html

    client.post(f"{PAGE}hold", {"reason": "Stock is short", "replaces": "1", **seen(client)})
    standing = Hold.objects.get(released_at=None)
    assert (standing.reason, standing.held_by) == ("Stock is short", "Dana")
    assert Hold.objects.count() == 2


def test_a_release_of_a_hold_that_became_another_s_asks_first(client_of: ClientOf, nora: CastMember, dana: CastMember) -> None:
    hold_orders(order_ids=[ID], reason="Mine", **where(dana))  # type: ignore[arg-type]
    client = client_of(dana)
    fields = seen(client)
    release_orders(order_ids=[ID], **where(nora))  # type: ignore[arg-type]
    hold_orders(order_ids=[ID], reason="Fraud check", **where(nora))  # type: ignore[arg-type]

    conflict = client.post(f"{PAGE}hold", {"release": "1", **fields})

    assert conflict.status_code == 409
    assert "Fraud check" in told(conflict)
    assert "Release anyway" in told(conflict)
    assert Hold.objects.filter(released_at=None).exists()
    client.post(f"{PAGE}hold", {"release": "1", **seen(client)})
    assert not Hold.objects.filter(released_at=None).exists()


def test_tags_of_two_people_add_up(client_of: ClientOf, nora: CastMember, dana: CastMember) -> None:
    client = client_of(dana)
    fields = seen(client)
    tag_orders(order_ids=[ID], add=["fragile"], **where(nora))  # type: ignore[arg-type]
    client.post(f"{PAGE}tags", {"add": "gift-wrap", **fields})

    assert set(Order.objects.get().tags) == {"fragile", "gift-wrap"}


@pytest.mark.parametrize("fields", [{"version": "x"}, {"version": "9" * 40, "seen": "-1"}, {"seen": "\u0663"}, {}])
def test_a_form_that_says_nonsense_of_what_it_saw_does_no_harm(
    fields: dict[str, str], client_of: ClientOf, dana: CastMember
) -> None:
    assert client_of(dana).post(f"{PAGE}hold", {"reason": "x", **fields}).status_code == 302
    assert client_of(dana).post(f"{PAGE}here", fields).status_code == 200


# --- Sent twice


def test_a_note_sent_twice_is_written_once(client_of: ClientOf, dana: CastMember) -> None:
    client = client_of(dana)
    name = re.search(r'name="form" value="(\w+)"', client.get(PAGE).content.decode())
    assert name

    for _ in range(2):
        client.post(f"{PAGE}notes", {"text": "Ring twice", "form": name[1]})

    assert Note.objects.count() == 1
    assert Event.objects.filter(kind="note_added").count() == 1


def test_two_pages_have_two_forms(client_of: ClientOf, dana: CastMember) -> None:
    names = {re.search(r'name="form" value="(\w+)"', client_of(dana).get(PAGE).content.decode())[1] for _ in range(2)}  # type: ignore[index]

    for name in names:
        client_of(dana).post(f"{PAGE}notes", {"text": "Ring twice", "form": name})

    assert Note.objects.count() == 2


@pytest.mark.parametrize("name", ["", "x" * 41, "../../x", "\u00e9", "a b"])
def test_a_form_without_a_usable_name_writes_each_time(name: str, client_of: ClientOf, dana: CastMember) -> None:
    for _ in range(2):
        client_of(dana).post(f"{PAGE}notes", {"text": "Ring twice", "form": name})

    assert Note.objects.count() == 2


# --- Who may print


def test_a_packer_prints_only_what_is_to_be_shipped(client_of: ClientOf, sam: CastMember, dana: CastMember) -> None:
    slip = f"{PAGE}packing-slip.pdf"
    assert client_of(sam).get(slip).status_code == 200

    Order.objects.update(status="SHIPPED", is_open=False)

    assert client_of(sam).get(slip).status_code == 404
    assert client_of(sam).get(f"{PAGE}address-label.pdf").status_code == 404
    assert client_of(dana).get(slip).status_code == 200
