"""The table of operations: one row per operation of Amazon's models; it routes, throttles, checks and names the records."""

from shipby_simulator.api import (
    confirm,
    fba_inventory,
    feeds,
    finances,
    listings,
    merchant_fulfillment,
    messaging,
    notifications,
    orders_2026,
    orders_v0,
    reports,
    sellers,
    shipping_accounts,
    shipping_after,
    shipping_manifests,
    shipping_v2,
    tokens,
    tracking,
    uploads,
)
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

TRACKING = [
    Op("tracking_2026-01-30.getShipmentTracking", "GET", "/tracking/2026-01-30/shipments/track", 5, 10, tracking.get_shipment_tracking, tracking.GetShipmentTracking),
]  # fmt: skip
"""The model tells no rate; this one is our guess."""

F = "/feeds/2021-06-30"
FEEDS = [
    Op("feeds_2021-06-30.createFeedDocument", "POST", F + "/documents", 0.5, 15, feeds.create_feed_document, body=feeds.NewDocument),
    Op("feeds_2021-06-30.getFeedDocument", "GET", F + "/documents/{feedDocumentId}", 0.0222, 10, feeds.get_feed_document, feeds.GetDocument),
    Op("feeds_2021-06-30.createFeed", "POST", F + "/feeds", 0.0083, 15, feeds.create_feed, body=feeds.NewFeed, roles=SHIP_ROLES),
    Op("feeds_2021-06-30.getFeeds", "GET", F + "/feeds", 0.0222, 10, feeds.get_feeds, feeds.GetFeeds),
    Op("feeds_2021-06-30.getFeed", "GET", F + "/feeds/{feedId}", 2, 15, feeds.get_feed),
    Op("feeds_2021-06-30.cancelFeed", "DELETE", F + "/feeds/{feedId}", 2, 15, feeds.cancel_feed),
]  # fmt: skip

FINANCES = [
    Op("finances_2024-06-19.listTransactions", "GET", "/finances/2024-06-19/transactions", 0.5, 10, finances.list_transactions, finances.ListTransactions, roles=("Finance and Accounting",)),
    Op("financesV0.listFinancialEventsByOrderId", "GET", "/finances/v0/orders/{orderId}/financialEvents", 0.5, 30, finances.list_financial_events_by_order_id, finances.EventsOfOrder, roles=("Finance and Accounting",)),
]  # fmt: skip

SELLERS = [
    Op("sellers.getMarketplaceParticipations", "GET", "/sellers/v1/marketplaceParticipations", 0.016, 15, sellers.get_marketplace_participations),
    Op("sellers.getAccount", "GET", "/sellers/v1/account", 0.016, 15, sellers.get_account),
]  # fmt: skip

M = "/messaging/v1/orders/{amazonOrderId}"
BUYERS = ("Buyer Communication",)
_MESSAGES = (
    ("confirmCustomizationDetails", "confirmCustomizationDetails"), ("createConfirmDeliveryDetails", "confirmDeliveryDetails"),
    ("createLegalDisclosure", "legalDisclosure"), ("createConfirmOrderDetails", "confirmOrderDetails"),
    ("createConfirmServiceDetails", "confirmServiceDetails"), ("CreateWarranty", "warranty"),
    ("createDigitalAccessKey", "digitalAccessKey"), ("createUnexpectedProblem", "unexpectedProblem"), ("sendInvoice", "invoice"),
)  # fmt: skip
MESSAGING = [
    Op("uploads_2020-11-01.createUploadDestinationForResource", "POST", "/uploads/2020-11-01/uploadDestinations/{resource}", 10, 10, uploads.create_upload, uploads.NewUpload, roles=BUYERS),
    Op("messaging.getMessagingActionsForOrder", "GET", M, 1, 5, messaging.get_actions, messaging.OnePlace, roles=BUYERS),
    Op("messaging.GetAttributes", "GET", M + "/attributes", 1, 5, messaging.get_attributes, messaging.OnePlace, roles=BUYERS),
    *(
        Op(f"messaging.{name}", "POST", f"{M}/messages/{kind}", 1, 5, messaging.sender(kind), messaging.OnePlace, messaging.BODIES[kind], roles=BUYERS)
        for name, kind in _MESSAGES
    ),
]  # fmt: skip

