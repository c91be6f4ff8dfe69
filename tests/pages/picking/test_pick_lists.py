"""Pick lists: made in the queue or of the next orders, ticked, short, printed; nothing personal, no price, nothing of others."""

from collections.abc import Callable

import pytest
from django.test import Client

from shipby.actions.hold_orders import hold_orders
from shipby.packing.models import PickLine, PickList
from shipby.packing.reads import pick_list_of
from shipby.stock.models import Product
from tests.actions.told import FIRST, SECOND, THIRD, a_line, an_order, at, record
from tests.cast import CastMember, an_account
from tests.conftest import NOW
from tests.paper.builders import pages_text

pytestmark = pytest.mark.django_db(transaction=True)
ClientOf = Callable[[CastMember], Client]


@pytest.fixture
def shop(nora: CastMember, clock) -> int:
    """North with three open orders: two mugs and a cup for the first, a mug for the second, a jar for the third."""
    account_id = an_account(nora, clock)
    mugs, cup = a_line("10000000000001", sku="MUG", quantity=2), a_line("10000000000002", sku="CUP")
    record(account_id, an_order(FIRST, mugs, cup, ship_by_latest=at(25)))
    record(account_id, an_order(SECOND, a_line("10000000000003", sku="MUG"), ship_by_latest=at(24)))
    record(account_id, an_order(THIRD, a_line("10000000000004", sku="JAR"), ship_by_latest=at(26)))
    Product.objects.filter(sku="MUG").update(bin="A10")
    Product.objects.filter(sku="CUP").update(bin="A2")
    return account_id


def line_of(sku: str) -> PickLine:
    return PickLine.objects.get(sku=sku)


def tick(client: Client, sku: str, **fields: str):
    line = line_of(sku)
    return client.post(f"/pick/1/lines/{line.pk}/", {"seen": str(line.row_version)} | fields)


def made(client: Client, *orders: str) -> str:
    answer = client.post("/pick/made/", {"order": list(orders)})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def test_chosen_orders_of_the_queue_become_a_list_in_the_order_of_the_bins(
    dana: CastMember, client_of: ClientOf, shop: int
) -> None:
    assert 'formaction="/pick/made/"' in client_of(dana).get("/orders/").content.decode()

    address = made(client_of(dana), FIRST, SECOND)

    told = client_of(dana).get(address).content.decode()
    assert address == "/pick/1/"
    assert told.index("A2") < told.index("A10")
    assert '<span class="qty multi">\u00d73</span>' in told
    assert f"{FIRST} \u00d7 2" in told.replace("\n", "")


def test_nothing_of_a_buyer_and_no_price_is_on_the_page_or_on_paper(sam: CastMember, client_of: ClientOf, shop: int) -> None:
    client = client_of(sam)
    made(client, FIRST, SECOND)

    told = client.get("/pick/1/").content.decode() + "".join(pages_text(client.get("/pick/1/print/").content))

    assert "MUG" in told
    for secret in ("Rosalind", "Wetherby", "Quince", "97201", "503-555", "Portland", "12.50", "buyer.example"):
        assert secret not in told


def test_the_paper_has_the_lines_their_bins_and_the_number(sam: CastMember, client_of: ClientOf, shop: int) -> None:
    client = client_of(sam)
    made(client, FIRST, SECOND)

    for page in ("a4", "letter", "nonsense"):
        answer = client.get(f"/pick/1/print/?page={page}")
        (text,) = pages_text(answer.content)
        assert answer.headers["Content-Type"] == "application/pdf"
        assert all(word in text for word in ("Pick list 1", "A2", "A10", "CUP", FIRST, "Lines: 2. Units: 4. Orders: 2."))


def test_all_that_match_can_be_picked_beyond_the_page(dana: CastMember, client_of: ClientOf, shop: int) -> None:
    client_of(dana).post("/pick/made/", {"whole": "1", "q": "sku:MUG", "order": [THIRD]})

    detail = pick_list_of(dana.shop_id, 1)
    assert detail is not None
    assert [order_id for order_id, _ in detail.orders] == [SECOND, FIRST]


