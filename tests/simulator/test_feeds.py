"""Feeds: documents and links, states over time, per-row results, and what feeds do to orders."""

import pytest

from tests.simulator.driver import QUIET, Driver, package, simulate
from tests.simulator.feeding import TSV, XML, create, download, envelope, feed, get, target, upload

ACK, FULFIL, ADJUST = "POST_ORDER_ACKNOWLEDGEMENT_DATA", "POST_ORDER_FULFILLMENT_DATA", "POST_PAYMENT_ADJUSTMENT_DATA"
FLAT_ACK, FLAT_FULFIL = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA", "POST_FLAT_FILE_FULFILLMENT_DATA"
FLAT_ADJUST = "POST_FLAT_FILE_PAYMENT_ADJUSTMENT_DATA"
SUCCESS, UNKNOWN = "<StatusCode>Success</StatusCode>", "<AmazonOrderID>111-1111111-1111111</AmazonOrderID>"
DOCUMENT, GET_DOCUMENT = "feeds_2021-06-30.createFeedDocument", "feeds_2021-06-30.getFeedDocument"


@pytest.fixture
def amazon() -> Driver:
    return simulate()


def order_id(amazon: Driver, n: int) -> str:
    return str(amazon.world.books[0].order_id(n))


def ship(amazon: Driver, n: int) -> None:
    amazon.call("ordersV0.confirmShipment", {"orderId": order_id(amazon, n)}, body=package(amazon, n))
    amazon.advance("PT2M")


def cancellation(amazon: Driver, n: int, reason: str = "NoInventory") -> str:
    items = "".join(
        f"<Item><AmazonOrderItemCode>{item.id}</AmazonOrderItemCode><CancelReason>{reason}</CancelReason></Item>"
        for item in amazon.world.books[0].facts(n).items
    )
    return f"<AmazonOrderID>{order_id(amazon, n)}</AmazonOrderID><StatusCode>Failure</StatusCode>{items}"


def refund(amazon: Driver, n: int, amount: str, extra: str = "", item: str = "") -> str:
    facts = amazon.world.books[0].facts(n)
    return (
        f"<AmazonOrderID>{facts.order_id}</AmazonOrderID><AdjustedItem>"
        f"<AmazonOrderItemCode>{item or facts.items[0].id}</AmazonOrderItemCode>{extra}"
        "<AdjustmentReason>CustomerReturn</AdjustmentReason><ItemPriceAdjustments><Component><Type>Principal</Type>"
        f'<Amount currency="{facts.place.currency}">{amount}</Amount></Component></ItemPriceAdjustments></AdjustedItem>'
    )


def test_an_upload_needs_the_announced_content_type_a_live_link_and_its_own_signature(amazon: Driver) -> None:
    said = amazon.call(DOCUMENT, body={"contentType": XML})[1]
    link = target(said["url"])
    assert amazon.raw("PUT", link, b"x", {"content-type": "text/xml"}).status == 403
    assert b"SignatureDoesNotMatch" in amazon.raw("PUT", link[:-1] + "!", b"x", {"content-type": XML}).body
    assert amazon.raw("GET", link).status == 403
    assert amazon.raw("PUT", link, b"x", {"content-type": XML}).status == 200
    amazon.advance("PT5M1S")
    response = amazon.raw("PUT", link, b"x", {"content-type": XML})
    assert (response.status, b"Request has expired" in response.body) == (403, True)
    assert amazon.call(DOCUMENT, body={"contentType": ""})[0] == 400


def test_a_download_link_dies_a_new_one_works_and_the_document_goes_after_28_days(amazon: Driver) -> None:
    create(amazon, FLAT_ACK, upload(amazon, b"order-id\n", TSV))
    amazon.advance("PT6M")
    name = next(one.result for one in amazon.world.state.feeds.values())
    old = amazon.call(GET_DOCUMENT, {"feedDocumentId": name})[1]
    amazon.advance("PT6M")
    assert amazon.raw("GET", target(old["url"])).status == 403
    assert b"Feed Processing Summary" in download(amazon, amazon.call(GET_DOCUMENT, {"feedDocumentId": name})[1])
    amazon.advance("P28D")
    assert amazon.call(GET_DOCUMENT, {"feedDocumentId": name})[0] == 404


