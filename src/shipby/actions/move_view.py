"""Put a saved view before or behind its neighbour."""

from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.orders.reads.saved_views import views_for
from shipby.orders.rules.saved_views import ViewIsGone, refuse_change
from shipby.orders.writes import saved_views as writes
from shipby.shop.rules import Role, Scope
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def move_view(*, scope: Scope, person_id: int, role: Role, slug: str, is_forward: bool, actor: Actor, now: datetime) -> None:
    """Change places with the view before it, or behind it, shared ones among shared ones; at an end nothing happens.

    Raises:
        ViewIsGone, ViewIsNotYours: this person can't move it.
    """
    writes.hold_views(scope.shop_id)
    seen = views_for(scope.shop_id, person_id)
    moved = next((view for view in seen if view.slug == slug), None)
    if moved is None:
        raise ViewIsGone
    refuse_change(moved, person_id, role)
    views = [view for view in seen if view.is_shared is moved.is_shared]
    at = views.index(moved)
    to = at - 1 if is_forward else at + 1
    if not 0 <= to < len(views):
        return
    views[at], views[to] = views[to], views[at]
    for position, view in enumerate(views):
        if view.position != position:
            writes.change_view(view, position=position)
    note(actor=actor, at=now, kind="views_arranged", subject="shop", subject_key=scope.shop_id, shop_id=scope.shop_id)