L = "/listings/2021-08-01/items/{sellerId}"
STOCK = [
    Op("listingsItems_2021-08-01.getListingsItem", "GET", L + "/{sku}", 5, 10, listings.get_listing, listings.GetListing),
    Op("listingsItems_2021-08-01.searchListingsItems", "GET", L, 5, 5, listings.search_listings, listings.SearchListings),
    Op("listingsItems_2021-08-01.patchListingsItem", "PATCH", L + "/{sku}", 5, 5, listings.patch_listing, listings.PatchQuery, listings.PatchListing),
    Op("fbaInventory.getInventorySummaries", "GET", "/fba/inventory/v1/summaries", 2, 2, fba_inventory.get_summaries, fba_inventory.GetSummaries),
]  # fmt: skip

N = "/notifications/v1"
NOTICES = [
    Op("notifications.createDestination", "POST", N + "/destinations", 1, 5, notifications.create_destination, body=notifications.CreateDestination, scope=NOTIFICATIONS),
    Op("notifications.getDestinations", "GET", N + "/destinations", 1, 5, notifications.get_destinations, scope=NOTIFICATIONS),
    Op("notifications.getDestination", "GET", N + "/destinations/{destinationId}", 1, 5, notifications.get_destination, scope=NOTIFICATIONS),
    Op("notifications.deleteDestination", "DELETE", N + "/destinations/{destinationId}", 1, 5, notifications.delete_destination, scope=NOTIFICATIONS),
    Op("notifications.getSubscriptions", "GET", N + "/subscriptions", 1, 5, notifications.get_subscriptions, notifications.GetSubscriptions),
    Op("notifications.getSubscription", "GET", N + "/subscriptions/{notificationType}", 1, 5, notifications.get_subscription, notifications.OneVersion),
    Op("notifications.createSubscription", "POST", N + "/subscriptions/{notificationType}", 1, 5, notifications.create_subscription, body=notifications.CreateSubscription),
    Op("notifications.getSubscriptionById", "GET", N + "/subscriptions/{notificationType}/{subscriptionId}", 1, 5, notifications.get_subscription_by_id, scope=NOTIFICATIONS),
    Op("notifications.deleteSubscriptionById", "DELETE", N + "/subscriptions/{notificationType}/{subscriptionId}", 1, 5, notifications.delete_subscription, scope=NOTIFICATIONS),
    Op("notifications.sendTestNotification", "POST", N + "/subscriptions/{notificationType}/testNotification", 1, 5, notifications.send_test_notification, body=notifications.SendTest, scope=NOTIFICATIONS),
]  # fmt: skip

S = "/shipping/v2"

SHIPPING = [
    Op("shippingV2.getRates", "POST", S + "/shipments/rates", 80, 100, shipping_v2.get_rates),
    Op("shippingV2.purchaseShipment", "POST", S + "/shipments", 80, 100, shipping_v2.purchase_shipment),
    Op("shippingV2.directPurchaseShipment", "POST", S + "/shipments/directPurchase", 80, 100, shipping_v2.direct_purchase_shipment),
    Op("shippingV2.oneClickShipment", "POST", S + "/oneClickShipment", 80, 100, shipping_v2.one_click_shipment),
    Op("shippingV2.getTracking", "GET", S + "/tracking", 80, 100, shipping_v2.get_tracking),
    Op("shippingV2.getShipmentDocuments", "GET", S + "/shipments/{shipmentId}/documents", 80, 100, shipping_v2.get_shipment_documents),
    Op("shippingV2.cancelShipment", "PUT", S + "/shipments/{shipmentId}/cancel", 80, 100, shipping_v2.cancel_shipment),
    Op("shippingV2.getAdditionalInputs", "GET", S + "/shipments/additionalInputs/schema", 80, 100, shipping_v2.get_additional_inputs),
    Op("shippingV2.getCarrierAccountFormInputs", "GET", S + "/carrierAccountFormInputs", 80, 100, shipping_accounts.get_carrier_account_form_inputs),
    Op("shippingV2.getCarrierAccounts", "PUT", S + "/carrierAccounts", 80, 100, shipping_accounts.get_carrier_accounts),
    Op("shippingV2.linkCarrierAccount", "PUT", S + "/carrierAccounts/{carrierId}", 80, 100, shipping_accounts.link_carrier_account),
    Op("shippingV2.linkCarrierAccount#POST", "POST", S + "/carrierAccounts/{carrierId}", 5, 10, shipping_accounts.link_carrier_account),
    Op("shippingV2.unlinkCarrierAccount", "PUT", S + "/carrierAccounts/{carrierId}/unlink", 80, 100, shipping_accounts.unlink_carrier_account),
    Op("shippingV2.generateCollectionForm", "POST", S + "/collectionForms", 80, 100, shipping_manifests.generate_collection_form),
    Op("shippingV2.getCollectionFormHistory", "PUT", S + "/collectionForms/history", 80, 100, shipping_manifests.get_collection_form_history),
    Op("shippingV2.getUnmanifestedShipments", "PUT", S + "/unmanifestedShipments", 80, 100, shipping_manifests.get_unmanifested_shipments),
    Op("shippingV2.getCollectionForm", "GET", S + "/collectionForms/{collectionFormId}", 80, 100, shipping_manifests.get_collection_form),
    Op("shippingV2.getAccessPoints", "GET", S + "/accessPoints", 80, 100, shipping_after.get_access_points),
    Op("shippingV2.submitNdrFeedback", "POST", S + "/ndrFeedback", 80, 100, shipping_after.submit_ndr_feedback),
    Op("shippingV2.createClaim", "POST", S + "/claims", 80, 100, shipping_after.create_claim),
]  # fmt: skip