def test_long_results_are_compressed_and_the_link_can_say_so(amazon: Driver) -> None:
    rows = "\n".join(f"111-0000000-{number:07d}\t\t" for number in range(30))
    create(amazon, FLAT_ACK, upload(amazon, f"order-id\tcancellation-reason-code\tamazon-order-item-code\n{rows}".encode(), TSV))
    amazon.advance("PT6M")
    name = next(one.result for one in amazon.world.state.feeds.values())
    said = amazon.call(GET_DOCUMENT, {"feedDocumentId": name}, {"enableContentEncodingUrlHeader": "true"})[1]
    assert said["compressionAlgorithm"] == "GZIP"
    assert ("Content-Encoding", "gzip") in amazon.raw("GET", target(said["url"])).headers
    assert download(amazon, said).count(b"was not found") == 30


def test_a_feed_goes_through_its_states_and_can_be_cancelled_only_while_it_waits(amazon: Driver) -> None:
    n = amazon.unshipped()
    document = upload(amazon, envelope("OrderAcknowledgement", cancellation(amazon, n)).encode(), XML)
    first, second = (create(amazon, ACK, document)[1]["feedId"] for _ in range(2))
    assert get(amazon, first)["processingStatus"] == "IN_QUEUE"
    assert amazon.call("feeds_2021-06-30.cancelFeed", {"feedId": second})[0] == 200
    seen = []
    for _ in range(80):
        amazon.advance("PT5S")
        state = get(amazon, first)["processingStatus"]
        if state == "IN_PROGRESS":
            assert amazon.call("feeds_2021-06-30.cancelFeed", {"feedId": first})[0] == 400
        if state not in seen:
            seen.append(state)
    assert seen == ["IN_QUEUE", "IN_PROGRESS", "DONE"]
    assert get(amazon, second)["processingStatus"] == "CANCELLED"
    assert "resultFeedDocumentId" not in get(amazon, second)
    assert amazon.call("feeds_2021-06-30.getFeed", {"feedId": "1"})[0] == 404
    assert amazon.world.books[0].view(n).status == "CANCELLED"


def test_feeds_are_listed_by_filter_over_pages_and_only_their_own(amazon: Driver) -> None:
    two = simulate(accounts=2)
    made = [create(two, FLAT_ACK, upload(two, b"order-id\n", TSV, account), account)[1]["feedId"] for account in (0, 0, 0, 1)]
    assert made[0] == made[3]  # unique only together with the seller
    two.advance("PT1S")
    _, said = two.call("feeds_2021-06-30.getFeeds", query={"feedTypes": FLAT_ACK, "pageSize": 2})
    found = [one["feedId"] for one in said["feeds"]]
    token = said["nextToken"]
    assert two.call("feeds_2021-06-30.getFeeds", query={"nextToken": token, "pageSize": 2})[0] == 400
    assert two.call("feeds_2021-06-30.getFeeds", query={"nextToken": token}, account=1)[0] == 400
    _, said = two.call("feeds_2021-06-30.getFeeds", query={"nextToken": token})
    assert found + [one["feedId"] for one in said["feeds"]] == made[2::-1]
    assert "nextToken" not in said
    for query in (
        {"feedTypes": ACK},
        {"feedTypes": FLAT_ACK, "processingStatuses": "DONE"},
        {"feedTypes": FLAT_ACK, "marketplaceIds": "X"},
    ):
        assert two.call("feeds_2021-06-30.getFeeds", query=query)[1]["feeds"] == []
    assert two.call("feeds_2021-06-30.getFeeds")[0] == 400


