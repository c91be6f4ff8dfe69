"""Say what was taken from a place."""

from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.packing.rules.pick_lists import BadPicked, LineChanged, NoSuchLine, refuse_over
from shipby.packing.writes import HeldLine, lock_list, start_list, write_picked
from shipby.shop.rules import Scope
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def pick_line(
    *, scope: Scope, number: int, line_key: int, picked: int | None, seen: int | None, actor: Actor, now: datetime
) -> HeldLine:
    """So many units of the line were taken: all of them, or fewer = short; ``None`` = nobody has been there after all.

    The line as it was: its ``picked`` undoes it. ``seen`` = the row version that the person saw. Saying the same again changes
    nothing.

    Raises:
        NoSuchPickList, NoSuchLine, ListIsOver: there is nothing to tick.
        BadPicked: more than there are to take.
        LineChanged: somebody else said something else since.
    """
    held = lock_list(scope.shop_id, number)
    refuse_over(held.number, held.state)
    line = next((one for one in held.lines if one.key == line_key), None)
    if line is None:
        raise NoSuchLine
    if picked is not None and not 0 <= picked <= line.share.quantity:
        raise BadPicked(picked=picked, quantity=line.share.quantity)
    if line.share.picked == picked:
        return line
    if seen is not None and seen != line.row_version:
        raise LineChanged(who=line.picked_by or "-")
    write_picked([line.key], picked=picked, by=actor.name, now=now)
    start_list(held.key, picker=actor.name, now=now)
    note(
        actor=actor,
        at=now,
        kind="pick_line_reopened" if picked is None else "pick_line_picked",
        subject="pick_list",
        subject_key=held.key,
        shop_id=scope.shop_id,
        details={"sku": line.sku, "picked": picked, "of": line.share.quantity},
    )
    return line
