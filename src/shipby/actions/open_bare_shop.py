"""Open a shop nobody signs in to yet: a file was imported on the command line before anything was set up."""

from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.shop.reads import is_set_up, whole_scope
from shipby.shop.writes import add_shop
from shipby.words.actors import SHIPBY


@transaction.atomic(durable=True)
def open_bare_shop(*, now: datetime) -> int:
    """The shop's id; the one that stands already is returned as it is."""
    if is_set_up():
        return whole_scope().shop_id
    shop_id = add_shop(name="My shop", now=now)
    note(actor=SHIPBY, at=now, kind="shop_opened", subject="shop", subject_key=shop_id, shop_id=shop_id)
    return shop_id
