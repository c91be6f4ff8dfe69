"""Bring the sample store into being: its files through the real import, its states through the real acts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from shipby.cli.sample_store import story
from shipby.cli.sample_store.files import AMERICA, ReportFile, first_files, todays_files
from shipby.cli.sample_store.making import Part, SampleOrder
from shipby.cli.sample_store.marks import hold_and_mark
from shipby.cli.sample_store.opening import OWNER_EMAIL, PASSWORD, SampleShop, open_sample_shop
from shipby.cli.sample_store.orders import sample_orders
from shipby.cli.sample_store.shelves import shelve
from shipby.words.text import N_
from shipby.worker.import_file import run_import

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class SampleSignIn:
    """Whom to sign in as. The people of the other roles (desk@, packer@, viewer@) have the same password."""

    email: str
    password: str


def fill(*, seed: int, now: datetime, folder: Path, progress: Progress) -> SampleSignIn:
    """Make the sample store in an empty database and write its report files into ``folder``.

    The same ``seed`` and ``now`` give the same orders, files and states. ``progress`` gets a sentence, steps done, steps in all.

    Raises:
        Refusal: the database has a shop already.
    """
    orders = sample_orders(seed=seed, now=now)
    yesterday, today = first_files(orders, now), todays_files(orders, now)
    folder.mkdir(parents=True, exist_ok=True)
    told = _Told(progress, len(yesterday) + len(today) + 5)

    told.next(N_("Opening the shop"))
    shop = open_sample_shop(now - timedelta(days=40))
    for file in yesterday:
        told.next(N_("Importing Amazon's reports"))
        _take_in(shop, file, folder)
    told.next(N_("Confirming yesterday's parcels"))
    _yesterdays_parcels(shop, orders, folder, seed=seed, now=now)
    for file in today:
        told.next(N_("Importing Amazon's reports"))
        _take_in(shop, file, folder)
    told.next(N_("Confirming this morning's parcels"))
    _todays_parcels(shop, orders, folder, seed=seed, now=now)
    told.next(N_("Putting goods on shelves"))
    shelve(shop, now=now - timedelta(minutes=6))
    told.next(N_("Adding holds, tags and notes"))
    hold_and_mark(shop, orders, now=now - timedelta(minutes=5))
    return SampleSignIn(OWNER_EMAIL, PASSWORD)


class _Told:
    """Counts steps for whoever watches."""

    def __init__(self, progress: Progress, steps: int) -> None:
        self._progress, self._steps, self._done = progress, steps, 0

    def next(self, sentence: str) -> None:
        self._progress(sentence, self._done, self._steps)
        self._done += 1


def _take_in(shop: SampleShop, file: ReportFile, folder: Path) -> None:
    """Write the file and import it as if that had been done the moment it was made."""
    (folder / file.name).write_bytes(file.content)
    run_import(
        BytesIO(file.content),
        shop_id=shop.scope.shop_id,
        account_id=shop.accounts[file.account],
        actor=shop.desk,
        now=lambda: file.made_at + timedelta(minutes=3),
        file_name=file.name,
        made_at=file.made_at,
    )


def _yesterdays_parcels(shop: SampleShop, orders: tuple[SampleOrder, ...], folder: Path, *, seed: int, now: datetime) -> None:
    """A file that Amazon answered, with one refused row; then a second one that was uploaded in the evening."""
    refused, accepted = _with_part(orders, Part.REFUSED), _with_part(orders, Part.ACCEPTED)
    story.confirm(shop, [*accepted[:4], *refused, *accepted[4:]], seed=seed, now=now - timedelta(hours=22))
    first = story.export(shop, now=now - timedelta(hours=21, minutes=45))
    story.upload(shop, first, now=now - timedelta(hours=21, minutes=40))
    answer = story.processing_report(first, refused)
    answered_at = now - timedelta(hours=21)
    (folder / "confirmations-1.txt").write_bytes(first.content)
    _take_in(shop, ReportFile("processing-report-1.txt", AMERICA, answered_at, answer), folder)

    evening = [*_with_part(orders, Part.PROBABLY_ACCEPTED), *_with_part(orders, Part.SENT)]
    story.confirm(shop, evening, seed=seed, now=now - timedelta(hours=17))
    second = story.export(shop, now=now - timedelta(hours=16, minutes=50))
    story.upload(shop, second, now=now - timedelta(hours=16, minutes=45))
    (folder / "confirmations-2.txt").write_bytes(second.content)


def _todays_parcels(shop: SampleShop, orders: tuple[SampleOrder, ...], folder: Path, *, seed: int, now: datetime) -> None:
    """A third file that was downloaded and not uploaded yet, and parcels that wait for the next one."""
    story.confirm(shop, _with_part(orders, Part.DOWNLOADED), seed=seed, now=now - timedelta(minutes=18))
    third = story.export(shop, now=now - timedelta(minutes=16))
    (folder / "confirmations-3.txt").write_bytes(third.content)
    story.confirm(shop, _with_part(orders, Part.PREPARED), seed=seed, now=now - timedelta(minutes=9))


def _with_part(orders: tuple[SampleOrder, ...], part: Part) -> list[SampleOrder]:
    return [order for order in orders if order.part is part]
