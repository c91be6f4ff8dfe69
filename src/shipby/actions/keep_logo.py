"""Keep a logo that a person handed in, so that a template can name it."""

from datetime import datetime, timedelta

from django.db import transaction

from shipby.documents.rules.logo import digest_of, read_logo
from shipby.documents.writes import add_logo, drop_unused_logos
from shipby.journal.writes import note
from shipby.shop.rules.settings import NotHere
from shipby.shop.writes import lock_shop
from shipby.words.actors import Actor

_UNUSED_FOR = timedelta(days=1)


def keep_logo(*, shop_id: int, content: bytes, actor: Actor, now: datetime) -> str:
    """The picture, written anew; its digest. Logos that no template took within a day are forgotten.

    Raises:
        NotAPicture, PictureTooLarge: the file can't be a logo.
        NotHere: no such shop.
    """
    picture = read_logo(content)  # before the transaction: unpacking a large picture takes a moment
    digest = digest_of(picture)
    with transaction.atomic(durable=True):
        if not lock_shop(shop_id):
            raise NotHere
        drop_unused_logos(shop_id, before=now - _UNUSED_FOR)
        add_logo(shop_id=shop_id, digest=digest, content=picture, now=now)
        note(
            actor=actor, at=now, kind="logo_kept", subject="shop", subject_key=shop_id, shop_id=shop_id, details={"logo": digest}
        )
    return digest
