"""What is handed in, what becomes of it, and what is decided for each order before the first statement."""

from datetime import datetime

import msgspec

from shipby.buyers.rules.received import Prepared
from shipby.buyers.writes import SealedFacts
from shipby.intake.writes.imports import RawFacts, ReplacedFacts
from shipby.keys.sealing import Key
from shipby.orders.writes.record import Written
from shipby.words.actors import Actor
from shipby.words.refusals import Refusal
from shipby.words.text import N_


class ReceivedBadRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row that could not be read; empty ids = the row has none that can be trusted.

    ``content`` = what recognises the same row in another file, whatever its line; empty = ``raw``.
    """

    line: int
    code: str
    reason: str
    order_id: str = ""
    order_item_id: str = ""
    sku: str = ""
    raw: bytes = b""
    content: bytes = b""

    def __repr__(self) -> str:
        """The line only."""
        return f"<ReceivedBadRow {self.line}>"


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """Amazon's order ids by what became of them. ``older`` ones said nothing new; ``refused`` come with the refusal."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    older: tuple[str, ...] = ()
    refused: tuple[tuple[str, Refusal], ...] = ()


class RefusedByDatabase(Refusal):
    """A constraint said no where the rules did not."""

    code = "order_not_stored"
    sentence = N_("The database would not take this order.")
    remedy = N_("Look at the row in the report. The other orders went in.")


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What is the same for all orders of a call."""

    account_id: int
    source: str
    received_at: datetime
    made_at: datetime | None
    actor: Actor
    import_id: int | None
    personal_days: int
    stores: dict[str, int]
    told: dict[str, object]
    digest_key: Key

    @property
    def cause(self) -> str:
        return f"import:{self.import_id}" if self.import_id is not None else ""


class Draft(msgspec.Struct, kw_only=True):
    """Everything to be written for one order, decided before the first statement."""

    prepared: Prepared
    order: Written
    is_new: bool
    details: dict[str, object]
    sealed: SealedFacts | None = None
    raw: RawFacts | None = None
    replaced: ReplacedFacts | None = None
