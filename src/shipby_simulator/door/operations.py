"""The table of operations: one row per operation of Amazon's models; it routes, throttles, checks and names the records."""

from shipby_simulator.api import confirm, feeds, orders_2026, orders_v0, tokens
from shipby_simulator.door.call import Op

ORDER_ROLES = (
    "Amazon Fulfillment", "Buyer Communication", "Buyer Solicitation", "Finance and Accounting", "Inventory and Order Tracking",
    "Pricing", "Product Listing", "Professional Services", "Selling Partner Insights", "Direct-to-Consumer Shipping",
    "Direct-to-Consumer Delivery", "Tax Invoicing", "Tax Remittance",
)  # fmt: skip
"""Roles of Orders, any of them (sp-api 1.4)."""
SHIP_ROLES = ("Inventory and Order Tracking", "Direct-to-Consumer Shipping", "Direct-to-Consumer Delivery")
ROTATION, NOTIFICATIONS = "sellingpartnerapi::client_credential:rotation", "sellingpartnerapi::notifications"

V0 = "/orders/v0/orders"

ORDERS = [
    Op("orders_2026-01-01.searchOrders", "GET", "/orders/2026-01-01/orders", 0.0056, 20, orders_2026.search_orders, orders_2026.SearchOrders, roles=ORDER_ROLES),
    Op("orders_2026-01-01.getOrder", "GET", "/orders/2026-01-01/orders/{orderId}", 0.5, 30, orders_2026.get_order, orders_2026.GetOrder, roles=ORDER_ROLES),
    Op("ordersV0.getOrders", "GET", V0, 0.0167, 20, orders_v0.get_orders, orders_v0.GetOrders, roles=ORDER_ROLES, restricted="may"),
    Op("ordersV0.getOrder", "GET", V0 + "/{orderId}", 0.5, 30, orders_v0.get_order, roles=ORDER_ROLES, restricted="may"),
    Op("ordersV0.getOrderItems", "GET", V0 + "/{orderId}/orderItems", 0.5, 30, orders_v0.get_order_items, roles=ORDER_ROLES, restricted="may"),
    Op("ordersV0.getOrderBuyerInfo", "GET", V0 + "/{orderId}/buyerInfo", 0.5, 30, orders_v0.get_order_buyer_info, restricted="needs"),
    Op("ordersV0.getOrderAddress", "GET", V0 + "/{orderId}/address", 0.5, 30, orders_v0.get_order_address, restricted="needs"),
    Op("ordersV0.getOrderItemsBuyerInfo", "GET", V0 + "/{orderId}/orderItems/buyerInfo", 0.5, 30, orders_v0.get_order_items_buyer_info, restricted="needs"),
    Op("ordersV0.getOrderRegulatedInfo", "GET", V0 + "/{orderId}/regulatedInfo", 0.5, 30, orders_v0.get_order_regulated_info, restricted="needs"),
    Op("ordersV0.confirmShipment", "POST", V0 + "/{orderId}/shipmentConfirmation", 2, 10, confirm.confirm_shipment, body=confirm.ConfirmShipment, roles=SHIP_ROLES),
    Op("ordersV0.updateShipmentStatus", "POST", V0 + "/{orderId}/shipment", 5, 15, confirm.update_shipment_status, body=confirm.UpdateShipmentStatus, roles=SHIP_ROLES),
]  # fmt: skip

TOKENS = [
    Op("tokens_2021-03-01.createRestrictedDataToken", "POST", "/tokens/2021-03-01/restrictedDataToken", 1, 10, tokens.create_restricted_data_token, body=tokens.RestrictedDataTokenRequest),
    Op("application_2023-11-30.rotateApplicationClientSecret", "POST", "/applications/2023-11-30/clientSecret", 0.0167, 1, tokens.rotate_secret, scope=ROTATION),
]  # fmt: skip

F = "/feeds/2021-06-30"
FEEDS = [
    Op("feeds_2021-06-30.createFeedDocument", "POST", F + "/documents", 0.5, 15, feeds.create_feed_document, body=feeds.NewDocument),
    Op("feeds_2021-06-30.getFeedDocument", "GET", F + "/documents/{feedDocumentId}", 0.0222, 10, feeds.get_feed_document, feeds.GetDocument),
    Op("feeds_2021-06-30.createFeed", "POST", F + "/feeds", 0.0083, 15, feeds.create_feed, body=feeds.NewFeed, roles=SHIP_ROLES),
    Op("feeds_2021-06-30.getFeeds", "GET", F + "/feeds", 0.0222, 10, feeds.get_feeds, feeds.GetFeeds),
    Op("feeds_2021-06-30.getFeed", "GET", F + "/feeds/{feedId}", 2, 15, feeds.get_feed),
    Op("feeds_2021-06-30.cancelFeed", "DELETE", F + "/feeds/{feedId}", 2, 15, feeds.cancel_feed),
]  # fmt: skip

TABLE: list[Op] = [*ORDERS, *TOKENS, *FEEDS]
