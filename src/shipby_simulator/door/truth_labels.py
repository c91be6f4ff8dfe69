"""The truth about postage: every label, the money that moved, what was paid twice, where each parcel is and will be."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shipby_simulator.core.clock import iso
from shipby_simulator.door.own import Asked, Own
from shipby_simulator.world.state import Label, Parcel

Limit = Annotated[int, Meta(ge=1, le=1000)]
UNPAID = {"requested", "failed"}
GIVEN_BACK = {"void_pending", "refunded"}


class LabelsWanted(msgspec.Struct, frozen=True):
    """Which labels: of an account (-1: all), of a shop (mfn, v2, or a kind of carrier); ``after`` is how many to skip."""

    account: int = -1
    kind: str = ""
    after: Annotated[int, Meta(ge=0)] = 0
    limit: Limit = 100


class TrueLabel(msgspec.Struct, frozen=True):
    """A label; money in the currency's smallest unit. ``box`` names what it was bought for, ``spare`` that it is not on it."""

    id: str
    kind: str
    account: int
    order_id: str
    box: str
    reference: str
    key: str
    status: str
    spare: bool
    carrier: str
    service: str
    tracking: str
    created: str
    changed: str
    currency: str
    charged: int
    refunded: int
    refund_at: str


class TrueLabels(msgspec.Struct, frozen=True):
    """Labels in the order they were asked for; ``next`` goes into ``after`` for the next page."""

    labels: list[TrueLabel]
    next: int | None


class MoneyWanted(msgspec.Struct, frozen=True):
    """Whose money: of an account (-1: all), at a shop."""

    account: int = -1
    kind: str = ""


class TruePosting(msgspec.Struct, frozen=True):
    """Money that moved: positive for a charge, negative for a refund."""

    at: str
    kind: str
    account: int
    label: str
    amount: int
    currency: str


class Balance(msgspec.Struct, frozen=True):
    """What an account has paid at a shop, less what came back."""

    account: int
    kind: str
    currency: str
    charged: int
    refunded: int


class Money(msgspec.Struct, frozen=True):
    """Every charge and refund, and their sums."""

    postings: list[TruePosting]
    balances: list[Balance]


class PaidTwice(msgspec.Struct, frozen=True):
    """A box for which more than one label was paid. ``kept`` are those whose money neither came back nor is on its way."""

    account: int
    box: str
    order_id: str
    labels: list[str]
    kept: list[str]
    lost: int
    currency: str


class Doubles(msgspec.Struct, frozen=True):
    """Boxes that were paid for more than once; ``lost`` is what the kept labels cost beyond the cheapest of them."""

    paid_twice: list[PaidTwice]


class ParcelsWanted(msgspec.Struct, frozen=True):
    """Which parcels: of an account (-1: all); ``after`` is how many to skip."""

    account: int = -1
    after: Annotated[int, Meta(ge=0)] = 0
    limit: Limit = 100


class TrueScan(msgspec.Struct, frozen=True):
    """A scan; ``seen`` says whether it has happened yet."""

    at: str
    code: str
    place: str
    seen: bool


class TrueParcel(msgspec.Struct, frozen=True):
    """A parcel with all that happens to it; ``outcome`` is how its journey ends."""

    tracking: str
    account: int
    order_id: str
    label: str
    carrier: str
    service: str
    outcome: str
    promised: str
    scans: list[TrueScan]


class TrueParcels(msgspec.Struct, frozen=True):
    """Parcels in the order they were announced; ``next`` goes into ``after`` for the next page."""

    parcels: list[TrueParcel]
    next: int | None


def _order_id(asked: Asked, account: int, n: int) -> str:
    return asked.world.books[account].order_id(n) if n >= 0 else ""


def _account(asked: Asked, number: int) -> int:
    """Return which account is wanted after a look whether it exists; -1 is all. Raises Refusal."""
    return number if number == -1 else asked.account(number)


