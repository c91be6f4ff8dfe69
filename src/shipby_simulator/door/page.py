"""A small page for people: the store, its orders, and what its buyers will do. Everything on it is in the one answer."""

from collections import Counter
from collections.abc import Sequence
from heapq import nlargest
from html import escape
from typing import Annotated
from urllib.parse import quote

import msgspec
from msgspec import Meta

from shipby_simulator.core.clock import iso_seconds
from shipby_simulator.core.wire import Response
from shipby_simulator.door.own import Asked, Own
from shipby_simulator.door.truth import plans
from shipby_simulator.world.book import Book
from shipby_simulator.world.money import decimal

SHOWN = 60
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'"
MARK = "This is a pretend store. No order, buyer, parcel or payment on it is real."

_STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--back:#fff;--tile:#f6f8fa;--mark:#7a2e00;--on:#fff4e5;
--edge:#e07b00;--link:#0550ae}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9da7b3;--line:#3d444d;--back:#0d1117;--tile:#161b22;--mark:#ffd8a8;
--on:#3d2200;--edge:#e07b00;--link:#79b8ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
.mark{margin:0;padding:.6rem 1rem;background:var(--on);color:var(--mark);border-bottom:3px solid var(--edge);font-weight:600}
main{max-width:72rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;margin:.5rem 0}h2{font-size:1.15rem;margin:1.75rem 0 .5rem}
a{color:var(--link)}nav a{display:inline-block;padding:.35rem .25rem;margin-right:.75rem}nav a[aria-current]{font-weight:600}
.tiles{display:flex;flex-wrap:wrap;gap:.5rem;padding:0;list-style:none}
.tiles li{background:var(--tile);border:1px solid var(--line);border-radius:.4rem;padding:.4rem .75rem}
.tiles b{display:block;font-size:1.25rem}
.wide{overflow-x:auto;border:1px solid var(--line);border-radius:.4rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:start;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top;white-space:nowrap}
td:last-child{white-space:normal;min-width:10rem}td a{white-space:nowrap}
tr:last-child td{border-bottom:0}th{background:var(--tile);color:var(--soft);font-weight:600}
button{font:inherit;min-height:2.5rem;padding:.3rem .9rem;border:1px solid var(--line);border-radius:.4rem;background:var(--tile);
color:var(--ink);cursor:pointer}
button:focus-visible,a:focus-visible,.wide:focus-visible{outline:3px solid var(--edge);outline-offset:2px}
small{color:var(--soft)}
"""
_SCRIPT = """
for(const button of document.querySelectorAll("button[data-advance]"))button.onclick=async()=>{
const answer=await fetch("/_simulator/clock",{method:"POST",body:JSON.stringify({advance:button.dataset.advance})});
await answer.text();location.reload()}
"""


class PageAsked(msgspec.Struct, frozen=True):
    """Whose store to show."""

    account: Annotated[int, Meta(ge=0)] = 0


def page(asked: Asked) -> Response:
    """Show a store."""
    world = asked.world
    number = asked.account(asked.query.account)
    seller, book = world.sellers[number], world.books[number]
    clock = asked.simulator.clock
    stores = "".join(
        f'<a href="/?account={one.number}"{" aria-current=page" if one.number == number else ""}>{escape(one.name)}</a>'
        for one in world.sellers
    )
    refresh = "" if clock.factor is None else '<meta http-equiv="refresh" content="10">'
    steps = "".join(
        f'<button type="button" data-advance="{step}">{name}</button> '
        for step, name in (("PT10M", "10 minutes on"), ("PT1H", "1 hour on"), ("P1D", "1 day on"))
    )
    body = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{refresh}'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(seller.name)} (pretend store)</title><style>{_STYLE}</style></head><body>"
        f'<header class="mark">{MARK}</header><main><h1>{escape(seller.name)}</h1><nav aria-label="Stores">{stores}</nav>'
        f"<p>It is <b>{_time(world.now)}</b> here (clock: {escape(clock.mode)}). {steps}</p>"
        f"<p><small>{escape(world.settings.about)} Seed {world.seed}. "
        '<a href="/_simulator/schema">All controls</a>, <a href="/_simulator/truth/calls">calls</a>, '
        '<a href="/_simulator/faults">faults</a>.</small></p>'
        f"{_counts(book)}{_coming(asked, number)}{_orders(book)}</main><script>{_SCRIPT}</script></body></html>"
    )
    headers = [("Content-Security-Policy", POLICY), ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer")]
    return Response(200, body.encode(), headers, "text/html; charset=utf-8")


def _time(ms: int) -> str:
    return iso_seconds(ms).replace("T", " ").removesuffix("Z") + " UTC"


def _link(order_id: str) -> str:
    return f'<a href="/_simulator/truth/orders/{quote(order_id)}">{escape(order_id)}</a>' if order_id else ""


def _table(name: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Return a table whose cells are HTML already; on a narrow screen it scrolls by itself."""
    if not rows:
        return f"<h2>{name}</h2><p>Nothing.</p>"
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<h2>{name}</h2><div class="wide" tabindex="0" role="region" aria-label="{name}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def _counts(book: Book) -> str:
    """Return how many orders there are; those that were closed before the start and never touched count as one kind."""
    counts = Counter(order.status for order in book.orders.values())
    before = len(book.created) - len(book.orders)
    tiles = [("orders in all", len(book.created)), ("closed before the start", before), *sorted(counts.items())]
    return '<ul class="tiles">' + "".join(f"<li><b>{count:,}</b>{escape(name)}</li>" for name, count in tiles) + "</ul>"


def _coming(asked: Asked, number: int) -> str:
    rows = [(_time_of(one.at), escape(one.what), _link(one.order_id)) for one in plans(asked.world, number, SHOWN)]
    return _table("What will happen", ("When", "What", "Order"), rows)


def _time_of(text: str) -> str:
    return escape(text[:19].replace("T", " "))


def _orders(book: Book) -> str:
    """Return the orders that changed last."""
    latest = nlargest(SHOWN, book.orders.values(), key=lambda order: (order.updated, order.n))
    rows = []
    for order in latest:
        facts = book.facts(order.n)
        goods = ", ".join(f"{item.quantity} x {item.product.sku}" for item in facts.items[:3]) + (
            " ..." if len(facts.items) > 3 else ""
        )
        rows.append(
            (
                _link(facts.order_id), _time(facts.created), escape(order.status), _time(facts.ship_by),
                escape(f"{decimal(facts.total, facts.place.digits)} {facts.place.currency}"), escape(facts.buyer.name),
                escape(goods), escape(order.history[-1][2] if order.history else ""),
            )
        )  # fmt: skip
    return _table("Orders that changed last", ("Order", "Placed", "Status", "Ship by", "Total", "Buyer", "Goods", "Last"), rows)


ROWS = [Own("GET", "/", "Show a store to people.", page, PageAsked, media="text/html")]
