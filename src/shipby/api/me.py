"""Whose token it is."""

from ninja import Router, Schema

from shipby.api.caller import ApiRequest
from shipby.shop.reads import account_names, find_shop
from shipby.shop.rules import GRANTS

router = Router(tags=["me"])


class Me(Schema):
    """The person of the token. ``permissions`` are what their role may."""

    name: str
    role: str
    shop: str
    accounts: list[str]
    permissions: list[str]


@router.get("", response=Me, url_name="me")
def me(request: ApiRequest) -> dict[str, object]:
    """For a script to check its token with."""
    caller = request.auth
    shop = find_shop(caller.person.shop_id)
    return {
        "name": caller.person.name,
        "role": caller.person.role.value,
        "shop": shop.name if shop else "",
        "accounts": list(account_names(caller.scope.account_ids).values()),
        "permissions": sorted(permission.value for permission in GRANTS[caller.person.role]),
    }
