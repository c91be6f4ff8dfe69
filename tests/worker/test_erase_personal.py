"""Erasure: thirty days after delivery nobody may find a buyer here, whatever copy of the database they hold."""

import os
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from shipby.actions.settle_quarantine import reveal_row
from shipby.buyers.models import SealedBuyer
from shipby.buyers.reads import open_personal
from shipby.cli.postgres import binaries
from shipby.intake.models import Import, QuarantinedRow, RawVersion, Replaced
from shipby.intake.rules.imports import raw_place
from shipby.journal.models import Event
from shipby.keys.ring import KeyDestroyed, key_ring
from shipby.keys.sealing import unseal
from shipby.orders.models import Order
from shipby.words.ports import VirtualClock
from shipby.worker.erase_personal import erase_personal
from shipby.worker.import_file import import_file, run_import
from tests.actions.told import NORA
from tests.cast import CastMember
from tests.pages.imports.test_imports_page import clean_spool, hand_in, spooled  # noqa: F401
from tests.worker.reports import UNSHIPPED_COLUMNS, a_row, stream, unshipped

ClientOf = Callable[[CastMember], Client]
pytestmark = pytest.mark.django_db(transaction=True)
CANARIES = ("Xanthippe", "Quarrelsome Alley", "98765-4321", "555-0199", "x.q@canary.example", "Many happy returns")
DATED = (*UNSHIPPED_COLUMNS, "latest-delivery-date", "gift-message-text")


def a_canary(number: int, line: int = 1, **cells: str) -> dict[str, str]:
    told = {
        "recipient_name": "Xanthippe Quill",
        "buyer_name": "Xanthippe Quill",
        "ship_address_1": "7 Quarrelsome Alley",
        "ship_postal_code": "98765-4321",
        "buyer_phone_number": "555-0199",
        "buyer_email": "x.q@canary.example",
        "gift_message_text": "Many happy returns",
    }
    return a_row(number, line, **told | cells)


def take(shop: int, clock: VirtualClock, *rows: dict[str, str]) -> None:
    run_import(stream(unshipped(*rows, columns=DATED)), shop_id=shop, actor=NORA, now=clock.now, file_name="orders.txt")


def dump() -> bytes:
    """Everything that the database holds, as a backup would."""
    database = settings.DATABASES["default"]
    command = [str(binaries() / "pg_dump"), "-h", str(database["HOST"]), "-U", str(database["USER"]), str(database["NAME"])]
    return subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PGPASSWORD": ""}).stdout


def found_in(content: bytes) -> list[str]:
    """Canaries in some bytes, also as PostgreSQL writes binary columns."""
    return [word for word in CANARIES if word.encode() in content or word.encode().hex().encode() in content]


def home_files() -> bytes:
    """Every file of the data folder, the database's own apart."""
    home = Path(settings.HOME)
    return b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file() and "postgres" not in path.parts)


def days_later(clock: VirtualClock, day: str) -> None:
    clock.advance(datetime.fromisoformat(day).replace(hour=3, tzinfo=UTC) - clock.now())


