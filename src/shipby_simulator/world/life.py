"""The life of an order on Amazon's side: placed, paid or not, asked to cancel, overdue, delivered, complained about."""

from typing import TYPE_CHECKING, Any

from shipby_simulator.core.clock import DAY, HOUR, MINUTE
from shipby_simulator.world import deadlines, stock
from shipby_simulator.world.notices import order_changed
from shipby_simulator.world.state import OrderState

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World
    from shipby_simulator.world.facts import Facts

OPEN = {"UNSHIPPED", "PARTIALLY_SHIPPED"}
WAITING = {"PENDING", "PENDING_AVAILABILITY"}


def place(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let a buyer order now."""
    book, now = world.books[account], world.now
    number = len(book.created)
    book.created.append(now)  # facts need the instant before the order stands in the book
    plan = book.facts(number).plan
    book.created.pop()
    status = "PENDING_AVAILABILITY" if plan.release_after else ("PENDING" if plan.pay_after else "UNSHIPPED")
    number = book.add(now, status)
    facts, order = book.facts(number), book.orders[number]
    stock.take(world, account, facts)
    _plan_ahead(world, account, facts, order)
    if world.settings.amazon.notifies_new_orders:
        order_changed(world, account, number, "OrderStatusChange", "New order")


def _plan_ahead(world: "World", account: int, facts: "Facts", order: OrderState) -> None:
    """Put what the buyer and Amazon will do into the queue."""
    plan, now, n = facts.plan, world.now, facts.n
    if order.status == "UNSHIPPED":
        order.paid = now
    elif order.status == "PENDING_AVAILABILITY":
        world.later(now + plan.release_after, "paid", account, n)
    elif plan.pays:
        world.later(now + plan.pay_after, "paid", account, n)
    else:
        world.later(now + world.settings.amazon.pending_days * DAY, "unpaid", account, n)
    if facts.by_amazon:
        world.later(now + plan.pay_after + 14 * HOUR, "fba", account, n)
        return
    wishes = (
        (plan.cancel_after, "cancels"),
        (plan.ask_after, "asks"),
        (plan.address_after, "address"),
        (plan.write_after, "writes"),
    )
    for after, kind in wishes:
        if after:
            world.later(now + after, kind, account, n)
    world.later(deadlines.cancel_at(facts.ship_by, world.settings.amazon.auto_cancel_weekdays), "overdue", account, n)


def lag_of(world: "World", order_id: str) -> int:
    """Return how many milliseconds late lists show this change; mostly 0."""
    amazon = world.settings.amazon
    draw = world.draw("lag", order_id, world.number("change"))
    if not draw.chance(amazon.replica_lag):
        return 0
    low, high = amazon.replica_lag_seconds
    return int((low + (high - low) * draw.unit()) * 1000)


def change(world: "World", account: int, n: int, what: str, kind: str = "OrderStatusChange") -> None:
    """Note a change of an order that ``Book.before_change`` opened, and tell subscribers."""
    book = world.books[account]
    book.changed(n, what, lag_of(world, book.order_id(n)))
    order_changed(world, account, n, kind, what)


def paid(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let the payment clear, or the pre-order become available."""
    book = world.books[account]
    if book.view(n).status not in WAITING:
        return
    order = book.before_change(n)
    order.status, order.paid = "UNSHIPPED", world.now
    change(world, account, n, "payment cleared")


def unpaid(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let Amazon give up waiting for the payment."""
    if world.books[account].view(n).status in WAITING:
        cancel(world, account, n, "AMAZON", "PaymentFailed")


def cancels(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let the buyer cancel within the first half hour (amazon-policy 4.1)."""
    order = world.books[account].view(n)
    if order.status in {"UNSHIPPED", *WAITING} and not order.packages:
        cancel(world, account, n, "BUYER", "BuyerCanceled")


def asks(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let the buyer ask for cancellation: a request, not a cancellation."""
    book = world.books[account]
    if book.view(n).status != "UNSHIPPED" or book.view(n).packages:
        return
    order = book.before_change(n)
    order.cancel_asked, order.cancel_reason = world.now, book.facts(n).plan.ask_reason
    change(world, account, n, "Buyer Requested Cancel", "BuyerRequestedChange")


def address(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let a late address appear."""
    book = world.books[account]
    if book.view(n).status in OPEN:
        book.before_change(n)
        change(world, account, n, "address available")


def writes(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let the buyer write; SP-API cannot read it, the truth can."""
    world.order(account, n).messages.append({"at": world.now, "from": "buyer", "text": "Where is my order?"})


def overdue(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let Amazon cancel what nobody confirmed (amazon-policy 2.5)."""
    order = world.books[account].view(n)
    if order.status == "UNSHIPPED" and not order.packages:
        cancel(world, account, n, "AMAZON", "NotConfirmedInTime")


def cancel(
    world: "World", account: int, n: int, by: str, why: str, quantities: list[int] | None = None, *, lines: str = "whole order"
) -> None:
    """Cancel an order, or ``quantities`` per item of it."""
    book = world.books[account]
    order = book.before_change(n)
    ordered = [item.quantity for item in book.facts(n).items]
    room = [total - done - gone for total, done, gone in zip(ordered, order.shipped, order.cancelled, strict=True)]
    take = room if quantities is None else [min(*pair) for pair in zip(quantities, room, strict=True)]
    order.cancelled = [gone + more for gone, more in zip(order.cancelled, take, strict=True)]
    order.cancelled_by, order.cancelled_why = by, why
    if all(total == gone for total, gone in zip(ordered, order.cancelled, strict=True)):
        order.status, order.cancelled_at = "CANCELLED", world.now
        if book.facts(n).by_amazon:
            stock.leave(world, account, book.facts(n))
    elif all(total == done + gone for total, done, gone in zip(ordered, order.shipped, order.cancelled, strict=True)):
        order.status = "SHIPPED"
    change(world, account, n, f"cancelled by {by}: {why} ({lines})")


def fba(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let Amazon's warehouse ship an order of its own."""
    book = world.books[account]
    if book.view(n).status != "UNSHIPPED":
        return
    order = book.before_change(n)
    order.status, order.confirmed = "SHIPPED", world.now
    order.shipped = [item.quantity for item in book.facts(n).items]
    stock.leave(world, account, book.facts(n))
    change(world, account, n, "shipped by Amazon")


def delivered(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let a parcel arrive; when it was the last one, the buyer's plans begin."""
    book = world.books[account]
    order = world.order(account, n)
    parcels = [world.state.parcels.get(package.tracking) for package in order.packages if package.applied]
    if order.delivered or any(parcel is None or not _is_delivered(parcel.scans, world.now) for parcel in parcels):
        return
    order.delivered = world.now
    order.history.append((world.now, order.status, "delivered"))
    plan = book.facts(n).plan
    for after, kind in (
        (plan.feedback_after, "feedback"), (plan.return_after, "return"), (plan.claim_after, "claim"),
        (plan.chargeback_after, "chargeback"),
    ):  # fmt: skip
        if after:
            world.later(world.now + after, kind, account, n)


def _is_delivered(scans: list[tuple[int, str, str]], now: int) -> bool:
    return any(code == "Delivered" and at <= now for at, code, _ in scans)


def missing(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let a buyer whose parcel did not come complain, three days after the promise."""
    order = world.books[account].view(n)
    if not order.delivered and order.claim is None and world.books[account].facts(n).plan.claims_undelivered:
        _file(world, account, n, "NOT_RECEIVED")


def claim(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let a buyer file an A-to-z claim about what came."""
    if world.books[account].view(n).claim is None:
        _file(world, account, n, "NOT_AS_DESCRIBED")


def _file(world: "World", account: int, n: int, reason: str) -> None:
    order = world.order(account, n)
    order.claim = {"at": world.now, "state": "UNDER_REVIEW", "reason": reason}
    order.history.append((world.now, order.status, f"A-to-z claim: {reason}"))
    world.later(world.now + 2 * DAY, "verdict", account, n)


def verdict(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let Amazon decide a claim: denied where the buyer already has the money back, else granted."""
    order = world.order(account, n)
    if order.claim is not None:
        order.claim["state"] = "DENIED" if any(refund.effective for refund in order.refunds) else "GRANTED"
        order.claim["decided"] = world.now
        order.history.append((world.now, order.status, f"claim {order.claim['state'].lower()}"))


def feedback(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let the buyer rate the order."""
    order = world.order(account, n)
    order.feedback = (world.now, world.books[account].facts(n).plan.rating)
    order.history.append((world.now, order.status, f"feedback: {order.feedback[1]} stars"))


def chargeback(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let the buyer's bank take the money back."""
    order = world.order(account, n)
    order.chargeback = world.now
    order.history.append((world.now, order.status, "chargeback"))


def returns(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let the buyer ask to send the first item back, and send it."""
    order, draw = world.order(account, n), world.draw("return", account, n)
    facts = world.books[account].facts(n)
    order.returns.append(
        {
            "at": world.now,
            "item": 0,
            "quantity": min(1, facts.items[0].quantity),
            "reason": facts.plan.return_reason,
            "amazon_rma": f"D{draw.token(8, 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789')}RRMA",
            "tracking": "9200" + draw.token(18, "0123456789"),
            "back": world.now + draw.between(3, 12) * DAY + draw.below(600) * MINUTE,
            "in_policy": "Y" if world.now - order.delivered < 30 * DAY else "N",
        }
    )
    order.history.append((world.now, order.status, "return requested"))


def publish(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001
    """Let a lagging replica catch up with an order."""
    world.books[account].publish(n)
