"""Headers of Amazon's reports as they really come (sp-api 5.2, amazon-policy 8.4), in Amazon's order and spelling."""


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


UNSHIPPED_WIDE = _names(
    """
    order-id order-item-id purchase-date payments-date reporting-date promise-date days-past-promise buyer-email buyer-name
    payment-method-details buyer-phone-number sku number-of-items product-name quantity-purchased quantity-shipped
    quantity-to-ship ship-service-level ship-service-name recipient-name ship-address-1 ship-address-2 ship-address-3
    address-type ship-city ship-state ship-postal-code ship-country sales-channel gift-wrap-type gift-message-text
    payment-method cod-collectible-amount already-paid payment-method-fee customized-url customized-page is-business-order
    purchase-order-number price-designation is-prime is-global-express is-premium-order buyer-company-name
    is-replacement-order is-exchange-order original-order-id is-transparency is-buyer-requested-cancellation
    buyer-requested-cancel-reason is-iba is-pickup-point-order pickup-point-type verge-of-cancellation verge-of-lateShipment
    signature-confirmation-recommended
    """
)

UNSHIPPED_2025 = _names(
    """
    order-id order-item-id purchase-date payments-date reporting-date promise-date days-past-promise buyer-email buyer-name
    cpf buyer-phone-number sku number-of-items product-name quantity-purchased quantity-shipped quantity-to-ship
    ship-service-level ship-service-name recipient-name ship-address-1 ship-address-2 ship-address-3 ship-city ship-state
    ship-postal-code ship-country sales-channel customized-url customized-page is-business-order purchase-order-number
    price-designation is-prime is-buyer-requested-cancellation buyer-requested-cancel-reason verge-of-cancellation
    verge-of-lateShipment signature-confirmation-recommended buyer-identification-number buyer-identification-type
    """
)

UNSHIPPED_JP = _names(
    """
    order-id order-item-id purchase-date payments-date reporting-date promise-date days-past-promise buyer-email buyer-name
    buyer-phone-number sku product-name quantity-purchased quantity-shipped quantity-to-ship ship-service-level
    recipient-name ship-address-1 ship-address-2 ship-address-3 ship-city ship-state ship-postal-code ship-country
    gift-wrap-type gift-message-text payment-method cod-collectible-amount already-paid payment-method-fee
    scheduled-delivery-start-date scheduled-delivery-end-date points-granted is-prime is-pickup-point-order
    pickup-point-type verge-of-cancellation verge-of-lateShipment
    """
)

ORDERS = _names(
    """
    order-id order-item-id purchase-date payments-date buyer-email buyer-name payment-method-details buyer-phone-number sku
    product-name quantity-purchased currency item-price item-tax shipping-price shipping-tax ship-service-level
    ship-service-name recipient-name ship-address-1 ship-address-2 ship-address-3 address-type ship-city ship-state
    ship-postal-code ship-country ship-phone-number item-promotion-discount item-promotion-id ship-promotion-discount
    ship-promotion-id delivery-start-date delivery-end-date delivery-time-zone delivery-Instructions sales-channel
    earliest-ship-date latest-ship-date earliest-delivery-date latest-delivery-date is-business-order purchase-order-number
    price-designation is-prime buyer-company-name signature-confirmation-recommended
    """
)

_ALL_ORDERS_START = """
    amazon-order-id merchant-order-id purchase-date last-updated-date order-status {item} fulfillment-channel sales-channel
    order-channel {url} ship-service-level product-name sku asin item-status quantity currency item-price item-tax
    shipping-price shipping-tax gift-wrap-price gift-wrap-tax item-promotion-discount ship-promotion-discount ship-city
    ship-state ship-postal-code ship-country promotion-ids
    """
ALL_ORDERS_29 = _names(_ALL_ORDERS_START.format(item="", url="url"))
ALL_ORDERS_34 = (
    *_names(_ALL_ORDERS_START.format(item="order-item-id", url="")),
    *_names("cpf is-business-order purchase-order-number price-designation signature-confirmation-recommended"),
)
ALL_ORDERS_39 = (
    *_names(_ALL_ORDERS_START.format(item="", url="url")),
    *_names("cpf is-business-order purchase-order-number price-designation customized-url customized-page"),
    *_names("signature-confirmation-recommended buyer-identification-number buyer-identification-type order-item-id"),
)
