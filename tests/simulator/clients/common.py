"""What the scripts of all clients need: the server's ready line, its clock and truth, bodies of feeds and shipments."""

import json
import sys
import urllib.request
from typing import Any

FULFIL = "POST_FLAT_FILE_FULFILLMENT_DATA"
REPORT = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
TSV = "text/tab-separated-values; charset=UTF-8"
US = "ATVPDKIKX0DER"
FROM = {
    "Name": "Fernwood Outfitters", "AddressLine1": "410 Warehouse Way", "Email": "desk@example.org", "City": "Reno",
    "StateOrProvinceCode": "NV", "PostalCode": "89502", "CountryCode": "US", "Phone": "775-555-0100",
}  # fmt: skip
ODD = {"fba", "easy_ship", "address_late", "address_missing", "prime", "premium", "ship_plus", "transparency"}


class Server:
    """The server of the ready line that comes in on standard input."""

    def __init__(self) -> None:
        ready = json.loads(sys.stdin.readline())
        self.url: str = ready["url"]
        self.account: dict[str, Any] = ready["accounts"][0]

    def control(self, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"{self.url}/_simulator/{path}", data, timeout=20) as answer:
            return json.load(answer)

    def advance(self, duration: str) -> None:
        self.control("clock", {"advance": duration})

    def unshipped(self) -> list[dict[str, Any]]:
        """Return plain orders of the United States that wait for shipment."""
        found = self.control("truth/orders?changed=true&limit=1000&status=UNSHIPPED")["orders"]
        return [one for one in found if one["marketplace_id"] == US and not ODD & set(one["kinds"]) and not one["cancel_asked"]]


def package(order: dict[str, Any], tracking: str) -> dict[str, Any]:
    """Return the body of a confirmShipment."""
    return {
        "marketplaceId": order["marketplace_id"],
        "packageDetail": {
            "packageReferenceId": "1", "carrierCode": "UPS", "shippingMethod": "UPS Ground", "trackingNumber": tracking,
            "shipDate": "2026-11-23T12:00:00Z",
            "orderItems": [{"orderItemId": item["id"], "quantity": item["quantity"]} for item in order["items"]],
        },
    }  # fmt: skip


def flat_file(order: dict[str, Any], tracking: str) -> str:
    """Return a feed that confirms an order."""
    columns = (
        "order-id",
        "order-item-id",
        "quantity",
        "ship-date",
        "carrier-code",
        "carrier-name",
        "tracking-number",
        "ship-method",
    )
    rows = [
        (order["order_id"], item["id"], str(item["quantity"]), "2026-11-23", "UPS", "", tracking, "Ground")
        for item in order["items"]
    ]
    return (
        "TemplateType=OrderFulfillment\tVersion=2011.1102\n"
        + "\n".join("\t".join(row) for row in (columns, columns, *rows))
        + "\n"
    )


def shipment(order: dict[str, Any]) -> dict[str, Any]:
    """Return the details of a shipment to buy postage for."""
    return {
        "AmazonOrderId": order["order_id"],
        "ItemList": [{"OrderItemId": item["id"], "Quantity": item["quantity"]} for item in order["items"]],
        "ShipFromAddress": FROM,
        "PackageDimensions": {"Length": 10, "Width": 8, "Height": 4, "Unit": "inches"},
        "Weight": {"Value": 16, "Unit": "oz"},
        "ShippingServiceOptions": {"DeliveryExperience": "NoTracking", "CarrierWillPickUp": False},
    }