def test_what_create_feed_refuses_and_what_ends_without_effect(amazon: Driver) -> None:
    document = upload(amazon, b"", XML)
    assert create(amazon, "POST_PRODUCT_DATA", document)[0] == 400
    assert create(amazon, "JSON_LISTINGS_FEED", document)[0] == 400
    assert create(amazon, ACK, "amzn1.tortuga.nothing")[0] == 400
    assert create(amazon, ACK, document, marketplaceIds=[])[0] == 400
    empty = amazon.call(DOCUMENT, body={"contentType": XML})[1]["feedDocumentId"]
    abroad = create(amazon, ACK, document, marketplaceIds=["A1PA6795UKMFR9"])[1]["feedId"]
    never = create(amazon, ACK, empty)[1]["feedId"]
    amazon.advance("PT6M")
    assert get(amazon, abroad)["processingStatus"] == "CANCELLED"
    assert get(amazon, never)["processingStatus"] == "FATAL"
    amazon.control("accounts", {"account": 0, "roles": ["Finance and Accounting"]})
    assert create(amazon, ACK, document)[0] == 403


def test_acknowledgements_cancel_and_tell_apart_what_cannot_be_cancelled() -> None:
    amazon = simulate(f"{QUIET}[buyers]\npending = 0.3\n")
    n, book = amazon.unshipped(), amazon.world.books[0]
    shipped = next(
        one
        for one, order in book.orders.items()
        if order.status == "UNSHIPPED" and one != n and "fba" not in book.facts(one).kinds
    )
    ship(amazon, shipped)
    third = next(one for one in sorted(book.orders) if one not in {n, shipped} and book.view(one).status == "UNSHIPPED")
    pending = next(one for one, order in book.orders.items() if order.status == "PENDING")
    status, said = feed(
        amazon,
        ACK,
        envelope(
            "OrderAcknowledgement",
            cancellation(amazon, n),
            cancellation(amazon, shipped),
            cancellation(amazon, third, "Whim"),
            f"<AmazonOrderID>{order_id(amazon, third)}</AmazonOrderID><MerchantOrderID>M-7</MerchantOrderID>{SUCCESS}",
            "<AmazonOrderID>111-1111111-1111111</AmazonOrderID><StatusCode>Failure</StatusCode>",
            cancellation(amazon, pending),
            cancellation(amazon, n),
        ),
    )
    assert status == "DONE"
    assert "<MessagesProcessed>7</MessagesProcessed>" in said
    assert "<MessagesSuccessful>2</MessagesSuccessful>" in said
    for number, word in (
        (2, "already been shipped"),
        (3, "'Whim' is not valid"),
        (5, "was not found"),
        (6, "Pending"),
        (7, "already been canceled"),
    ):
        part = said.partition(f"<MessageID>{number}</MessageID>\n\t\t\t\t<ResultCode>")[2].partition("</Result>")[0]
        assert word in part, said
    assert (book.view(n).status, book.view(n).cancelled_by, book.view(n).cancelled_why) == (
        "CANCELLED",
        "MERCHANT",
        "NoInventory",
    )
    assert (book.view(third).status, book.view(third).acknowledged) == ("UNSHIPPED", "M-7")
    assert book.view(shipped).status == "SHIPPED"


def test_part_of_a_line_is_cancelled_and_the_rest_still_ships() -> None:
    amazon = simulate(f"{QUIET}[strange]\nhuge_quantity = 1.0\n")
    n = amazon.unshipped()
    item = amazon.world.books[0].facts(n).items[0]
    body = (
        f"<AmazonOrderID>{order_id(amazon, n)}</AmazonOrderID><StatusCode>Failure</StatusCode><Item>"
        f"<AmazonOrderItemCode>{item.id}</AmazonOrderItemCode>"
        "<CancelReason>NoInventory</CancelReason><Quantity>{}</Quantity></Item>"
    )
    _, said = feed(amazon, ACK, envelope("OrderAcknowledgement", body.format(99), body.format(901)))
    assert "Only 900 units" in said
    order = amazon.world.books[0].view(n)
    assert (order.status, order.cancelled[0]) == ("UNSHIPPED", 99)
    strict = simulate(QUIET.replace("[amazon]", "[amazon]\npartial_cancel = false"))
    n = strict.unshipped()
    whole = cancellation(strict, n).replace("</CancelReason>", "</CancelReason><Quantity>1</Quantity>", 1)
    assert "Quantity is not supported" in feed(strict, ACK, envelope("OrderAcknowledgement", whole))[1]


