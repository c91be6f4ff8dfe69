"""python-amazon-sp-api: through login, search, get, confirm, feed, report, label."""

import io
import json
import sys

from sp_api.api import Feeds, MerchantFulfillment, Orders, Reports, Sellers, Tokens
from sp_api.api.orders.orders_2026_01_01 import OrdersV20260101
from sp_api.auth import AccessTokenClient
from sp_api.base import Marketplaces
from sp_api.base.exceptions import SellingApiBadRequestException

from tests.simulator.clients.common import FULFIL, REPORT, TSV, Server, flat_file, package, shipment

server = Server()


class Login(AccessTokenClient):
    """Asks the simulator for tokens."""

    scheme = "http://"
    host = server.url.removeprefix("http://")


def use(kind, **more):
    """Return an API object that talks to the simulator."""
    card = server.account
    keys = {
        "refresh_token": card["refresh_token"], "lwa_app_id": card["client_id"], "lwa_client_secret": card["client_secret"],
    }  # fmt: skip
    api = kind(Marketplaces.US, credentials=keys, auth_token_client_class=Login, **more)
    api.endpoint = server.url
    return api


said = {}
said["places"] = [row["marketplace"]["id"] for row in use(Sellers).get_marketplace_participation().payload]
orders, v0 = use(OrdersV20260101), use(Orders)
query = {"createdAfter": "2026-01-01T00:00:00Z", "marketplaceIds": server.account["marketplace_ids"], "maxResultsPerPage": 40}
found, token = [], {}
while True:
    page = orders.search_orders(**query, **token)
    found += [order["orderId"] for order in page.payload["orders"]]
    if page.next_token is None:
        break
    token = {"paginationToken": page.next_token}
said["found"] = found
one, two, three = server.unshipped()[:3]
said["confirmed"] = one["order_id"]
v0.confirm_shipment(one["order_id"], **package(one, "1Z999AA10123456784"))
server.advance("PT5M")
order = orders.get_order(one["order_id"], includedData=["PACKAGES", "FULFILLMENT"]).payload["order"]
said["tracking"] = order["packages"][0]["trackingNumber"]
try:
    v0.confirm_shipment(one["order_id"], **package(one, ""))
except SellingApiBadRequestException as error:
    said["refused"] = error.message

feeds = use(Feeds)
_, sent = feeds.submit_feed(FULFIL, io.BytesIO(flat_file(two, "1Z999AA10123456785").encode()), content_type=TSV)
server.advance("PT10M")
done = feeds.get_feed(sent.payload["feedId"]).payload
said["feed"] = [two["order_id"], done["processingStatus"], feeds.get_feed_result_document(done["resultFeedDocumentId"])]

reports = use(Reports)
made = reports.create_report(
    reportType=REPORT, dataStartTime="2026-11-20T00:00:00Z", marketplaceIds=server.account["marketplace_ids"]
)
server.advance("PT10M")
done = reports.get_report(made.payload["reportId"]).payload
document = reports.get_report_document(done["reportDocumentId"], download=True).payload
said["report"] = [
    done["processingStatus"],
    document["document"].partition("\n")[0].split("\t")[:2],
    document["document"].count("\n"),
]

resources = {"restrictedResources": [{"method": "POST", "path": "/mfn/v0/shipments"}]}
opened = use(Tokens).create_restricted_data_token(**resources).payload["restrictedDataToken"]
offers = use(MerchantFulfillment).get_eligible_shipment_services(shipment(three)).payload["ShippingServiceList"]
postage = use(MerchantFulfillment, restricted_data_token=opened)
offer = {"ShippingServiceOfferId": offers[0]["ShippingServiceOfferId"]}
bought = postage.create_shipment(shipment(three), offers[0]["ShippingServiceId"], **offer).payload
said["label"] = [three["order_id"], bought["TrackingId"], bought["Status"], len(bought["Label"]["FileContents"]["Contents"])]
sys.stdout.write(json.dumps(said) + "\n")
