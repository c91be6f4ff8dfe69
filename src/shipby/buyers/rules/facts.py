"""What one source says about people of one order. Everything here is personal (sp-api 1.4, settled design 4).

``None`` = the source does not say. ``repr`` never shows a value.
"""

import msgspec


class _Hidden(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class RecipientFacts(_Hidden, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Where it goes. City, region and country stand in the order; they are not personal (sp-api 1.4)."""

    name: str | None = None
    company: str | None = None
    address_line_1: str | None = None
    address_line_2: str | None = None
    address_line_3: str | None = None
    district: str | None = None
    postal_code: str | None = None
    phone: str | None = None
    delivery_instructions: str | None = None


class BuyerFacts(_Hidden, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Who bought."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    company: str | None = None
    tax_ids: dict[str, str] = {}
    """Kind of number (``cpf``, ``buyer-citizen-id``, ``invoice-business-tax-id`` ...) -> number."""


class MessageFacts(_Hidden, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Texts per line; keys are order item ids, or the SKU where a source has none."""

    gifts: dict[str, str] = {}
    customizations: dict[str, str] = {}
    """Addresses of Amazon's customization data."""


class PersonalFacts(_Hidden, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """All that is personal about one order."""

    recipient: RecipientFacts | None = None
    buyer: BuyerFacts | None = None
    messages: MessageFacts | None = None
