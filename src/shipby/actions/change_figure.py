"""Enter a new value for one of Amazon's figures, from a day on."""

from datetime import date, datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.shop.reads import figures
from shipby.shop.rules.figures import check_day, read_figure
from shipby.shop.rules.settings import NotHere, check_version, read_name
from shipby.shop.writes import lock_shop, save_figure
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def change_figure(
    *,
    shop_id: int,
    name: str,
    value: str,
    valid_from: date,
    source: str,
    seen: str | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """From ``valid_from`` on the figure is ``value``, everywhere, as read at ``source``.

    Raises:
        NotHere: no such shop.
        UnknownFigure, BadFigure, BadDay: there is no such figure, or it can't be this, or not from then.
        NameMissing: the source is missing.
        ChangedMeanwhile: somebody saved since.
    """
    number, where = read_figure(name, value), read_name(source, most=120)
    today = now.date()
    check_day(valid_from, today=today)
    if not lock_shop(shop_id):
        raise NotHere
    row = next(row for row in figures(today) if row.name == name)
    check_version(seen, row.version)
    save_figure(name=name, marketplace_id="", value=number, valid_from=valid_from, source=where)
    note(
        actor=actor,
        at=now,
        kind="figure_changed",
        subject="shop",
        subject_key=shop_id,
        shop_id=shop_id,
        details={"figure": name, "before": row.value, "value": number, "valid_from": valid_from.isoformat(), "source": where},
    )
