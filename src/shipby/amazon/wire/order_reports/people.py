"""What the rows of an order say about people."""

from collections.abc import Sequence

from shipby.amazon.wire.order_reports.columns import Layout
from shipby.buyers.rules.facts import BuyerFacts, MessageFacts, PersonalFacts, RecipientFacts

_TEXT_LIMIT = 2000


class PeopleReader:
    """Cells of the rows of one order -> its personal facts, ``None`` where there are none."""

    def __init__(self, layout: Layout) -> None:
        at = layout.at
        self._at = at
        self._tax = layout.tax
        self._has_gifts = at.gift_message_text >= 0
        self._has_customizations = at.customized_url >= 0
        self._has_recipient = max(at.recipient_name, at.ship_address_1, at.ship_address_2, at.ship_postal_code) >= 0
        self._has_buyer = max(at.buyer_name, at.buyer_email, at.buyer_phone_number, at.buyer_company_name) >= 0 or bool(self._tax)
        self._has_messages = self._has_gifts or self._has_customizations

    def personal(self, cells: list[str], rows: Sequence[list[str]]) -> PersonalFacts | None:
        """``cells`` are the order's values put together, ``rows`` its single rows."""
        recipient = self._recipient(cells) if self._has_recipient else None
        buyer = self._buyer(cells) if self._has_buyer else None
        messages = self._messages(rows) if self._has_messages else None
        if recipient is None and buyer is None and messages is None:
            return None
        return PersonalFacts(recipient=recipient, buyer=buyer, messages=messages)

    def _recipient(self, cells: list[str]) -> RecipientFacts | None:
        at = self._at
        name, line_1, postal_code = cells[at.recipient_name], cells[at.ship_address_1], cells[at.ship_postal_code]
        line_2, line_3, phone = cells[at.ship_address_2], cells[at.ship_address_3], cells[at.ship_phone_number]
        instructions = cells[at.delivery_instructions]
        if not (name or line_1 or postal_code or line_2 or line_3 or phone or instructions):
            return None
        return RecipientFacts(
            name=name or None,
            address_line_1=line_1 or None,
            address_line_2=line_2 or None,
            address_line_3=line_3 or None,
            postal_code=postal_code or None,
            phone=phone or None,
            delivery_instructions=instructions[:_TEXT_LIMIT] or None,
        )

    def _buyer(self, cells: list[str]) -> BuyerFacts | None:
        at = self._at
        name, email = cells[at.buyer_name], cells[at.buyer_email]
        phone, company = cells[at.buyer_phone_number], cells[at.buyer_company_name]
        tax_ids = {kind: cells[place] for kind, place in self._tax if cells[place]} if self._tax else {}
        if not (name or email or phone or company or tax_ids):
            return None
        return BuyerFacts(name=name or None, email=email or None, phone=phone or None, company=company or None, tax_ids=tax_ids)

    def _messages(self, rows: Sequence[list[str]]) -> MessageFacts | None:
        at = self._at
        gifts: dict[str, str] = {}
        customizations: dict[str, str] = {}
        for cells in rows:
            line = cells[at.order_item_id] or cells[at.sku]
            if cells[at.gift_message_text]:
                gifts[line] = cells[at.gift_message_text][:_TEXT_LIMIT]
            if cells[at.customized_url]:
                customizations[line] = cells[at.customized_url][:_TEXT_LIMIT]
        return MessageFacts(gifts=gifts, customizations=customizations) if gifts or customizations else None