def test_a_fulfilment_feed_confirms_by_the_rules_of_confirm_shipment(amazon: Driver) -> None:
    n, book = amazon.unshipped(), amazon.world.books[0]
    body = (
        f"<AmazonOrderID>{order_id(amazon, n)}</AmazonOrderID><MerchantFulfillmentID>4</MerchantFulfillmentID>"
        "<FulfillmentDate>2026-11-23T12:00:00Z</FulfillmentDate><FulfillmentData>{}<ShippingMethod>Ground</ShippingMethod>"
        "<ShipperTrackingNumber>{}</ShipperTrackingNumber></FulfillmentData>"
    )
    ups, other = "<CarrierCode>UPS</CarrierCode>", "<CarrierCode>Other</CarrierCode>"
    _, said = feed(
        amazon,
        FULFIL,
        envelope(
            "OrderFulfillment",
            body.format(ups, "1Z1"),
            body.format(ups, "1Z2"),
            body.format(other, "1Z3"),
            body.format(ups, "1Z4").replace(">4<", ">5<"),
            body.format(ups, "1Z5").replace(order_id(amazon, n), "111-1111111-1111111"),
        ),
    )
    assert "<MessagesSuccessful>2</MessagesSuccessful>" in said
    for word in ("carrier-name is required", "111-1111111-1111111 was not found"):
        assert word in said
    amazon.advance("PT2M")
    order = book.view(n)
    assert order.status == "SHIPPED"
    assert [(one.reference, one.tracking, one.edits) for one in order.packages] == [("4", "1Z2", 1)]
    _, said = feed(amazon, FULFIL, envelope("OrderFulfillment", body.format(ups, "1Z6").replace(">4<", ">6<")))
    assert "not finding a matching package" in said.lower()


def test_the_flat_file_confirms_edits_and_names_bad_rows(amazon: Driver) -> None:
    n, book = amazon.unshipped(), amazon.world.books[0]
    head = "TemplateType=OrderFulfillment\tVersion=2011.1102\n"
    head += "order-id\torder-item-id\tquantity\tship-date\tcarrier-code\ttracking-number\tcolour\r\n"
    row = f"{order_id(amazon, n)}\t\t\t2026-11-23\tUPS\t{{}}\tred\r\n"
    bad = f"{order_id(amazon, n)}\t\t\t23.11.2026\tUPS\t1Z9\t\r\n"
    bad += "111-1111111-1111111\t\t\t2026-11-23\tUPS\t1Z9\t\r\n\t\t\t2026-11-23\tUPS\t1Z9\r\n"
    status, said = feed(amazon, FLAT_FULFIL, head + row.format("1Z1") + bad)
    assert status == "DONE"
    lines = said.splitlines()
    assert lines[:3] == ["Feed Processing Summary:", "\tNumber of records processed\t\t4", "\tNumber of records successful\t\t1"]
    assert [line.split("\t")[0:1] + line.split("\t")[3:5] for line in lines[5:]] == [
        ["0", "90061", "Warning"], ["2", "18028", "Error"], ["3", "18028", "Error"], ["4", "18028", "Error"],
    ]  # fmt: skip
    amazon.advance("PT2M")
    assert book.view(n).status == "SHIPPED"
    feed(amazon, FLAT_FULFIL, head + row.format("1Z2"))
    assert [(one.tracking, one.edits) for one in book.view(n).packages] == [("1Z2", 1)]
    status, said = feed(amazon, FLAT_FULFIL, "order\tship-date\nx\ty\n")
    assert "90012\tFatal" in said
    assert "processed\t\t0" in said


def test_rows_of_one_order_split_it_into_packages() -> None:
    amazon = simulate(f"{QUIET}[strange]\nmany_items = 1.0\n")
    n, head = amazon.unshipped(), "order-id\torder-item-id\tquantity\tship-date\tcarrier-code\ttracking-number\n"
    items = amazon.world.books[0].facts(n).items
    rows = [f"{order_id(amazon, n)}\t{item.id}\t{item.quantity}\t2026-11-23\tUPS\t1Z{item.id}\n" for item in items]
    feed(amazon, FLAT_FULFIL, head + "".join(rows[:-1]))
    amazon.advance("PT2M")
    assert amazon.world.books[0].view(n).status == "PARTIALLY_SHIPPED"
    feed(amazon, FLAT_FULFIL, head + rows[-1])
    amazon.advance("PT2M")
    order = amazon.world.books[0].view(n)
    assert (order.status, len(order.packages)) == ("SHIPPED", len(items))


