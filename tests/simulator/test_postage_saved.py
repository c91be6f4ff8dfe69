"""Postage in a saved world: a loaded one sells, prints, refunds and delivers as the first one does."""

from tests.simulator.driver import simulate
from tests.simulator.test_merchant_fulfillment import cancel, create, details
from tests.simulator.test_merchant_fulfillment import order as mfn_order
from tests.simulator.test_shipping_v2 import CANCEL, order, outside, purchase, rates, rates_body


def test_a_loaded_world_sells_prints_refunds_and_delivers_alike() -> None:
    amazon = simulate()
    n = order(amazon)
    told = rates(amazon, rates_body(amazon, n))
    first = purchase(amazon, told, "k-1")
    spare = purchase(amazon, told, "k-2")[1]["payload"]
    held = rates(amazon, outside())
    _, voided = create(amazon, details(amazon, mfn_order(amazon)))
    cancel(amazon, voided["payload"])
    other = simulate(seed=3, orders=5)
    saved = amazon.raw("GET", "/_simulator/state/file").body
    assert other.raw("PUT", "/_simulator/state/file", saved).status == 200
    other.tokens = dict(amazon.tokens)
    for one in (amazon, other):
        one.log.clear()
        assert purchase(one, told, "k-1") == first
        assert purchase(one, held)[0] == 200
        one.advance("PT5M")
        path = {"shipmentId": spare["shipmentId"]}
        assert one.call("shippingV2.getShipmentDocuments", path, {"packageClientReferenceId": "p1"})[0] == 200
        assert one.call(CANCEL, {"shipmentId": first[1]["payload"]["shipmentId"]})[0] == 200
        one.advance("P20D")
        for path in ("labels", "money", "paid-twice", "parcels"):
            one.control(f"truth/{path}")
    assert amazon.log == other.log
