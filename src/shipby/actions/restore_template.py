"""Go back to how a kind of document looked before, or to how it looks at first."""

from datetime import datetime

from django.db import transaction

from shipby.documents.reads import versions_of
from shipby.documents.rules.template import Kind, as_data
from shipby.documents.writes import add_version
from shipby.journal.writes import note
from shipby.shop.reads import scope_of, stores_of
from shipby.shop.rules.settings import NotHere, check_version
from shipby.shop.writes import lock_shop
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def restore_template(
    *, shop_id: int, kind: Kind, store_id: int | None, number: int, seen: str | None = None, actor: Actor, now: datetime
) -> int:
    """Version ``number`` again, as the next version; 0 = nothing of its own: what stands above holds. Its number then.

    Nothing is lost: what held until now can be restored in the same way.

    Raises:
        NotHere: no such shop, store or version.
        ChangedMeanwhile: somebody saved since.
    """
    if not lock_shop(shop_id) or store_id not in {None, *(row.id for row in stores_of(scope_of(shop_id).account_ids))}:
        raise NotHere
    versions = versions_of(shop_id, kind, store_id)
    newest = versions[0].number if versions else 0
    wanted = {row.number: (row.template, row.logo) for row in versions} | {0: (None, "")}
    if number not in wanted:
        raise NotHere
    template, logo = wanted[number]
    if (template, logo) == ((versions[0].template, versions[0].logo) if versions else wanted[0]):
        return newest
    check_version(seen, str(newest))
    add_version(
        shop_id=shop_id,
        kind=kind,
        store_id=store_id,
        number=newest + 1,
        data=as_data(template) if template else None,
        logo=logo,
        saved_by=actor.name,
        now=now,
    )
    note(
        actor=actor,
        at=now,
        kind="template_restored",
        subject="shop",
        subject_key=shop_id,
        shop_id=shop_id,
        details={"document": kind.value, "store_id": store_id, "restored": number, "number": newest + 1},
    )
    return newest + 1
