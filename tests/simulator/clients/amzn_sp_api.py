"""amzn-sp-api, Amazon's own client: through login, search, get, confirm, feed, report, label."""

import gzip
import json
import sys
import urllib.request

from spapi import Configuration

Configuration.set_default(Configuration())  # else every object it makes adds a handler to two loggers

from spapi.api.feeds_v2021_06_30.feeds_api import FeedsApi  # noqa: E402
from spapi.api.merchant_fulfillment_v0.merchant_fulfillment_api import MerchantFulfillmentApi  # noqa: E402
from spapi.api.orders_v0.orders_v0_api import OrdersV0Api  # noqa: E402
from spapi.api.orders_v2026_01_01.get_order_api import GetOrderApi  # noqa: E402
from spapi.api.orders_v2026_01_01.search_orders_api import SearchOrdersApi  # noqa: E402
from spapi.api.reports_v2021_06_30.reports_api import ReportsApi  # noqa: E402
from spapi.api.sellers_v1.sellers_api import SellersApi  # noqa: E402
from spapi.api.tokens_v2021_03_01.tokens_api import TokensApi  # noqa: E402
from spapi.auth.credentials import SPAPIConfig  # noqa: E402
from spapi.client import SPAPIClient  # noqa: E402
from spapi.rest import ApiException  # noqa: E402

from tests.simulator.clients.common import FULFIL, REPORT, TSV, Server, flat_file, package, shipment  # noqa: E402

server = Server()
card = server.account
config = SPAPIConfig(card["client_id"], card["client_secret"], card["refresh_token"], region="NA")
client = SPAPIClient(config, oauth_endpoint=f"{server.url}/auth/o2/token", endpoint=server.url).api_client


class Opened:
    """Stands in the place of the token cache: hands out a restricted data token."""

    def __init__(self, token):
        self.token = token

    def get_lwa_access_token(self):
        return self.token


def load(document):
    """Return the content behind a document's link."""
    with urllib.request.urlopen(document.url, timeout=20) as answer:
        raw = answer.read()
    return (gzip.decompress(raw) if document.compression_algorithm == "GZIP" else raw).decode()


said = {}
said["places"] = [row.marketplace.id for row in SellersApi(client).get_marketplace_participations().payload]
search = SearchOrdersApi(client)
query = {"created_after": "2026-01-01T00:00:00Z", "marketplace_ids": card["marketplace_ids"], "max_results_per_page": 40}
found, token = [], {}
while True:
    page = search.search_orders(**query, **token)
    found += [order.order_id for order in page.orders]
    if page.pagination is None:
        break
    token = {"pagination_token": page.pagination.next_token}
said["found"] = found
one, two, three = server.unshipped()[:3]
said["confirmed"] = one["order_id"]
v0 = OrdersV0Api(client)
v0.confirm_shipment(one["order_id"], package(one, "1Z999AA10123456784"))
server.advance("PT5M")
order = GetOrderApi(client).get_order(one["order_id"], included_data=["PACKAGES", "FULFILLMENT"]).order
said["tracking"] = order.packages[0].tracking_number
try:
    v0.confirm_shipment(one["order_id"], package(one, ""))
except ApiException as error:
    said["refused"] = json.loads(error.body)["errors"][0]["message"]

feeds = FeedsApi(client)
document = feeds.create_feed_document({"contentType": TSV})
upload = urllib.request.Request(document.url, flat_file(two, "1Z999AA10123456785").encode(), {"Content-Type": TSV}, method="PUT")
urllib.request.urlopen(upload, timeout=20).close()
feed = {"feedType": FULFIL, "marketplaceIds": card["marketplace_ids"][:1], "inputFeedDocumentId": document.feed_document_id}
sent = feeds.create_feed(feed)
server.advance("PT10M")
done = feeds.get_feed(sent.feed_id)
result = load(feeds.get_feed_document(done.result_feed_document_id))
said["feed"] = [two["order_id"], done.processing_status, result]

reports = ReportsApi(client)
wanted = {"reportType": REPORT, "dataStartTime": "2026-11-20T00:00:00Z", "marketplaceIds": card["marketplace_ids"]}
made = reports.create_report(wanted)
server.advance("PT10M")
done = reports.get_report(made.report_id)
text = load(reports.get_report_document(done.report_document_id))
said["report"] = [done.processing_status, text.partition("\n")[0].split("\t")[:2], text.count("\n")]

resources = {"restrictedResources": [{"method": "POST", "path": "/mfn/v0/shipments"}]}
opened = TokensApi(client).create_restricted_data_token(resources).restricted_data_token
offers = MerchantFulfillmentApi(client).get_eligible_shipment_services({"ShipmentRequestDetails": shipment(three)}).payload
offer = offers.shipping_service_list[0]
client.configuration.access_token_cache = Opened(opened)
bought = (
    MerchantFulfillmentApi(client)
    .create_shipment(
        {
            "ShipmentRequestDetails": shipment(three),
            "ShippingServiceId": offer.shipping_service_id,
            "ShippingServiceOfferId": offer.shipping_service_offer_id,
        }
    )
    .payload
)
said["label"] = [three["order_id"], bought.tracking_id, bought.status, len(bought.label.file_contents.contents)]
sys.stdout.write(json.dumps(said) + "\n")