def test_refunds_pay_twice_while_money_is_left_and_never_more_than_was_charged(amazon: Driver) -> None:
    n = amazon.unshipped(place="ATVPDKIKX0DER")
    ship(amazon, n)
    item = amazon.world.books[0].facts(n).items[0]
    half = f"{(item.price - item.discount) // 2 / 100:.2f}"
    status, said = feed(
        amazon,
        ADJUST,
        envelope(
            "OrderAdjustment",
            *[refund(amazon, n, half, "<MerchantAdjustmentItemID>R-1</MerchantAdjustmentItemID>")] * 2,
            refund(amazon, n, "5.00"),
            refund(amazon, n, "0.01").replace("CustomerReturn", "Whim"),
            refund(amazon, n, "0.01").replace('"USD"', '"EUR"'),
            refund(amazon, n, "0.01", item="12345678901234"),
            refund(amazon, n, "-0.01"),
        ),
    )
    assert status == "DONE"
    assert "<MessagesSuccessful>2</MessagesSuccessful>" in said
    for word in ("exceeds the amount", "'Whim' is not valid", "not the currency", "does not belong", "must not be negative"):
        assert word in said
    refunds = amazon.world.books[0].view(n).refunds
    assert [(one.adjustment, one.effective, one.posted > one.at) for one in refunds] == [("R-1", True, True)] * 2


def test_the_same_adjustment_number_is_refused_where_the_scenario_says_so() -> None:
    amazon = simulate(QUIET.replace("[amazon]", "[amazon]\nduplicate_adjustment_refused = true"))
    n = amazon.unshipped()
    ship(amazon, n)
    body = refund(amazon, n, "0.01", "<MerchantAdjustmentItemID>R-1</MerchantAdjustmentItemID>")
    assert "already been processed" in feed(amazon, ADJUST, envelope("OrderAdjustment", body, body))[1]


def test_a_refund_before_the_confirmation_waits_for_it(amazon: Driver) -> None:
    n = amazon.unshipped()
    feed(amazon, ADJUST, envelope("OrderAdjustment", refund(amazon, n, "0.01")))
    assert [one.effective for one in amazon.world.books[0].view(n).refunds] == [False]
    ship(amazon, n)
    assert [(one.effective, one.posted > 0) for one in amazon.world.books[0].view(n).refunds] == [(True, True)]


def test_the_flat_file_refunds_and_wants_two_decimals(amazon: Driver) -> None:
    n = amazon.unshipped(place="ATVPDKIKX0DER")
    ship(amazon, n)
    item = amazon.world.books[0].facts(n).items[0]
    head = "order-id\torder-item-id\tadjustment-reason-code\tcurrency\titem-price-adj\titem-tax-adj\n"
    row = f"{order_id(amazon, n)}\t{item.id}\tCustomerReturn\tUSD\t{{}}\t\n"
    _, said = feed(amazon, FLAT_ADJUST, head + row.format("1.50") + row.format("1.5") + row.format("1,000.00"))
    assert said.count("exactly two decimals") == 2
    assert [one.components for one in amazon.world.books[0].view(n).refunds] == [[("Principal", 150)]]


def test_the_flat_file_cancels_whole_orders_and_single_items(amazon: Driver) -> None:
    n = amazon.unshipped()
    head = "TemplateType=OrderCancellation\tVersion=1.0/1.0.3\tThis row for Amazon.com use only.\n"
    head += "order-id\tcancellation-reason-code\tamazon-order-item-code\n"
    status, said = feed(amazon, FLAT_ACK, f"{head}{order_id(amazon, n)}\tNoInventory\t\n{order_id(amazon, n)}\t\t\n")
    assert (status, "together or not at all" in said) == ("DONE", True)
    assert amazon.world.books[0].view(n).status == "CANCELLED"


