"""What is personal in an order (sp-api 1.4); ``None`` where the application's roles do not show it."""

from shipby.amazon.wire.orders.forms import BuyerForm, ExtendedForm, OrderForm, RecipientForm
from shipby.buyers.rules.facts import BuyerFacts, MessageFacts, PersonalFacts, RecipientFacts


def personal_of(order: OrderForm) -> PersonalFacts | None:
    """All that is personal, ``None`` = nothing is shown."""
    recipient, buyer, messages = _recipient(order.recipient), _buyer(order), _messages(order)
    if recipient is None and buyer is None and messages is None:
        return None
    return PersonalFacts(recipient=recipient, buyer=buyer, messages=messages)


def _recipient(recipient: RecipientForm | None) -> RecipientFacts | None:
    """Where it goes; ``None`` where the application's role does not show it (sp-api 1.4)."""
    address = recipient.delivery_address if recipient else None
    if recipient is None or address is None or not (address.name or address.address_line1 or address.postal_code):
        return None
    wish = recipient.delivery_preference
    extended = address.extended_fields or ExtendedForm()
    district = address.district_or_county or extended.neighborhood
    return RecipientFacts(
        name=address.name or None,
        company=address.company_name or None,
        address_line_1=address.address_line1 or None,
        address_line_2=address.address_line2 or extended.complement or None,
        address_line_3=address.address_line3 or None,
        district=district or None,
        postal_code=address.postal_code or None,
        phone=address.phone or None,
        delivery_instructions=(" ".join(filter(None, (wish.drop_off_location, wish.address_instruction))) or None)
        if wish
        else None,
    )


def _buyer(order: OrderForm) -> BuyerFacts | None:
    buyer = order.buyer or BuyerForm()
    numbers = {
        one.tax_registration_type.lower(): one.tax_registration_number
        for one in order.tax.tax_registrations
        if one.entity_type == "BUYER" and one.tax_registration_number
    }
    if not (buyer.buyer_name or buyer.buyer_email or buyer.buyer_company_name or numbers):
        return None
    return BuyerFacts(
        name=buyer.buyer_name or None, email=buyer.buyer_email or None, company=buyer.buyer_company_name or None, tax_ids=numbers
    )


def _messages(order: OrderForm) -> MessageFacts | None:
    gifts, links = {}, {}
    for item in order.order_items:
        gift, custom = item.fulfillment.packing.gift_option, item.product.customization
        if gift is not None and gift.gift_message:
            gifts[item.order_item_id] = gift.gift_message
        if custom is not None and custom.customized_url:
            links[item.order_item_id] = custom.customized_url
    return MessageFacts(gifts=gifts, customizations=links) if gifts or links else None
