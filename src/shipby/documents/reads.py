"""How documents look, and how they looked before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shipby.documents.models import Logo, Version, of_store
from shipby.documents.rules.look import Look, Looks
from shipby.documents.rules.template import Kind, Template, read_template

_COLUMNS = ("number", "data", "logo__digest", "saved_by", "saved_at")


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A template as it was saved; ``template`` ``None`` = nothing of its own from then on. ``logo`` is a digest, "" = none."""

    number: int
    template: Template | None
    logo: str
    saved_by: str
    saved_at: datetime


def versions_of(shop_id: int, kind: Kind, store_id: int | None) -> list[VersionRow]:
    """Saved versions, newest first; the first one holds. One query."""
    rows = Version.objects.filter(of_store(store_id), shop_id=shop_id, kind=kind.value).order_by("-number")
    return [_version(row) for row in rows.values_list(*_COLUMNS)]


def current_versions(shop_id: int) -> Mapping[tuple[Kind, int | None], VersionRow]:
    """What holds, by kind and store (``None`` = all others), where anything was ever saved. One query."""
    rows = Version.objects.filter(shop_id=shop_id).order_by("kind", "store_id", "-number").distinct("kind", "store_id")
    return {(Kind(row[0]), row[1]): _version(row[2:]) for row in rows.values_list("kind", "store_id", *_COLUMNS)}


def looks_of(shop_id: int, kind: Kind) -> Looks:
    """How one kind of document looks, for every store. At most two queries."""
    held = {store_id: row for (of, store_id), row in current_versions(shop_id).items() if of is kind and row.template}
    digests = {row.logo for row in held.values() if row.logo}
    pictures = dict(_logos(shop_id, digests)) if digests else {}
    return Looks(
        kind, {key: Look(row.template, pictures.get(row.logo, b"")) for key, row in held.items() if row.template is not None}
    )


def logo_of(shop_id: int, digest: str) -> bytes:
    """A logo of the shop; empty where it has none of that digest. One query."""
    found = _logos(shop_id, {digest})
    return found[0][1] if found else b""


def _logos(shop_id: int, digests: set[str]) -> list[tuple[str, bytes]]:
    rows = Logo.objects.filter(shop_id=shop_id, digest__in=digests).values_list("digest", "content")
    return [(digest, bytes(content)) for digest, content in rows]


def _version(row: tuple[Any, ...]) -> VersionRow:
    number, data, logo, saved_by, saved_at = row
    return VersionRow(number, None if data is None else read_template(data), logo or "", saved_by, saved_at)
