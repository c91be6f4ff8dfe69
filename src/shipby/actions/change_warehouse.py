"""Change a warehouse, or make it the default."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.shop.reads import warehouses_of
from shipby.shop.rules.settings import NotHere, check_name_free, check_version
from shipby.shop.rules.warehouses import WarehouseDraft, read_warehouse
from shipby.shop.writes import lock_shop, save_default_warehouse, save_warehouse
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def change_warehouse(
    *,
    shop_id: int,
    warehouse_id: int,
    draft: WarehouseDraft,
    is_default: bool,
    seen: str | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Save a warehouse of the shop; the same again changes nothing. The default one stays so until another takes over.

    Raises:
        NotHere: not a warehouse of this shop.
        ChangedMeanwhile: somebody saved since.
        Refusal: a value breaks a rule, or the name is taken.
    """
    wanted = asdict(read_warehouse(draft))
    if not lock_shop(shop_id):
        raise NotHere
    rows = {row.id: row for row in warehouses_of(shop_id)}
    row = rows.get(warehouse_id)
    if row is None:
        raise NotHere
    changed = sorted(column for column, value in wanted.items() if getattr(row, column) != value)
    takes_over = is_default and not row.is_default
    if not changed and not takes_over:
        return
    check_version(seen, row.version)
    check_name_free(str(wanted["name"]), [other.name for other in rows.values() if other.id != warehouse_id])
    save_warehouse(warehouse_id, **wanted | {"working_days": list(wanted["working_days"])})
    if takes_over:
        save_default_warehouse(shop_id, warehouse_id)
    note(
        actor=actor,
        at=now,
        kind="warehouse_changed",
        subject="warehouse",
        subject_key=warehouse_id,
        shop_id=shop_id,
        details={"changed": changed, "default": is_default},
    )
