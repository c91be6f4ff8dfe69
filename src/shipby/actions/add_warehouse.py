"""Add a warehouse; the first one becomes the default."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.shop import writes
from shipby.shop.reads import warehouses_of
from shipby.shop.rules.settings import NotHere, check_name_free
from shipby.shop.rules.warehouses import WarehouseDraft, read_warehouse
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def add_warehouse(*, shop_id: int, draft: WarehouseDraft, actor: Actor, now: datetime) -> int:
    """A new warehouse; its id.

    Raises:
        NotHere: no such shop.
        Refusal: a value breaks a rule, or the name is taken.
    """
    wanted = read_warehouse(draft)
    if not writes.lock_shop(shop_id):
        raise NotHere
    others = warehouses_of(shop_id)
    check_name_free(wanted.name, [other.name for other in others])
    columns = asdict(wanted) | {"working_days": list(wanted.working_days)}
    warehouse_id = writes.add_warehouse(shop_id=shop_id, now=now, is_default=not others, **columns)
    note(actor=actor, at=now, kind="warehouse_added", subject="warehouse", subject_key=warehouse_id, shop_id=shop_id)
    return warehouse_id
