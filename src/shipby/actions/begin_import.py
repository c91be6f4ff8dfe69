"""Take in a file: write down that it was handed in, and by whom, before anything of it is read."""

from datetime import datetime

from django.db import transaction

from shipby.intake.rules.imports import HOUSE, spool_place
from shipby.intake.writes.imports import Spool, add_import
from shipby.journal.writes import note
from shipby.keys.ring import key_ring
from shipby.keys.sealing import seal
from shipby.outbox.writes import wake
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def begin_import(
    *,
    shop_id: int,
    file_name: str,
    actor: Actor,
    now: datetime,
    account_id: int | None = None,
    encoding: str = "",
    made_at: datetime | None = None,
    spool: tuple[str, bytes] | None = None,
) -> int:
    """Write the import down; its number.

    ``spool`` = name and one-off secret of a sealed upload: then a job reads it. ``account_id`` ``None`` = chosen when the file
    is known (settled design 7).
    """
    import_id = add_import(
        shop_id=shop_id,
        account_id=account_id,
        file_name=file_name,
        encoding=encoding,
        made_at=made_at,
        spool=_sealed(spool, now) if spool else None,
        actor=actor,
        now=now,
    )
    note(
        actor=actor,
        at=now,
        kind="import_begun",
        subject="import",
        subject_key=import_id,
        account_id=account_id,
        shop_id=shop_id,
        cause=f"import:{import_id}",
    )
    if spool:
        wake("import_file", import_id=import_id)
    return import_id


def _sealed(spool: tuple[str, bytes], now: datetime) -> Spool:
    name, secret = spool
    key = key_ring().key_for(HOUSE, now.date())
    return Spool(name, key.id, seal(key, secret, bound_to=spool_place(name)))
