"""One order as it comes in, with what is personal about it, and all that can be worked out about it before anything is locked."""

import zlib

import msgspec

from shipby.buyers.rules.facts import PersonalFacts
from shipby.buyers.rules.search_terms import terms_of
from shipby.orders.rules.facts import OrderFacts
from shipby.orders.rules.limits import DoesNotFit, refuse_unfit
from shipby.orders.rules.merge import LineValues, first_lines
from shipby.words.refusals import Refusal


class Received(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One order as a source tells it. ``raw`` = its words as they came, ``lines`` = where they stood in a file.

    ``is_lossy``: a character could not be decoded, so that nothing personal in it replaces what is known.
    """

    order: OrderFacts
    personal: PersonalFacts | None = None
    raw: bytes = b""
    lines: tuple[int, ...] = ()
    is_lossy: bool = False

    def __repr__(self) -> str:
        """The id only."""
        return f"<Received {self.order.order_id}>"


class Prepared(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A received order made ready.

    ``refusal`` = why it is not taken. ``content`` = everything told of it in bytes, equal for equal content. ``packed`` = its raw
    words, compressed. ``lines`` = its lines as of an order that nobody knew, ``terms`` = what its buyer is found by; both empty
    where it is refused.
    """

    received: Received
    refusal: Refusal | None
    content: bytes
    packed: bytes
    lines: tuple[LineValues, ...]
    terms: tuple[str, ...] = ()

    @property
    def order(self) -> OrderFacts:
        """The facts."""
        return self.received.order

    def __repr__(self) -> str:
        """The id only."""
        return f"<Prepared {self.order.order_id}>"


def prepare(received: Received, *, source: str) -> Prepared:
    """Work out what needs no database: a file's reader does it while the database writes the orders before."""
    refusal: Refusal | None = None
    content = b""
    lines: tuple[LineValues, ...] = ()
    try:
        refuse_unfit(received.order)
        lines = first_lines(received.order)
        content = _content(source, received)
    except Refusal as found:
        refusal = found
    except UnicodeEncodeError:
        refusal = DoesNotFit(column="recipient-name")
    packed = zlib.compress(received.raw, 1) if received.raw else b""
    terms = terms_of(received.personal) if refusal is None else ()
    return Prepared(received=received, refusal=refusal, content=content, packed=packed, lines=lines, terms=terms)


def _content(source: str, received: Received) -> bytes:
    return msgspec.msgpack.encode((source, received.order, received.personal), order="deterministic")
