"""Remove a saved view."""

from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.orders.reads.saved_views import find_view
from shipby.orders.rules.saved_views import View, ViewIsGone, refuse_change
from shipby.orders.writes import saved_views as writes
from shipby.shop.rules import Role, Scope
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def remove_view(*, scope: Scope, person_id: int, role: Role, slug: str, actor: Actor, now: datetime) -> View:
    """Remove the view and return what it was: saving that again undoes it.

    Raises:
        ViewIsGone, ViewIsNotYours: this person can't remove it.
    """
    writes.hold_views(scope.shop_id)
    view = find_view(scope.shop_id, person_id, slug)
    if view is None:
        raise ViewIsGone
    refuse_change(view, person_id, role)
    writes.drop_view(view)
    note(
        actor=actor,
        at=now,
        kind="view_removed",
        subject="view",
        subject_key=view.id,
        shop_id=scope.shop_id,
        details={"shared": view.is_shared},
    )
    return view
