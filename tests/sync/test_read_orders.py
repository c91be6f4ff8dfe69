"""Reading from Amazon: no order may be missed, invented or stale, whatever goes wrong on the way."""

from datetime import timedelta

import pytest

from shipby.intake.models import QuarantinedRow, Sync
from shipby.intake.reads.sync import sync_of
from shipby.orders.models import Order
from shipby.worker.read_orders import Did
from tests.cast import CastMember
from tests.sync.conftest import PretendAmazon, Start, connect, read_all, reader_of

pytestmark = pytest.mark.django_db(transaction=True)
HONEST = ("--set", "amazon.forgets_in_list=0", "--set", "amazon.repeats_page=0")
"""Without the orders that Amazon's own lists leave out: those are found by counting, not by reading."""
SEARCH = "orders_2026-01-01.searchOrders"


def here(account_id: int) -> dict[str, str]:
    return dict(Order.objects.filter(account_id=account_id).values_list("order_id", "status"))


def shown(amazon: PretendAmazon, account_id: int, account: int = 0) -> dict[str, str]:
    """Amazon's orders with their statuses, as far as they were updated up to the cursor."""
    sync = sync_of(account_id)
    assert sync is not None
    assert sync.reached_at is not None
    limit, since = sync.reached_at.isoformat(), sync.since.isoformat()
    return {
        order_id: order["status"]
        for order_id, order in amazon.orders(account).items()
        if since <= order["updated"].replace("Z", "+00:00") <= limit
    }


def _in_reports(status: str) -> str:
    """Reports call both kinds of waiting pending."""
    return "PENDING" if status == "PENDING_AVAILABILITY" else status


def assert_same(amazon: PretendAmazon, account_id: int, account: int = 0) -> None:
    """All that Amazon showed up to the cursor is here in the same state, and nothing else is."""
    told, mine = shown(amazon, account_id, account), here(account_id)
    assert {order_id: _in_reports(mine.get(order_id, "")) for order_id in told} == {
        order_id: _in_reports(status) for order_id, status in told.items()
    }
    assert set(mine) <= set(amazon.orders(account))


def test_every_order_of_amazon_is_here_after_the_first_load(start_amazon: Start, nora: CastMember) -> None:
    amazon = start_amazon(*HONEST, "--orders", "700", "--seed", "3")
    account_id = connect(amazon, nora)

    reader = read_all(reader_of(account_id))

    assert reader.counts.new > 600
    assert reader.metered.throttled == 0
    assert_same(amazon, account_id)


def test_days_of_changes_arrive_and_none_is_stale(start_amazon: Start, nora: CastMember) -> None:
    amazon = start_amazon(*HONEST, "--orders", "200", "--seed", "5")
    account_id = connect(amazon, nora)
    read_all(reader_of(account_id))
    for _ in range(6):
        amazon.post("clock", advance="PT8H")
        read_all(reader_of(account_id))

    assert len(here(account_id)) > 300
    assert_same(amazon, account_id)


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "malformed", "body": "html"},
        {"kind": "malformed", "body": "empty"},
        {"kind": "malformed", "body": "cut"},
        {"kind": "malformed", "body": "garbage"},
        {"kind": "malformed", "body": "charset"},
        {"kind": "malformed", "body": "type"},
        {"kind": "error", "status": 500, "body": "html"},
        {"kind": "error", "status": 503, "body": "json"},
        {"kind": "lost"},
        {"kind": "refuse"},
        {"kind": "throttle"},
    ],
    ids=lambda fault: "-".join(str(value) for value in fault.values()),
)
def test_calls_that_fail_are_made_again_and_nothing_is_missed(start_amazon: Start, nora: CastMember, fault: dict) -> None:
    amazon = start_amazon(*HONEST, "--orders", "450", "--seed", "7")
    account_id = connect(amazon, nora)
    amazon.fault(**fault, operation=SEARCH, share=0.5, count=6)

    read_all(reader_of(account_id))
    amazon.post("clock", advance="PT20M")
    read_all(reader_of(account_id))

    assert_same(amazon, account_id)


