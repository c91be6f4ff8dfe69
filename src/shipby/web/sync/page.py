"""What the pages of the sync show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from shipby.intake.reads.imports import count_open_rows
from shipby.intake.reads.sync import ProofRow, SyncRow, count_to_read, latest_proofs, syncs_of
from shipby.intake.rules.health import Health, health
from shipby.intake.rules.sync import POLL_EVERY
from shipby.outbox.reads import buckets_of
from shipby.outbox.rules.buckets import BucketRow
from shipby.shop.reads import AccessRow, AccountRow, StoreRow, access_of, accounts_of, stores_of
from shipby.shop.rules import Scope
from shipby.shop.rules.access import WARNING, days_left


@dataclass(frozen=True, slots=True)
class HealthWords:
    """How a health is shown."""

    title: Any
    icon: str
    level: str


HEALTH: Final[dict[Health, HealthWords]] = {
    Health.IN_STEP: HealthWords(_("In sync with Amazon"), "circle-check", "green"),
    Health.LOADING: HealthWords(_("Reading from Amazon"), "refresh-cw", "acc"),
    Health.BEHIND: HealthWords(_("Behind Amazon"), "triangle-alert", "amber"),
    Health.NO_ACCESS: HealthWords(_("Amazon lets us in no more"), "circle-x", "red"),
    Health.PAUSED: HealthWords(_("Paused"), "clock", "plain"),
}

OPERATIONS: Final[dict[str, Any]] = {
    "searchOrders": _("Search of orders"),
    "getOrder": _("One order"),
    "createReport": _("Ask for a report"),
    "getReport": _("Look whether a report is ready"),
    "getReports": _("List reports"),
    "getReportDocument": _("Fetch a report"),
    "createRestrictedDataToken": _("Token for addresses"),
    "getMarketplaceParticipations": _("Marketplaces of the seller"),
}

KINDS: Final[dict[str, Any]] = {
    "nothing_sent": _("Amazon could not be reached: nothing was sent. Check the connection to the internet."),
    "no_answer": _("Amazon did not answer. It is asked again by itself."),
    "broken_answer": _("Amazon's answer could not be read. It is asked again by itself."),
    "no_access": _("Amazon refuses the keys of this account. Authorise the application again and enter the new token."),
    "refused": _("Amazon refused the call. It is made anew from where the reading stood."),
    "throttled": _("Amazon asked to wait."),
}

SHOWN_DATA: Final[dict[str, Any]] = {
    "address": _("addresses"),
    "buyer_name": _("buyers' names"),
    "buyer_email": _("buyers' e-mail"),
}


@dataclass(frozen=True, slots=True)
class Lane:
    """One operation with its bucket; ``percent`` of it is full."""

    name: Any
    bucket: BucketRow
    left: float
    percent: int
    next_at: datetime


@dataclass(frozen=True, slots=True)
class Trouble:
    """The last failed call in plain words."""

    sentence: Any
    operation: str
    code: str
    text: str
    request_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ShownAccount:
    """An account with how it does; ``sync`` is ``None`` where it is worked by files."""

    row: AccountRow
    access: AccessRow | None
    sync: SyncRow | None
    health: Health | None
    proof: ProofRow | None
    stores: Sequence[StoreRow]
    to_read: int
    secret_days: int | None

    @property
    def words(self) -> HealthWords | None:
        """Its health in words."""
        return HEALTH[self.health] if self.health else None

    @property
    def secret_ends_soon(self) -> bool:
        """Whether the client secret must be changed within 90 days."""
        return self.secret_days is not None and self.secret_days <= WARNING.days

    @property
    def shows(self) -> list[Any]:
        """What Amazon showed at the last test."""
        return [SHOWN_DATA[name] for name in self.access.data_sets if name in SHOWN_DATA] if self.access else []

    @property
    def trouble(self) -> Trouble | None:
        """The last failed call."""
        told = self.sync.trouble if self.sync else None
        if not told:
            return None
        return Trouble(
            KINDS.get(told["kind"], KINDS["no_answer"]),
            told["operation"],
            told["code"],
            told["text"],
            told["request_id"],
            datetime.fromisoformat(told["at"]),
        )

    @property
    def next_read_at(self) -> datetime | None:
        """When the next search begins."""
        if self.sync is None or self.sync.last_read_at is None:
            return None
        return max(filter(None, (self.sync.last_read_at + POLL_EVERY, self.sync.not_before)))


def shown_accounts(scope: Scope, now: datetime) -> list[ShownAccount]:
    """All accounts of the shop. Six queries."""
    rows = accounts_of(scope.shop_id)
    keys = [row.id for row in rows]
    accesses, syncs, proofs, waiting = access_of(keys), syncs_of(keys), latest_proofs(keys), count_to_read(keys)
    stores = stores_of(keys)
    return [
        ShownAccount(
            row,
            accesses.get(row.id),
            syncs.get(row.id),
            health_of(row, syncs[row.id], now) if row.id in syncs else None,
            proofs.get(row.id),
            [store for store in stores if store.account_id == row.id],
            waiting.get(row.id, 0),
            days_left(accesses[row.id].secret_set_at, now) if row.id in accesses else None,
        )
        for row in rows
    ]


def health_of(row: AccountRow, sync: SyncRow, now: datetime) -> Health:
    """How an account does."""
    kind = (sync.trouble or {}).get("kind", "")
    return health(reached_at=sync.reached_at, trouble_kind=kind, is_paused=row.paused_at is not None, now=now)


def account_page(shown: ShownAccount, now: datetime) -> dict[str, Any]:
    """The page of one account. Two queries."""
    lanes = [
        Lane(OPERATIONS.get(name, name), bucket, bucket.left(now), _percent(bucket, now), bucket.free_at(now))
        for name, bucket in buckets_of(shown.row.id).items()
    ]
    return {"item": shown, "lanes": lanes, "quarantined": count_open_rows([shown.row.id])}


def _percent(bucket: BucketRow, now: datetime) -> int:
    return round(100 * bucket.left(now) / bucket.burst) if bucket.burst else 0
