"""Changes of templates and logos. Called by acts inside their transaction; nothing is decided here."""

from datetime import datetime
from typing import Any

from django.db import connection

from shipby.documents.models import Logo, Version, of_store
from shipby.documents.rules.look import MOST_VERSIONS
from shipby.documents.rules.template import Kind


def _in_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("writes of documents need an open transaction")


def add_version(
    *,
    shop_id: int,
    kind: Kind,
    store_id: int | None,
    number: int,
    data: dict[str, Any] | None,
    logo: str,
    saved_by: str,
    now: datetime,
) -> None:
    """The next version of a template; the oldest beyond those that are kept goes. ``logo`` is a digest, "" = none."""
    _in_transaction()
    logo_id = Logo.objects.get(shop_id=shop_id, digest=logo).pk if logo else None
    Version.objects.create(
        shop_id=shop_id,
        kind=kind.value,
        store_id=store_id,
        number=number,
        data=data,
        logo_id=logo_id,
        saved_by=saved_by,
        saved_at=now,
    )
    old = Version.objects.filter(of_store(store_id), shop_id=shop_id, kind=kind.value, number__lte=number - MOST_VERSIONS)
    old.delete()


def add_logo(*, shop_id: int, digest: str, content: bytes, now: datetime) -> None:
    """Keep a logo; the same one again is kept once, and counts as new."""
    _in_transaction()
    Logo.objects.update_or_create(
        shop_id=shop_id,
        digest=digest,
        defaults={"added_at": now},
        create_defaults={
            "content": content,
            "added_at": now,
        },
    )


def drop_unused_logos(shop_id: int, *, before: datetime) -> None:
    """Forget logos that stand in no version and were handed in before that instant."""
    _in_transaction()
    used = Version.objects.filter(shop_id=shop_id, logo__isnull=False).values("logo_id")
    Logo.objects.filter(shop_id=shop_id, added_at__lt=before).exclude(id__in=used).delete()
