"""Save how a kind of document looks, for the shop or for one of its stores."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shipby.documents.reads import logo_of, versions_of
from shipby.documents.rules.logo import LogoGone
from shipby.documents.rules.template import as_data, read_template
from shipby.documents.writes import add_version
from shipby.journal.writes import note
from shipby.shop.reads import scope_of, stores_of
from shipby.shop.rules.settings import NotHere, check_version
from shipby.shop.writes import lock_shop
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def save_template(
    *,
    shop_id: int,
    store_id: int | None,
    data: dict[str, Any],
    logo: str = "",
    seen: str | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """The template as the next version; its number. What holds already is not saved again.

    ``store_id`` ``None`` = every store without one of its own; ``logo`` is the digest of a kept logo, "" = none. ``seen`` is the
    number of the version that the page showed, "0" = none.

    Raises:
        NotHere: no such shop, or the store is not of it.
        BadTemplate, UnknownPlace, TooMuchText: the template can't be this.
        LogoGone: the logo is not kept (any more).
        ChangedMeanwhile: somebody saved since.
    """
    template = read_template(data)
    if not lock_shop(shop_id) or store_id not in {None, *(row.id for row in stores_of(scope_of(shop_id).account_ids))}:
        raise NotHere
    versions = versions_of(shop_id, template.kind, store_id)
    newest = versions[0].number if versions else 0
    if versions and (versions[0].template, versions[0].logo) == (template, logo):
        return newest
    check_version(seen, str(newest))
    if logo and not logo_of(shop_id, logo):
        raise LogoGone
    kept = as_data(template)
    add_version(
        shop_id=shop_id,
        kind=template.kind,
        store_id=store_id,
        number=newest + 1,
        data=kept,
        logo=logo,
        saved_by=actor.name,
        now=now,
    )
    note(
        actor=actor,
        at=now,
        kind="template_saved",
        subject="shop",
        subject_key=shop_id,
        shop_id=shop_id,
        details={"document": template.kind.value, "store_id": store_id, "number": newest + 1},
    )
    return newest + 1
