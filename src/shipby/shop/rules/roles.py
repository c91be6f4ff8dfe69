"""Roles and what each may do (ui 4 and house rules), kinds of seller accounts."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The four roles. Packer: pick and pack only. Desk: all but settings. Viewer: looks, sees no personal data."""

    OWNER = "owner"
    DESK = "desk"
    PACKER = "packer"
    VIEWER = "viewer"


class AccountKind(StrEnum):
    """How a seller account is worked: by report files, or through the API."""

    FILE = "file"
    API = "api"


class Permission(StrEnum):
    """What a page or command asks for. One word, one power."""

    SEE_ORDERS = "see_orders"
    SEE_PERSONAL = "see_personal"
    WORK_ORDERS = "work_orders"
    IMPORT = "import"
    CONFIRM = "confirm"
    PRINT = "print"
    PACK = "pack"
    SETTINGS = "settings"


_DESK = {
    Permission.SEE_ORDERS,
    Permission.SEE_PERSONAL,
    Permission.WORK_ORDERS,
    Permission.IMPORT,
    Permission.CONFIRM,
    Permission.PRINT,
    Permission.PACK,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.DESK: frozenset(_DESK),
    Role.PACKER: frozenset({Permission.PACK, Permission.PRINT}),
    Role.VIEWER: frozenset({Permission.SEE_ORDERS}),
}


def may(role: Role, permission: Permission) -> bool:
    """Whether ``role`` holds ``permission``."""
    return permission in GRANTS[role]


@dataclass(frozen=True, slots=True)
class Scope:
    """The wall between shops: whose orders a caller may see. Every read of orders takes it.

    ``account_ids`` are all seller accounts of shop ``shop_id``, in order of their ids; empty before the first one is set up.
    """

    shop_id: int
    account_ids: tuple[int, ...]