@pytest.mark.parametrize(
    ("content", "kind", "status", "word"),
    [
        ('<?xml version="1.0"?><AmazonEnvelope><Header>', XML, "FATAL", "5001"),
        (b'<?xml version="1.0" encoding="utf-8"?><AmazonEnvelope>Z\xfcrich</AmazonEnvelope>', XML, "FATAL", "5001"),
        ("", XML, "FATAL", "5001"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><AmazonEnvelope>&b;</AmazonEnvelope>', XML, "FATAL", "5001"),
        (envelope("OrderFulfillment", UNKNOWN), XML, "DONE", ">25<"),
        (envelope("OrderAcknowledgement", SUCCESS + UNKNOWN), XML, "DONE", "out of order"),
        (envelope("OrderAcknowledgement", UNKNOWN.replace("111-", "1-") + SUCCESS), XML, "DONE", ">25<"),
    ],
)  # fmt: skip
def test_xml_that_cannot_be_taken_as_a_whole(amazon: Driver, content: str | bytes, kind: str, status: str, word: str) -> None:
    found, said = feed(amazon, ACK, content, kind)
    assert found == status
    assert word in said
    assert "<MessagesSuccessful>0</MessagesSuccessful>" in said


def test_a_flat_file_in_another_code_page_is_fatal_and_in_the_announced_one_is_read(amazon: Driver) -> None:
    content = "order-id\tship-date\tcarrier-name\n111-1111111-1111111\t2026-11-23\tKöln Kurier\n".encode("cp1252")
    assert feed(amazon, FLAT_FULFIL, content)[0] == "FATAL"
    status, said = feed(amazon, FLAT_FULFIL, content, "text/tab-separated-values; charset=windows-1252")
    assert (status, "was not found" in said) == ("DONE", True)


def test_a_feed_that_breaks_off_has_done_half_of_its_work() -> None:
    amazon = simulate(f"{QUIET}[documents]\nfeed_fatal = 1.0\n")
    book = amazon.world.books[0]
    orders = [n for n, order in sorted(book.orders.items()) if order.status == "UNSHIPPED" and not book.facts(n).by_amazon][:4]
    assert feed(amazon, ACK, envelope("OrderAcknowledgement", *(cancellation(amazon, n) for n in orders))) == ("FATAL", "")
    assert [book.view(n).status for n in orders] == ["CANCELLED", "CANCELLED", "UNSHIPPED", "UNSHIPPED"]


def test_faults_strike_documents_too(amazon: Driver) -> None:
    said = amazon.call(DOCUMENT, body={"contentType": XML})[1]
    for kind, status in (("throttle", 503), ("error", 503)):
        amazon.control("faults", {"kind": kind, "operation": "document", "count": 1})
        assert amazon.raw("PUT", target(said["url"]), b"x", {"content-type": XML}).status == status
    amazon.control("faults", {"kind": "lost", "operation": "document", "count": 1})
    assert amazon.raw("PUT", target(said["url"]), b"x", {"content-type": XML}).drop
    assert amazon.world.state.documents[said["feedDocumentId"]].content == b"x"


def test_a_saved_world_ends_its_feeds_alike(amazon: Driver) -> None:
    n = amazon.unshipped()
    first = create(amazon, ACK, upload(amazon, envelope("OrderAcknowledgement", cancellation(amazon, n)).encode(), XML))[1]
    feed(amazon, ADJUST, envelope("OrderAdjustment", refund(amazon, amazon.unshipped(), "0.01")))
    second = create(amazon, FLAT_ACK, upload(amazon, b"order-id\n1\n", TSV))[1]
    twin = simulate()
    assert twin.raw("PUT", "/_simulator/state/file", amazon.raw("GET", "/_simulator/state/file").body).status == 200
    twin.tokens = dict(amazon.tokens)
    for one in (amazon, twin):
        one.log.clear()
        one.advance("P3D")
        for said in (first, second):
            result = get(one, said["feedId"])["resultFeedDocumentId"]
            download(one, one.call(GET_DOCUMENT, {"feedDocumentId": result})[1])
        one.control(f"truth/orders/{order_id(one, n)}")
    assert amazon.log == twin.log
    assert len(amazon.log) == 9
