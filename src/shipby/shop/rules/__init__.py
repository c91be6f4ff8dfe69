"""What decides about ourselves: roles, the wall between shops, Amazon's figures, passwords, sign-in, sessions."""

from shipby.shop.rules.figures import FIGURES, FigureFacts
from shipby.shop.rules.roles import GRANTS, AccountKind, Permission, Role, Scope, may

__all__ = ["FIGURES", "GRANTS", "AccountKind", "FigureFacts", "Permission", "Role", "Scope", "may"]