def test_nothing_personal_lies_in_clear_in_dump_files_or_logs_after_a_day_at_the_desk(
    nora: CastMember, client_of: ClientOf, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    client = client_of(nora)
    hand_in(client, unshipped(a_canary(1), a_canary(1, 2, quantity_purchased="x"), a_canary(2), columns=DATED))
    assert found_in(home_files()) == []
    import_file(import_id=Import.objects.get().id)
    row = QuarantinedRow.objects.get()
    client.get("/orders/")
    client.get(f"/orders/{Order.objects.order_by('id')[0].order_id}/")
    client.get("/imports/")
    client.get(f"/imports/{Import.objects.get().id}/")
    assert "Xanthippe" in client.post(f"/quarantine/{row.id}/raw/").content.decode()
    client.post(f"/quarantine/{row.id}/dismissed/", follow=True)

    content = dump()

    assert b"113-4857201-0000001" in content
    assert found_in(content) == []
    assert found_in(home_files()) == []
    printed = capfd.readouterr()
    assert found_in((caplog.text + printed.out + printed.err).encode()) == []


def test_thirty_days_after_delivery_it_is_gone_and_no_old_backup_opens_again(nora: CastMember, clock: VirtualClock) -> None:
    take(nora.shop_id, clock, a_canary(1, latest_delivery_date="2026-11-30"), a_canary(2, latest_delivery_date="2026-12-20"))
    backup = SealedBuyer.objects.order_by("order_id")[0]
    raw = RawVersion.objects.order_by("id")[0]
    days_later(clock, "2026-12-29")
    erase_personal()
    first, second = Order.objects.order_by("order_id").values_list("id", flat=True)
    assert set(open_personal([first, second])) == {first, second}

    days_later(clock, "2026-12-30")
    erase_personal()

    assert set(open_personal([first, second])) == {second}
    stored = SealedBuyer.objects.get(order_id=first)
    assert (stored.recipient, stored.buyer, stored.messages, stored.erased_at) == (None, None, None, clock.now())
    with pytest.raises(KeyDestroyed):
        key_ring().key(backup.key_id)
    with pytest.raises(KeyDestroyed):
        key_ring().key(raw.key_id)
    details = Event.objects.order_by("-id").filter(kind="personal_erased")[0].details
    assert (details["orders"], details["other_rows"]) == (1, 1)


def test_a_day_missed_is_made_up_for(nora: CastMember, clock: VirtualClock) -> None:
    take(nora.shop_id, clock, a_canary(1, latest_delivery_date="2026-11-30"))
    days_later(clock, "2027-03-01")

    erase_personal()

    assert open_personal(list(Order.objects.values_list("id", flat=True))) == {}
    assert not RawVersion.objects.filter(sealed__isnull=False).exists()


def test_erasing_twice_a_day_is_told_once(nora: CastMember, clock: VirtualClock) -> None:
    take(nora.shop_id, clock, a_canary(1, latest_delivery_date="2026-11-30"))
    days_later(clock, "2027-01-15")
    for _ in range(2):
        erase_personal()

    assert Event.objects.filter(kind="personal_erased").count() == 1


def test_under_the_accounts_key_the_due_ones_go_and_the_others_stay_readable(nora: CastMember, clock: VirtualClock) -> None:
    take(
        nora.shop_id,
        clock,
        a_canary(1, promise_date="2026-11-24T23:59:59-08:00"),
        a_canary(2, promise_date="2026-12-24T23:59:59-08:00", latest_delivery_date=""),
    )
    first, second = Order.objects.order_by("order_id").values_list("id", flat=True)
    old = SealedBuyer.objects.get(order_id=first)
    assert old.key_id == SealedBuyer.objects.get(order_id=second).key_id
    days_later(clock, "2027-01-09")

    erase_personal()

    assert set(open_personal([first, second])) == {second}
    kept = SealedBuyer.objects.get(order_id=second)
    assert kept.key_id != old.key_id
    with pytest.raises(KeyDestroyed):
        key_ring().key(old.key_id)
    version = RawVersion.objects.get(sealed__isnull=False)
    key = key_ring().key(version.key_id)
    assert unseal(key, bytes(version.sealed or b""), bound_to=raw_place(version.account_id, version.order_id))


def test_an_import_between_two_erasures_still_meets_its_orders(nora: CastMember, clock: VirtualClock) -> None:
    rows = [a_canary(1, promise_date="2026-11-24T23:59:59-08:00"), a_canary(2, promise_date="2027-01-24T23:59:59-08:00")]
    take(nora.shop_id, clock, *rows)
    days_later(clock, "2027-01-09")
    erase_personal()

    take(nora.shop_id, clock, *rows)

    first, second = Order.objects.order_by("order_id").values_list("id", flat=True)
    assert set(open_personal([first, second])) == {second}
    assert not RawVersion.objects.filter(order_id="113-4857201-0000001", sealed__isnull=False).exists()


def test_rows_in_quarantine_and_snapshots_are_erased_too(nora: CastMember, clock: VirtualClock) -> None:
    take(nora.shop_id, clock, a_canary(1, latest_delivery_date="2026-11-30"))
    take(
        nora.shop_id,
        clock,
        a_canary(1, latest_delivery_date="2026-11-30", quantity_purchased="2"),
        a_canary(2, quantity_purchased="x"),
    )
    assert Replaced.objects.filter(sealed__isnull=False).exists()
    row = QuarantinedRow.objects.get()
    days_later(clock, "2026-12-31")

    erase_personal()

    assert not Replaced.objects.exists()
    assert reveal_row(scope=nora.scope, row_id=row.id, actor=NORA, now=clock.now()) is None
    assert "not a whole number" in QuarantinedRow.objects.get().reason


def test_an_upload_that_nobody_finished_does_not_stay(nora: CastMember, client_of: ClientOf, clock: VirtualClock) -> None:
    hand_in(client_of(nora), unshipped(a_canary(1)))
    assert len(spooled()) == 1
    clock.advance(timedelta(days=3))
    for path in (Path(settings.HOME) / "spool").iterdir():
        os.utime(path, (0, 0))

    erase_personal()

    assert spooled() == []
    import_file(import_id=Import.objects.get().id)
    assert Import.objects.get().refusal_code == "uploaded_file_gone"


def test_a_database_restored_from_an_old_backup_cannot_be_opened(nora: CastMember, clock: VirtualClock) -> None:
    take(nora.shop_id, clock, a_canary(1, latest_delivery_date="2026-11-30"))
    old = list(SealedBuyer.objects.values())
    days_later(clock, "2026-12-31")
    erase_personal()

    SealedBuyer.objects.all().delete()
    SealedBuyer.objects.bulk_create([SealedBuyer(**row) for row in old])

    assert open_personal([row["order_id"] for row in old]) == {}
    assert found_in(dump()) == []
