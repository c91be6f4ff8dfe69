"""Troubles: what a partner's failure means for us. Each class is a decision, not a description.

The six of settled design: throttled (until), nothing sent, refused (code, text), no answer (in doubt),
broken answer, no access.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(kw_only=True, eq=False)
class Trouble(Exception):
    """Base of all troubles; ``partner`` and ``operation`` name the call in the partner's own words.

    ``request_id`` is the partner's number of the answer, which its support asks for; empty = none came.
    """

    partner: str
    operation: str
    request_id: str = ""


@dataclass(kw_only=True, eq=False)
class Throttled(Trouble):
    """The partner asks us to wait; nothing happened. Try again after ``until`` (UTC)."""

    until: datetime


@dataclass(kw_only=True, eq=False)
class NothingSent(Trouble):
    """The request never left (name lookup, refused connection, TLS). Safe to try again."""


@dataclass(kw_only=True, eq=False)
class Refused(Trouble):
    """The partner said no, in its own ``code`` and ``text``. Never repeated unchanged."""

    code: str
    text: str


@dataclass(kw_only=True, eq=False)
class NoAnswer(Trouble):
    """Sent, but no readable verdict came: the effect is in doubt. Look before sending again."""


@dataclass(kw_only=True, eq=False)
class BrokenAnswer(Trouble):
    """An answer came that does not say what it must; treated as in doubt for effects."""

    excerpt: str


@dataclass(kw_only=True, eq=False)
class NoAccess(Trouble):
    """Credentials are wrong, revoked, or lack a role; the lane is parked until a person acts."""

    code: str
    text: str
