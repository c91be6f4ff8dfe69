"""Queues that notifications arrive in: messages are given out in no order, perhaps more than once, until they are deleted."""

from typing import TYPE_CHECKING

from shipby_simulator.core.clock import SECOND
from shipby_simulator.world.state import Message

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World

DEFAULTS = {
    "VisibilityTimeout": "30",
    "MessageRetentionPeriod": "345600",
    "ReceiveMessageWaitTimeSeconds": "0",
    "DelaySeconds": "0",
}
"""What a queue is made with: 30 seconds hidden, four days kept."""


def create(world: "World", name: str, attributes: dict[str, str]) -> bool:
    """Make a queue; False where one of this name has other attributes."""
    held = world.state.queue_attributes.get(name)
    if held is not None:
        return all(held.get(key) == value for key, value in attributes.items())
    world.state.queues[name] = []
    world.state.queue_attributes[name] = DEFAULTS | attributes
    return True


def attribute(world: "World", name: str, key: str) -> int:
    """Return a number among a queue's attributes."""
    return int(world.state.queue_attributes.get(name, DEFAULTS).get(key, DEFAULTS[key]))


def receive(world: "World", name: str, limit: int, hidden: int) -> list[Message]:
    """Give out up to ``limit`` messages in a drawn order and hide each for ``hidden`` seconds."""
    kept = world.now - attribute(world, name, "MessageRetentionPeriod") * SECOND
    queue = world.state.queues[name] = [message for message in world.state.queues[name] if message.sent > kept]
    visible = [message for message in queue if message.visible <= world.now]
    draw = world.draw("receive", name, world.number("receive"))
    given: list[Message] = []
    while visible and len(given) < limit:
        message = visible.pop(draw.below(len(visible)))
        message.received += 1
        message.visible = world.now + hidden * SECOND
        message.receipt = draw.token(96)
        message.first = message.first or world.now
        given.append(message)
    return given


def by_receipt(world: "World", name: str, receipt: str) -> Message | None:
    """Return the message that was last given out with this handle."""
    return next((message for message in world.state.queues[name] if message.receipt and message.receipt == receipt), None)
