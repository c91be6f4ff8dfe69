"""Put a step of the first set-up behind: done or skipped."""

from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.shop.reads import find_shop
from shipby.shop.rules.settings import NotHere, read_setup_step
from shipby.shop.writes import lock_shop, save_setup_done
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def finish_setup_step(*, shop_id: int, step: str, is_skipped: bool, actor: Actor, now: datetime) -> None:
    """Keep that a step is behind the shop; again changes nothing.

    Raises:
        NotHere: no such shop, or no such step.
    """
    wanted = read_setup_step(step)
    if not lock_shop(shop_id):
        raise NotHere
    shop = find_shop(shop_id)
    assert shop is not None
    if wanted in shop.setup_done:
        return
    save_setup_done(shop_id, [*shop.setup_done, wanted])
    note(
        actor=actor,
        at=now,
        kind="setup_step_done",
        subject="shop",
        subject_key=shop_id,
        shop_id=shop_id,
        details={"step": wanted, "skipped": is_skipped},
    )
