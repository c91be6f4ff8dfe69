"""Labels of the carrier that sells later: asked for now, printed and paid after a while, or not at all."""

from typing import TYPE_CHECKING, Any

from shipby_simulator.carriers.postage import pay

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World
    from shipby_simulator.world.state import Label


def ask(world: "World", label: "Label") -> None:
    """Plan the making of a requested label."""
    after = int(world.settings.carriers.async_seconds * 1000)
    world.later(world.now + after, "label_made", label.account, label.n, label.id)


def label_made(world: "World", account: int, n: int, argument: Any) -> None:  # noqa: ARG001  (every happening has these)
    """Let a requested label be made; the carrier refuses some without taking money."""
    label = world.state.labels[argument]
    if world.draw("label made", label.id).chance(world.settings.carriers.async_fails):
        label.status, label.changed = "failed", world.now
    else:
        pay(world, label)
