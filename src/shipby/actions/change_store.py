"""Change a store's name, time zone, or the warehouse that packs for it."""

from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.shop.reads import scope_of, stores_of, warehouses_of
from shipby.shop.rules.settings import NotHere, check_version, read_name, read_zone
from shipby.shop.writes import lock_shop, save_store
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def change_store(
    *,
    shop_id: int,
    store_id: int,
    name: str,
    time_zone: str,
    warehouse_id: int | None,
    seen: str | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Save a store of the shop; the same again changes nothing. ``warehouse_id`` ``None`` = the default warehouse.

    Raises:
        NotHere: store or warehouse is not of this shop.
        ChangedMeanwhile: somebody saved since.
        Refusal: a value breaks a rule.
    """
    wanted = (read_name(name), read_zone(time_zone), warehouse_id)
    if not lock_shop(shop_id):
        raise NotHere
    store = {row.id: row for row in stores_of(scope_of(shop_id).account_ids)}.get(store_id)
    if store is None or warehouse_id not in {None, *(row.id for row in warehouses_of(shop_id))}:
        raise NotHere
    if wanted == (store.name, store.time_zone, store.warehouse_id):
        return
    check_version(seen, store.version)
    save_store(store_id, name=wanted[0], time_zone=wanted[1], warehouse_id=warehouse_id)
    note(
        actor=actor,
        at=now,
        kind="store_changed",
        subject="store",
        subject_key=store_id,
        account_id=store.account_id,
        shop_id=shop_id,
        details={"time_zone": wanted[1], "warehouse_id": warehouse_id},
    )
