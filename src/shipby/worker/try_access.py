"""Keys to Amazon are tried before they are saved: what each failure means, and what the application may see."""

from datetime import datetime, timedelta

from shipby.actions.connect_account import GrantedAccess
from shipby.amazon.gateway import Gateway
from shipby.amazon.http import Answer
from shipby.amazon.operations import PARTICIPATIONS, SEARCH_ORDERS
from shipby.amazon.orders import OrdersWindow, search_orders
from shipby.amazon.sellers import marketplaces_of
from shipby.amazon.tokens import LOGIN, Credentials
from shipby.amazon.wire.orders import ReadOrder
from shipby.shop.rules.access import (
    MOST_CLOCK_DIFFERENCE,
    AmazonOutOfReach,
    ClockIsOff,
    NoMarketplaceThere,
    Revoked,
    RoleMissing,
    WrongKeys,
)
from shipby.words.marketplaces import BY_ID
from shipby.words.ports import ports
from shipby.words.refusals import Refusal
from shipby.words.troubles import NoAccess, Trouble
from shipby.worker.gateways import http

_LOOK_BACK = timedelta(days=30)


def try_access(region: str, credentials: Credentials, *, endpoint: str = "", login_url: str = "") -> GrantedAccess:
    """Try the keys: log in, ask where the seller sells, look at some orders.

    ``endpoint`` and ``login_url`` = what is kept in place of Amazon's own addresses, empty = those.

    Raises:
        WrongKeys, Revoked, RoleMissing, NoMarketplaceThere, ClockIsOff, AmazonOutOfReach: what is wrong, and what to do.
    """
    gateway = Gateway(http(), credentials, ports.clock.now)
    try:
        marketplaces, answer = marketplaces_of(gateway)
        _check_clock(answer, ports.clock.now())
        sold_in = [name for name in marketplaces if name in BY_ID and BY_ID[name].region == region]
        if not sold_in:
            raise NoMarketplaceThere(region=region)
        page, _ = search_orders(gateway, OrdersWindow(ports.clock.now() - _LOOK_BACK, fulfilled_by="MERCHANT"))
    except Trouble as trouble:
        raise meaning_of(trouble) from trouble
    return GrantedAccess(
        client_id=credentials.client_id,
        client_secret=credentials.client_secret,
        refresh_token=credentials.refresh_token,
        marketplace_ids=sold_in,
        data_sets=data_sets(page.orders),
        endpoint=endpoint,
        login_url=login_url,
        tried=[(one.name, one.rate, one.burst) for one in (PARTICIPATIONS, SEARCH_ORDERS)],
    )


def meaning_of(trouble: Trouble) -> Refusal:
    """What a failed call means to the person who entered the keys."""
    if not isinstance(trouble, NoAccess):
        return AmazonOutOfReach(operation=trouble.operation)
    if trouble.operation != LOGIN:
        return RoleMissing(text=trouble.text or trouble.code)
    return Revoked() if trouble.code == "invalid_grant" else WrongKeys()


def data_sets(orders: tuple[ReadOrder, ...]) -> list[str]:
    """Names of the personal data that these orders show: it depends on the application's roles (sp-api 1.4)."""
    people = [order.received.personal for order in orders if order.received is not None and order.received.personal is not None]
    found = {
        "address": any(person.recipient is not None for person in people),
        "buyer_name": any(person.buyer is not None and person.buyer.name for person in people),
        "buyer_email": any(person.buyer is not None and person.buyer.email for person in people),
    }
    return [name for name, is_there in found.items() if is_there]


def _check_clock(answer: Answer, now: datetime) -> None:
    difference = abs(now - answer.date) if answer.date else timedelta()
    if difference > MOST_CLOCK_DIFFERENCE:
        raise ClockIsOff(minutes=round(difference.total_seconds() / 60))