R = "/reports/2021-06-30"
REPORTS = [
    Op("reports_2021-06-30.createReport", "POST", R + "/reports", 0.0167, 15, reports.create_report, body=reports.NewReport),
    Op("reports_2021-06-30.getReports", "GET", R + "/reports", 0.0222, 10, reports.get_reports, reports.GetReports),
    Op("reports_2021-06-30.getReport", "GET", R + "/reports/{reportId}", 2, 15, reports.get_report),
    Op("reports_2021-06-30.cancelReport", "DELETE", R + "/reports/{reportId}", 0.0222, 10, reports.cancel_report),
    Op("reports_2021-06-30.createReportSchedule", "POST", R + "/schedules", 0.0222, 10, reports.create_report_schedule, body=reports.NewSchedule),
    Op("reports_2021-06-30.getReportSchedules", "GET", R + "/schedules", 0.0222, 10, reports.get_report_schedules, reports.GetSchedules),
    Op("reports_2021-06-30.getReportSchedule", "GET", R + "/schedules/{reportScheduleId}", 0.0222, 10, reports.get_report_schedule),
    Op("reports_2021-06-30.cancelReportSchedule", "DELETE", R + "/schedules/{reportScheduleId}", 0.0222, 10, reports.cancel_report_schedule),
    Op("reports_2021-06-30.getReportDocument", "GET", R + "/documents/{reportDocumentId}", 0.0167, 15, reports.get_report_document, feeds.GetDocument, restricted="may"),
]  # fmt: skip

MFN = "/mfn/v0"
POSTAGE = ("Direct-to-Consumer Shipping",)
BUY_SHIPPING = [
    Op("merchantFulfillmentV0.getEligibleShipmentServices", "POST", MFN + "/eligibleShippingServices", 6, 12, merchant_fulfillment.get_eligible_shipment_services, roles=POSTAGE),
    Op("merchantFulfillmentV0.getAdditionalSellerInputs", "POST", MFN + "/additionalSellerInputs", 1, 1, merchant_fulfillment.get_additional_seller_inputs, roles=POSTAGE),
    Op("merchantFulfillmentV0.createShipment", "POST", MFN + "/shipments", 2, 2, merchant_fulfillment.create_shipment, roles=POSTAGE, restricted="needs"),
    Op("merchantFulfillmentV0.getShipment", "GET", MFN + "/shipments/{shipmentId}", 1, 1, merchant_fulfillment.get_shipment, roles=POSTAGE, restricted="needs"),
    Op("merchantFulfillmentV0.cancelShipment", "DELETE", MFN + "/shipments/{shipmentId}", 1, 1, merchant_fulfillment.cancel_shipment, roles=POSTAGE, restricted="needs"),
]  # fmt: skip

TABLE: list[Op] = [
    *ORDERS,
    *TOKENS,
    *TRACKING,
    *FEEDS,
    *REPORTS,
    *FINANCES,
    *SELLERS,
    *MESSAGING,
    *STOCK,
    *NOTICES,
    *SHIPPING,
    *BUY_SHIPPING,
]
