"""Who did it: every act names its actor, and the journal keeps the name."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """What stands behind an act."""

    PERSON = "person"
    COMMAND = "command"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person signed in, a command run by a system user, or Shipby itself.

    ``key`` is the person's row id or the system user's login, ``name`` what the timeline shows.
    """

    kind: ActorKind
    key: str
    name: str


SHIPBY = Actor(ActorKind.SYSTEM, "shipby", "Shipby")