def test_a_packer_takes_the_next_orders_by_deadline_and_the_following_ones_after(
    sam: CastMember, client_of: ClientOf, shop: int
) -> None:
    client = client_of(sam)
    assert client.get("/").headers["Location"] == "/pick/"
    assert "3 orders are ready to pick" in client.get("/pick/").content.decode()

    client.post("/pick/made/", {"next": "2"})
    client.post("/pick/made/", {"next": "nonsense", "mode": "sku"})
    nothing = client.post("/pick/made/", {"next": "30"})

    lists = [pick_list_of(sam.shop_id, number) for number in (1, 2)]
    assert [[order_id for order_id, _ in found.orders] for found in lists if found] == [[SECOND, FIRST], [THIRD]]
    assert nothing.status_code == 422
    assert "No order is ready to pick." in nothing.content.decode()
    assert "0 orders are ready to pick" in client.get("/pick/").content.decode()


def test_orders_that_are_left_out_are_named_with_the_reason(dana: CastMember, client_of: ClientOf, shop: int) -> None:
    client = client_of(dana)
    made(client, FIRST)
    hold_orders(scope=dana.scope, order_ids=[SECOND], reason="", actor=dana.actor, now=NOW)

    address = made(client, FIRST, SECOND, THIRD)
    nothing = client.post("/pick/made/", {"order": [FIRST, "113-0000000-0000000"]}).content.decode()

    told = client.get(address).content.decode()
    assert "The order is on pick list 1 already." in told
    assert "Something stops this order. On hold." in told
    assert "None of these orders can be picked now." in nothing
    assert "No order has this number." in nothing
    assert PickList.objects.count() == 2


def test_nothing_chosen_and_too_many_say_so(dana: CastMember, client_of: ClientOf, shop: int) -> None:
    client = client_of(dana)

    assert client.post("/pick/made/").status_code == 422
    many = client.post("/pick/made/", {"order": [f"113-0000000-{number:07d}" for number in range(600)]})

    assert many.status_code == 422
    assert "more than 500 orders" in many.content.decode()
    assert client.post("/pick/made/", {"whole": "1", "q": "nonsense:"}).status_code == 422
    assert client.post("/pick/made/", {"order": ["\x00", "x" * 50]}).status_code == 422
    assert PickList.objects.count() == 0


def test_lines_are_ticked_short_and_taken_back(sam: CastMember, client_of: ClientOf, shop: int) -> None:
    client = client_of(sam)
    made(client, FIRST, SECOND)

    assert tick(client, "CUP", picked="all").headers["Location"] == "/pick/1/?next=1"
    tick(client, "MUG", picked="short", units="2")
    told = client.get("/pick/1/").content.decode()
    assert "Picking by Sam" in told
    assert "2 of 2 lines" in told
    assert "Short: 2 of 3" in told
    assert "1 unit short" in client.get("/pick/").content.decode()

    tick(client, "MUG", picked="none")
    assert line_of("MUG").picked is None


@pytest.mark.parametrize("units", ["", "4", "-1", "two", "1e3", "9" * 40])
def test_a_number_that_cannot_be_is_said_beside_the_line_and_stays_typed(
    units: str, sam: CastMember, client_of: ClientOf, shop: int
) -> None:
    client = client_of(sam)
    made(client, FIRST, SECOND)

    answer = tick(client, "MUG", picked="short", units=units)

    assert answer.status_code == 422
    assert "is not a number from 0 to 3" in answer.content.decode()
    assert f'value="{units[:12]}"' in answer.content.decode()
    assert line_of("MUG").picked is None


def test_of_two_tabs_the_second_is_told_and_a_form_sent_twice_changes_nothing(
    sam: CastMember, dana: CastMember, client_of: ClientOf, shop: int
) -> None:
    made(client_of(sam), FIRST, SECOND)
    line = line_of("MUG")
    sent = {"seen": str(line.row_version), "picked": "short", "units": "1"}
    for _ in range(2):
        assert client_of(sam).post(f"/pick/1/lines/{line.pk}/", sent).status_code == 302

    answer = client_of(dana).post(f"/pick/1/lines/{line.pk}/", {"seen": str(line.row_version), "picked": "all"})

    assert answer.status_code == 409
    assert "Sam changed this line meanwhile." in answer.content.decode()
    assert line_of("MUG").picked == 1


def test_a_list_is_finished_with_what_is_short_and_can_be_opened_again(sam: CastMember, client_of: ClientOf, shop: int) -> None:
    client = client_of(sam)
    made(client, FIRST, SECOND)
    tick(client, "MUG", picked="short", units="2")
    open_still = client.post("/pick/1/finished/")
    assert open_still.status_code == 422
    assert "neither picked nor short" in open_still.content.decode()

    client.post("/pick/1/finished/", {"rest": "1"})

    told = client.get("/pick/1/").content.decode()
    assert "1 order lacks something" in told
    assert FIRST in told.split("lacks something")[1].split("</section>")[0]
    assert 'data-list="1"' in client.get("/pick/?show=over").content.decode()
    assert client.post("/pick/1/finished/").status_code == 409
    assert client.post("/pick/1/reopened/").status_code == 302
    assert 'data-list="1"' in client.get("/pick/").content.decode()


