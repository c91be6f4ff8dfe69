"""A report of any length is read in the same memory."""

import tracemalloc
from tempfile import TemporaryFile

from shipby.amazon.wire.order_reports import inspect, read
from tests.partners.amazon.files import UNSHIPPED, a_row


def _peak(row_count: int) -> int:
    with TemporaryFile() as stream:
        stream.write(("\t".join(UNSHIPPED) + "\n").encode())
        for number in range(row_count):
            stream.write(("\t".join(a_row(order_id=f"113-0000000-{number:07d}").values()) + "\n").encode())
        tracemalloc.start()
        head = inspect(stream)
        orders = sum(len(chunk.orders) for chunk in read(stream, head, orders_per_chunk=200))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert orders == row_count
    return peak


def test_four_times_the_rows_take_no_more_memory() -> None:
    short, long = _peak(4_000), _peak(16_000)

    assert long < short + 2_000_000