def test_an_order_without_its_number_is_set_aside_and_never_stops_the_lane(start_amazon: Start, nora: CastMember) -> None:
    amazon = start_amazon(*HONEST, "--orders", "90", "--seed", "9")
    account_id = connect(amazon, nora)
    amazon.fault("malformed", SEARCH, body="missing", count=1)

    reader = read_all(reader_of(account_id))

    assert reader.counts.quarantined == QuarantinedRow.objects.filter(account_id=account_id, imported=None, state="open").count()
    assert reader.counts.quarantined > 0
    assert reader.counts.new + reader.counts.quarantined >= 89


def test_an_order_that_cannot_be_read_is_asked_for_by_itself_and_leaves_quarantine(start_amazon: Start, nora: CastMember) -> None:
    amazon = start_amazon(*HONEST, "--orders", "90", "--seed", "9")
    account_id = connect(amazon, nora)
    amazon.fault("malformed", SEARCH, body="type", count=1)

    reader = read_all(reader_of(account_id))

    assert reader.counts.quarantined == 1
    assert reader.metered.calls["getOrder"] == 1
    assert [row.state for row in QuarantinedRow.objects.filter(account_id=account_id)] == ["settled"]
    assert_same(amazon, account_id)


def test_a_stopped_reader_goes_on_with_the_next_page(start_amazon: Start, nora: CastMember) -> None:
    amazon = start_amazon(*HONEST, "--orders", "450", "--seed", "7")
    account_id = connect(amazon, nora)
    first = reader_of(account_id)
    assert first.step().did is Did.READ
    assert first.step().did is Did.READ

    second = read_all(reader_of(account_id))

    assert first.metered.calls["searchOrders"] + second.metered.calls["searchOrders"] == 5
    assert_same(amazon, account_id)


def test_a_page_token_that_is_refused_reads_the_window_anew(start_amazon: Start, nora: CastMember) -> None:
    amazon = start_amazon(*HONEST, "--orders", "250", "--seed", "7")
    account_id = connect(amazon, nora)
    reader_of(account_id).step()
    Sync.objects.update(page_token="nonsense")

    read_all(reader_of(account_id))

    assert_same(amazon, account_id)


def test_no_call_is_made_over_the_bucket_and_a_halved_rate_is_learned(start_amazon: Start, nora: CastMember) -> None:
    amazon = start_amazon(*HONEST, "--set", "amazon.report_throttle=1", "--orders", "2600", "--seed", "7")
    account_id = connect(amazon, nora)
    amazon.post("rates", operation=SEARCH, rate=0.0028, burst=20)

    reader = read_all(reader_of(account_id))

    assert reader.metered.calls["searchOrders"] > 20
    assert reader.metered.throttled <= 1
    assert_same(amazon, account_id)


def test_revoked_access_stops_the_reading_and_says_why(start_amazon: Start, nora: CastMember) -> None:
    amazon = start_amazon(*HONEST, "--orders", "50", "--seed", "7")
    account_id = connect(amazon, nora)
    read_all(reader_of(account_id))
    amazon.post("accounts", account=0, revoked=True)
    amazon.post("clock", advance="PT2H")

    step = reader_of(account_id).step()

    sync = sync_of(account_id)
    assert step.did is Did.WAITS
    assert sync is not None
    assert sync.trouble is not None
    assert sync.trouble["kind"] == "no_access"
    assert sync.trouble["request_id"]
    assert sync.not_before is not None
    assert sync.last_read_at is not None
    assert sync.not_before - sync.last_read_at >= timedelta(minutes=15)


def test_two_accounts_are_kept_apart(start_amazon: Start, nora: CastMember) -> None:
    amazon = start_amazon(*HONEST, "--orders", "120", "--seed", "7", "--accounts", "2")
    first, second = connect(amazon, nora, 0, "One"), connect(amazon, nora, 1, "Two")

    read_all(reader_of(first))
    read_all(reader_of(second))

    assert_same(amazon, first, 0)
    assert_same(amazon, second, 1)
    assert not set(here(first)) & set(here(second))
