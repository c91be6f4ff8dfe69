"""Telling how far Amazon is read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from shipby.intake.models import Proof, Sync, ToRead
from shipby.intake.rules.sync import POLL_EVERY


@dataclass(frozen=True, slots=True)
class SyncRow:
    """How far one account is read; see ``intake.models.Sync``."""

    account_id: int
    since: datetime
    reached_at: datetime | None
    window_since: datetime | None
    window_until: datetime | None
    page_token: str = field(repr=False)
    page_token_until: datetime | None
    pages_read: int
    expected: int | None
    brought: int
    reports: dict[str, Any]
    swept_at: datetime | None
    last_read_at: datetime | None
    not_before: datetime | None
    trouble: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class ToReadRow:
    """One order that waits to be read by itself."""

    order_id: str
    priority: int
    due_at: datetime | None
    reason: str
    tries: int


@dataclass(frozen=True, slots=True)
class ProofRow:
    """One count of Amazon's orders against ours."""

    account_id: int
    made_at: datetime
    since: datetime
    until: datetime
    road: str
    amazon_count: int
    here_count: int
    missing: tuple[str, ...]
    stale: tuple[str, ...]


def syncs_of(account_ids: Sequence[int]) -> dict[int, SyncRow]:
    """How far these accounts are read. One query."""
    rows = Sync.objects.filter(account_id__in=account_ids).values_list(*SyncRow.__dataclass_fields__)
    return {row[0]: SyncRow(*row) for row in rows}


def sync_of(account_id: int) -> SyncRow | None:
    """How far one account is read; ``None`` = it is not read from Amazon. One query."""
    return syncs_of([account_id]).get(account_id)


def accounts_with_work(account_ids: Sequence[int], *, now: datetime) -> list[int]:
    """Those of the accounts that have a window open or due, or an order to be read by itself. Two queries."""
    may = Q(not_before__isnull=True) | Q(not_before__lte=now)
    due = Q(window_since__isnull=False) | Q(last_read_at__isnull=True) | Q(last_read_at__lte=now - POLL_EVERY)
    found = set(Sync.objects.filter(may & due, account_id__in=account_ids).values_list("account_id", flat=True))
    waiting = ToRead.objects.filter(may, account_id__in=account_ids)
    return sorted(found | set(waiting.values_list("account_id", flat=True).distinct()))


def next_to_read(account_id: int, *, now: datetime, limit: int) -> list[ToReadRow]:
    """Orders to be read by themselves now, the most urgent first. One query."""
    rows = ToRead.objects.filter(Q(not_before__isnull=True) | Q(not_before__lte=now), account_id=account_id)
    order = ("priority", models.F("due_at").asc(nulls_last=True), "noted_at", "id")
    return [ToReadRow(*row) for row in rows.order_by(*order).values_list(*ToReadRow.__dataclass_fields__)[:limit]]


def count_to_read(account_ids: Sequence[int]) -> dict[int, int]:
    """How many orders of each account wait to be read by themselves. One query."""
    rows = ToRead.objects.filter(account_id__in=account_ids).values_list("account_id").annotate(n=models.Count("id"))
    return dict(rows)


def latest_proofs(account_ids: Sequence[int]) -> dict[int, ProofRow]:
    """The newest count of each account. One query."""
    rows = Proof.objects.filter(account_id__in=account_ids).order_by("account_id", "-made_at").distinct("account_id")
    names = tuple(ProofRow.__dataclass_fields__)
    found = [dict(zip(names, row, strict=True)) for row in rows.values_list(*names)]
    return {
        row["account_id"]: ProofRow(**row | {"missing": tuple(row["missing"]), "stale": tuple(row["stale"])}) for row in found
    }
