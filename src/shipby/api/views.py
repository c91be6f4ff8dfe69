"""Saved views that the whole shop shares, and one's own."""

from ninja import Router, Schema

from shipby.api.caller import ApiRequest, needs
from shipby.orders.reads.saved_views import views_for
from shipby.shop.rules import Permission

router = Router(tags=["views"])


class View(Schema):
    """A filter with a name."""

    slug: str
    name: str
    filter: str
    sort: str
    is_shared: bool


@router.get("", response=list[View], url_name="views")
@needs(Permission.SEE_ORDERS)
def list_views(request: ApiRequest) -> list[dict[str, object]]:
    """In the order of their tabs."""
    found = views_for(request.auth.scope.shop_id, request.auth.person.id)
    return [
        {"slug": view.slug, "name": view.name, "filter": view.query, "sort": view.sort, "is_shared": view.is_shared}
        for view in found
    ]
