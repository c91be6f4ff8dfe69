"""Save a filter under a name: a new view, or a change of one."""

from datetime import datetime

from django.db import transaction

from shipby.journal.writes import note
from shipby.orders.reads.names import read_query
from shipby.orders.reads.saved_views import find_view, views_for
from shipby.orders.rules.saved_views import (
    MOST_VIEWS,
    TooManyViews,
    View,
    ViewChanged,
    ViewDraft,
    ViewIsGone,
    ViewNameTaken,
    landing_roles_of,
    read_view_name,
    refuse_change,
    refuse_sharing,
    slug_of,
)
from shipby.orders.rules.sorting import parse_sort
from shipby.orders.writes import saved_views as writes
from shipby.shop.rules import Permission, Role, Scope, may
from shipby.words.actors import Actor


@transaction.atomic(durable=True)
def save_view(
    *,
    scope: Scope,
    person_id: int,
    role: Role,
    draft: ViewDraft,
    slug: str = "",
    expected_version: int | None = None,
    actor: Actor,
    now: datetime,
) -> str:
    """Keep a new view, or with ``slug`` change that one; its slug. Undo of a removal is a new view with the same values.

    Which roles see a view first is kept for owners' changes of shared views; at most one view is first for a role.

    Raises:
        BadFilter, UnknownSort: the filter or the sort can't be read.
        BadViewName, ViewNameTaken, TooManyViews, ViewIsPrivate: it can't be kept so.
        ViewIsGone, ViewIsNotYours, ViewChanged: that view can't be changed by this person, or not any more.
    """
    refuse_sharing(role, is_shared=draft.is_shared)
    name, query = read_view_name(draft.name), read_query(scope.account_ids, draft.query)
    sort = parse_sort(draft.sort)
    writes.hold_views(scope.shop_id)
    known = views_for(scope.shop_id, person_id)
    view = _to_change(scope, person_id, role, slug, expected_version) if slug else None
    if any(other.name.casefold() == name.casefold() and (view is None or other.id != view.id) for other in known):
        raise ViewNameTaken(name=name)
    roles = _landing_roles(view, draft, role)
    values = {
        "name": name,
        "query": query.text,
        "sort": sort.text if sort else "",
        "is_shared": draft.is_shared,
        "is_pinned": draft.is_pinned,
        "landing_roles": roles,
    }
    if view is None:
        if len(known) >= MOST_VIEWS:
            raise TooManyViews
        slug = slug_of(name, writes.slugs_of(scope.shop_id))
        view_id = writes.add_view(
            shop_id=scope.shop_id, owner_id=person_id, slug=slug, position=draft.position, now=now, **values
        )
    else:
        view_id = view.id
        writes.change_view(view, **values)
    for one in roles:
        writes.clear_landing(scope.shop_id, one, keep=view_id)
    note(
        actor=actor,
        at=now,
        kind="view_changed" if view else "view_saved",
        subject="view",
        subject_key=view_id,
        shop_id=scope.shop_id,
        details={"shared": draft.is_shared},
    )
    return slug


def _to_change(scope: Scope, person_id: int, role: Role, slug: str, expected_version: int | None) -> View:
    view = find_view(scope.shop_id, person_id, slug)
    if view is None:
        raise ViewIsGone
    refuse_change(view, person_id, role)
    if expected_version is not None and view.row_version != expected_version:
        raise ViewChanged
    return view


def _landing_roles(view: View | None, draft: ViewDraft, role: Role) -> list[str]:
    """A change by who may not say it leaves them as they are."""
    if view is not None and draft.is_shared and not may(role, Permission.SETTINGS):
        return list(view.landing_roles)
    return landing_roles_of(draft.landing_roles, role, is_shared=draft.is_shared)