def test_making_is_undone_by_discarding(dana: CastMember, client_of: ClientOf, shop: int) -> None:
    client = client_of(dana)
    address = made(client, FIRST)

    assert 'action="/pick/1/discarded/"' in client.get(address).content.decode()
    client.post("/pick/1/discarded/")

    assert made(client, FIRST) == "/pick/2/"
    told = client.post("/pick/1/reopened/")
    assert told.status_code == 409
    assert "on another pick list by now" in told.content.decode()


def test_an_order_that_is_held_after_the_list_was_made_stands_out_and_can_be_taken_off(
    dana: CastMember, sam: CastMember, client_of: ClientOf, shop: int
) -> None:
    client = client_of(sam)
    made(client_of(dana), FIRST, SECOND)
    tick(client, "MUG", picked="all")
    hold_orders(scope=dana.scope, order_ids=[FIRST], reason="", actor=dana.actor, now=NOW)

    told = client.get("/pick/1/").content.decode()
    assert "1 order of this list should not be shipped now" in told
    client.post("/pick/1/orders/dropped/", {"order": FIRST})

    told = client.get("/pick/1/").content.decode()
    assert "Put 2 units back." in told
    assert "should not be shipped now" not in told
    assert not PickLine.objects.filter(sku="CUP").exists()
    assert client.post("/pick/1/orders/dropped/", {"order": FIRST}).status_code == 409


def test_who_packs_sees_no_way_to_pages_that_are_not_theirs(sam: CastMember, client_of: ClientOf, shop: int) -> None:
    client = client_of(sam)
    made(client, FIRST, "113-0000000-0000000")

    main = client.get("/pick/1/").content.decode().split("<main")[1].split("</main>")[0]
    assert "No order has this number." in main
    assert 'href="/orders/' not in main
    assert client.get("/pick/9/").status_code == 404
    assert client.get(f"/pick/{2**40}/").status_code == 404


def test_a_list_of_north_is_not_there_for_eve(eve: CastMember, dana: CastMember, client_of: ClientOf, shop: int, clock) -> None:
    made(client_of(dana), FIRST)
    an_account(eve, clock)
    line = line_of("MUG")

    for address in ("/pick/1/", "/pick/1/print/"):
        assert client_of(eve).get(address).status_code == 404
    for address in (f"lines/{line.pk}/", "finished/", "discarded/", "reopened/", "orders/dropped/"):
        assert client_of(eve).post(f"/pick/1/{address}", {"picked": "all", "order": FIRST}).status_code == 404
    assert client_of(eve).post("/pick/made/", {"order": [SECOND]}).status_code == 422
    assert 'data-list="1"' not in client_of(eve).get("/pick/").content.decode()
    assert line_of("MUG").picked is None


def test_the_pages_ask_the_same_number_of_questions_however_long_they_are(
    dana: CastMember, client_of: ClientOf, shop: int, django_assert_max_num_queries
) -> None:
    client = client_of(dana)
    for number in range(12):
        record(shop, an_order(f"113-1111111-{number:07d}", a_line(f"2{number:013d}", sku=f"SKU-{number}")))
        client.post("/pick/made/", {"next": "1"})
    made(client, *(f"113-1111111-{number:07d}" for number in range(12)), THIRD)

    for address in ("/pick/", "/pick/13/"):
        with django_assert_max_num_queries(17):
            client.get(address)


def test_the_order_page_tells_the_bin_and_what_became_of_the_order_on_its_list(
    dana: CastMember, client_of: ClientOf, shop: int
) -> None:
    client = client_of(dana)
    made(client, FIRST, SECOND)
    tick(client, "MUG", picked="short", units="2")
    client.post("/pick/1/finished/", {"rest": "1"})

    told = client.get(f"/orders/{FIRST}/").content.decode()

    assert "Bin A10" in told
    assert "Dana put the order on a pick list." in told
    assert "Dana could not pick all of the order." in told
    assert "1 unit missing, pick list 1" in told
    assert "Dana picked the order." in client.get(f"/orders/{SECOND}/").content.decode()
