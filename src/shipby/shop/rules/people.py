"""Who must stay in a shop."""

from collections.abc import Iterable

from shipby.shop.rules.roles import Role
from shipby.shop.rules.settings import LastOwner


def check_owner_stays(people: Iterable[tuple[Role, bool]]) -> None:
    """Refuse a change after which no active owner is left; ``people`` = role and whether active, of everybody afterwards.

    Raises:
        LastOwner: there would be none.
    """
    if not any(role is Role.OWNER and is_active for role, is_active in people):
        raise LastOwner
