"""Saved views that a person sees: own ones and shared ones."""

from django.db.models import F, Q

from shipby.orders.models import SavedView
from shipby.orders.rules.saved_views import UnknownView, View

_COLUMNS = (
    *("id", "owner_id", "owner__name", "name", "slug", "query", "sort", "is_shared", "is_pinned", "position", "landing_roles"),
    "row_version",
)


def views_for(shop_id: int, person_id: int) -> list[View]:
    """In the order of their tabs: shared ones, then own ones. One query."""
    found = SavedView.objects.filter(Q(owner_id=person_id) | Q(is_shared=True), shop_id=shop_id)
    return [_view(row) for row in found.order_by("-is_shared", "position", "id").values_list(*_COLUMNS)]


def find_view(shop_id: int, person_id: int, slug: str) -> View | None:
    """The view of this address, if the person sees it. One query."""
    found = SavedView.objects.filter(Q(owner_id=person_id) | Q(is_shared=True), shop_id=shop_id, slug=slug)
    row = found.order_by("id").values_list(*_COLUMNS).first()
    return None if row is None else _view(row)


def shared_view(shop_id: int, named: str) -> View:
    """The shared view of this name, or of this word of its address. One query.

    Raises:
        UnknownView: there is none.
    """
    found = SavedView.objects.filter(shop_id=shop_id, is_shared=True).order_by("position", "id")
    views = [_view(row) for row in found.values_list(*_COLUMNS)]
    wanted = " ".join(named.split()).casefold()
    for view in views:
        if wanted in {view.slug, view.name.casefold()}:
            return view
    raise UnknownView(name=named, known=", ".join(view.slug for view in views) or "-")


def landing_view(shop_id: int, role: str) -> str | None:
    """The slug of the shared view that this role sees first. One query."""
    found = SavedView.objects.filter(shop_id=shop_id, is_shared=True, landing_roles__contains=[role])
    return found.order_by(F("position"), "id").values_list("slug", flat=True).first()


def _view(row: tuple) -> View:  # type: ignore[type-arg]
    values = dict(zip(View.__slots__, row, strict=True))
    return View(**values | {"landing_roles": tuple(values["landing_roles"])})
