"""The other two roads: windows read by reports, and Amazon's own list counted against ours."""

import pytest

from shipby.intake.models import Proof
from shipby.intake.reads.sync import count_to_read, sync_of
from shipby.journal.models import Event
from shipby.orders.models import Order
from shipby.shop.reads import find_account
from shipby.worker.count_orders import Counter, NotCounted
from tests.cast import CastMember
from tests.sync.conftest import Start, connect, read_all, reader_of
from tests.sync.test_read_orders import HONEST, assert_same, here

pytestmark = pytest.mark.django_db(transaction=True)


def counter_of(account_id: int) -> Counter:
    account = find_account(account_id)
    assert account is not None
    return Counter.of(account)


def test_a_large_first_load_comes_by_reports_in_a_minute_instead_of_hours(start_amazon: Start, nora: CastMember) -> None:
    amazon = start_amazon(*HONEST, "--orders", "3500", "--seed", "3")
    account_id = connect(amazon, nora)
    began = amazon.get("clock")["now"]

    reader = read_all(reader_of(account_id))

    assert reader.metered.calls["createReport"] >= 3
    assert reader.metered.throttled == 0
    assert amazon.get("clock")["now"][:15] <= began[:14] + "5"
    assert_same(amazon, account_id)
    unshipped = Order.objects.filter(account_id=account_id, status="UNSHIPPED", fulfilled_by="MERCHANT")
    assert unshipped.exclude(ship_by_latest=None).count() == unshipped.count()
    assert counter_of(account_id).count().missing == ()


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error", "operation": "reports_2021-06-30.createReport", "count": 9},
        {"kind": "malformed", "operation": "reports_2021-06-30.*", "body": "html", "share": 0.4, "count": 12},
        {"kind": "lost", "operation": "reports_2021-06-30.*", "share": 0.4, "count": 6},
        {"kind": "throttle", "operation": "reports_2021-06-30.*", "count": 4},
    ],
    ids=lambda fault: f"{fault['kind']}",
)
def test_reports_that_fail_lose_nothing(start_amazon: Start, nora: CastMember, fault: dict) -> None:
    amazon = start_amazon(*HONEST, "--orders", "2300", "--seed", "3")
    account_id = connect(amazon, nora)
    amazon.fault(**fault)

    read_all(reader_of(account_id))

    assert_same(amazon, account_id)


def test_reports_cancelled_for_throttling_prove_nothing_and_the_search_goes_on(start_amazon: Start, nora: CastMember) -> None:
    amazon = start_amazon(*HONEST, "--set", "amazon.report_throttle=1", "--orders", "2300", "--seed", "3")
    account_id = connect(amazon, nora)

    reader = read_all(reader_of(account_id))

    assert reader.metered.calls["searchOrders"] >= 23
    assert_same(amazon, account_id)


def test_an_order_that_amazon_s_list_forgets_is_named_as_an_alarm_and_read(start_amazon: Start, nora: CastMember) -> None:
    amazon = start_amazon("--set", "amazon.forgets_in_list=0.03", "--orders", "400", "--seed", "3")
    account_id = connect(amazon, nora)
    read_all(reader_of(account_id))
    told = set(amazon.orders())
    lost = told - set(here(account_id))
    assert lost

    proof = counter_of(account_id).count()
    read_all(reader_of(account_id))

    assert set(proof.missing) <= lost
    assert proof.missing
    assert Event.objects.get(kind="orders_missed").details["missing"] == list(proof.missing)
    assert set(proof.missing) <= set(here(account_id))
    assert counter_of(account_id).count().missing == ()
    assert Proof.objects.filter(account_id=account_id).count() == 2


def test_an_order_that_a_lagging_replica_showed_old_is_found_stale_and_read_again(start_amazon: Start, nora: CastMember) -> None:
    amazon = start_amazon(*HONEST, "--orders", "450", "--seed", "7")
    account_id = connect(amazon, nora)
    amazon.fault("stale", "orders_2026-01-01.searchOrders", share=0.5, count=6)
    read_all(reader_of(account_id))

    proof = counter_of(account_id).count()
    assert proof.stale
    assert count_to_read([account_id]) == {account_id: len(proof.stale)}
    read_all(reader_of(account_id))

    assert_same(amazon, account_id)
    assert counter_of(account_id).count().stale == ()


def test_no_list_is_no_proof(start_amazon: Start, nora: CastMember) -> None:
    amazon = start_amazon(*HONEST, "--set", "amazon.report_throttle=1", "--orders", "50", "--seed", "3")
    account_id = connect(amazon, nora)
    with pytest.raises(NotCounted):
        counter_of(account_id).count()
    read_all(reader_of(account_id))

    with pytest.raises(NotCounted):
        counter_of(account_id).count()

    sync = sync_of(account_id)
    assert sync is not None
    assert sync.swept_at is None
    assert not Proof.objects.exists()
