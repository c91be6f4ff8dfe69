"""Packing slips and address labels: seconds and memory for 200 and for 1,000, with Code128 and QR on each slip.

Run: python bench/packing_slips.py [COUNT ...]
The limit of the machine in the same run: the bare cost of reportlab for the same number of one-line pages.
"""

import resource
import sys
import time
import tracemalloc
from datetime import date
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from shipby.paper.address_label import address_labels
from shipby.paper.facts import Address, AddressLabelFacts, SlipFacts, SlipItem
from shipby.paper.packing_slip import packing_slips

RENO = Address(name="Fernwood Supply", lines=("4850 Invented Way",), city="Reno", region="NV", postal_code="89502", country="US")
TITLES = ("Enamel Camp Mug, 12 oz, forest green", "Merino Wool Throw, 50 x 70 in, dusk", "Θερμός 1 L", "Термос, 1 л")


def slip(number: int) -> SlipFacts:
    """A slip of one to five lines."""
    items = tuple(SlipItem(TITLES[(number + n) % 4], f"SKU-{number % 40}-{n}", 1 + n % 3) for n in range(1 + number % 5))
    to = Address(
        name=f"Recipient {number}", lines=(f"{number} Sample Ave",), city="Tampa", region="FL", postal_code="33602", country="US"
    )
    return SlipFacts(
        f"113-{number:07d}-{number:07d}",
        "Fernwood Supply US",
        "ATVPDKIKX0DER",
        RENO,
        to,
        items,
        date(2026, 11, 22),
        "Std US D2D Dom",
    )


def label(number: int) -> AddressLabelFacts:
    """The label of the same order."""
    one = slip(number)
    assert one.recipient is not None
    return AddressLabelFacts(one.order_id, one.marketplace_id, one.ship_from, one.recipient)


def bare(count: int) -> bytes:
    """One line of Helvetica a page."""
    into = BytesIO()
    canvas = Canvas(into, pageCompression=1)
    for number in range(count):
        canvas.drawString(72, 720, f"113-{number:07d}-{number:07d}")
        canvas.showPage()
    canvas.save()
    return into.getvalue()


def measured(name: str, count: int, make: "object") -> None:
    """Run once for time, once for Python memory."""
    start = time.perf_counter()
    size = len(make())  # type: ignore[operator]
    seconds = time.perf_counter() - start
    tracemalloc.start()
    make()  # type: ignore[operator]
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name:16} {count:6,} pages  {seconds:6.2f} s  {size / 1e6:5.2f} MB file  {peak:5.1f} MB peak  {resident:4.0f} MB in all"
    )


def main() -> None:
    """Print a table."""
    packing_slips([slip(0)])
    for count in [int(word) for word in sys.argv[1:]] or [200, 1000]:
        measured("bare pages", count, lambda count=count: bare(count))
        measured("packing slips", count, lambda count=count: packing_slips(slip(n) for n in range(count)))
        measured("address labels", count, lambda count=count: address_labels(label(n) for n in range(count)))


if __name__ == "__main__":
    main()