def labels(asked: Asked) -> TrueLabels:
    """Page through labels."""
    query: LabelsWanted = asked.query
    wanted = _account(asked, query.account)
    fitting = [one for one in asked.world.state.labels.values() if wanted in {-1, one.account} and query.kind in {"", one.kind}]
    end = query.after + query.limit
    page = [_label(asked, label) for label in fitting[query.after : end]]
    return TrueLabels(page, end if end < len(fitting) else None)


def _label(asked: Asked, label: Label) -> TrueLabel:
    order_id = _order_id(asked, label.account, _order_of(asked, label))
    return TrueLabel(
        label.id, label.kind, label.account, order_id, label.box, label.reference, label.key, label.status, label.spare,
        label.carrier, label.service, label.tracking, iso(label.created), iso(label.changed), label.currency,
        0 if label.status in UNPAID else label.amount, label.amount if label.status == "refunded" else 0,
        iso(label.refund_at) if label.refund_at else "",
    )  # fmt: skip


def _order_of(asked: Asked, label: Label) -> int:
    """Return the order a label's parcel brings: named at the purchase, or by a confirmation since."""
    parcel = asked.world.state.parcels.get(label.tracking)
    return parcel.n if label.n < 0 and parcel is not None else label.n


def money(asked: Asked) -> Money:
    """List charges and refunds with their sums."""
    query: MoneyWanted = asked.query
    wanted = _account(asked, query.account)
    postings = [
        posting for posting in asked.world.state.postings if wanted in {-1, posting.account} and query.kind in {"", posting.kind}
    ]
    sums: dict[tuple[int, str, str], list[int]] = {}
    for posting in postings:
        pair = sums.setdefault((posting.account, posting.kind, posting.currency), [0, 0])
        pair[posting.amount < 0] += abs(posting.amount)
    return Money(
        [TruePosting(iso(one.at), one.kind, one.account, one.label, one.amount, one.currency) for one in postings],
        [Balance(*names, *pair) for names, pair in sorted(sums.items())],
    )


def doubles(asked: Asked) -> Doubles:
    """List boxes that were paid for more than once."""
    found = []
    known = asked.world.state.labels
    for box, names in asked.world.state.boxes.items():
        paid = [known[name] for name in names if known[name].status not in UNPAID]
        if len(paid) < 2:
            continue
        kept = [label for label in paid if label.status not in GIVEN_BACK]
        amounts = sorted(label.amount for label in kept)
        n = next((n for n in (_order_of(asked, label) for label in paid) if n >= 0), -1)
        first = paid[0]
        ids, kept_ids = [label.id for label in paid], [label.id for label in kept]
        order_id = _order_id(asked, first.account, n)
        found.append(PaidTwice(first.account, box, order_id, ids, kept_ids, sum(amounts[1:]), first.currency))
    return Doubles(found)


def parcels(asked: Asked) -> TrueParcels:
    """Page through parcels."""
    query: ParcelsWanted = asked.query
    wanted = _account(asked, query.account)
    fitting = [one for one in asked.world.state.parcels.values() if wanted in {-1, one.account}]
    end = query.after + query.limit
    page = [_parcel(asked, parcel) for parcel in fitting[query.after : end]]
    return TrueParcels(page, end if end < len(fitting) else None)


def _parcel(asked: Asked, parcel: Parcel) -> TrueParcel:
    scans = [TrueScan(iso(at), code, place, at <= asked.world.now) for at, code, place in parcel.scans]
    order_id = _order_id(asked, parcel.account, parcel.n)
    return TrueParcel(
        parcel.tracking, parcel.account, order_id, parcel.label, parcel.carrier, parcel.service, parcel.outcome,
        iso(parcel.promised), scans,
    )  # fmt: skip


ROWS = [
    Own("GET", "/_simulator/truth/labels", "Page through labels and what each cost.", labels, LabelsWanted, answer=TrueLabels),
    Own("GET", "/_simulator/truth/money", "List charges and refunds for postage.", money, MoneyWanted, answer=Money),
    Own("GET", "/_simulator/truth/paid-twice", "List what was paid for more than once.", doubles, answer=Doubles),
    Own(
        "GET",
        "/_simulator/truth/parcels",
        "Page through parcels and all their scans.",
        parcels,
        ParcelsWanted,
        answer=TrueParcels,
    ),
]
