"""Rows of one order, bad rows, and properties of whole files."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shipby.amazon.wire.order_reports import UnreadableReport, inspect, read, unpack_raw
from shipby.amazon.wire.order_reports.problems import REASONS
from shipby.words.ids import is_order_id
from tests.partners.amazon.files import UNSHIPPED, a_report, a_row, golden, read_all

BAD_CELLS: dict[str, tuple[str, str, str]] = {
    "order number too short": ("order-id", "113-48", "bad_order_id"),
    "order number rounded": ("order-id", "1.13486E+16", "bad_order_id"),
    "no order number": ("order-id", "", "no_order_id"),
    "item id with a space": ("order-item-id", "4012 345", "bad_item_id"),
    "item id too long": ("order-item-id", "4" * 41, "bad_item_id"),
    "SKU too long": ("sku", "S" * 81, "value_too_long"),
    "no quantity": ("quantity-purchased", "", "no_quantity"),
    "negative quantity": ("quantity-purchased", "-3", "bad_quantity"),
    "quantity in words": ("quantity-shipped", "one", "bad_quantity"),
    "more shipped than ordered": ("quantity-shipped", "4", "shipped_over_ordered"),
    "more to ship than left": ("quantity-to-ship", "3", "more_than_ordered"),
    "unreadable deadline": ("promise-date", "soon", "bad_date"),
}


@pytest.mark.parametrize("name", BAD_CELLS)
def test_a_bad_cell_costs_its_row_and_no_other(name: str) -> None:
    column, value, code = BAD_CELLS[name]
    rows = [a_row(order_id="113-0000000-0000001"), {**a_row(), column: value}, a_row(order_id="113-0000000-0000003")]

    _, orders, bad = read_all(a_report(rows))

    assert [(row.line, row.code) for row in bad] == [(3, code)]
    assert [order.lines for order in orders] == [(2,), (4,)]
    assert unpack_raw(bad[0].raw).rows == ("\t".join(rows[1].values()).encode(),)


def test_the_reason_names_the_column() -> None:
    _, _, bad = read_all(a_report([a_row(promise_date="soon")]))

    assert bad[0].reason == "promise-date is not a date that can be read."


def test_every_reason_is_a_sentence() -> None:
    for reason in REASONS.values():
        assert reason.endswith(".")


def test_an_order_with_a_bad_row_is_given_with_its_good_ones_and_the_bad_row_names_it() -> None:
    rows = [a_row(), a_row(order_item_id="40123456789002", quantity_purchased="x")]

    _, orders, bad = read_all(a_report(rows))

    assert len(orders[0].order.lines) == 1
    assert (bad[0].order_id, bad[0].order_item_id) == (orders[0].order.order_id, "40123456789002")


def test_a_shifted_row_gives_away_no_ids_that_may_be_something_else() -> None:
    shifted = "\t".join(UNSHIPPED.values()).replace("\tLAMP-001\t", "\t")

    _, orders, bad = read_all(a_report([a_row()]) + shifted + "\n")

    assert [order.lines for order in orders] == [(2,)]
    assert (bad[0].code, bad[0].order_item_id, bad[0].sku) == ("too_few_fields", "", "")


def test_the_same_row_twice_is_one_line() -> None:
    _, orders, bad = read_all(a_report([a_row(), a_row()]))

    assert (len(orders[0].order.lines), bad) == (1, [])


def test_the_same_sku_in_two_rows_without_item_id_stays_two_lines() -> None:
    columns = [name for name in UNSHIPPED if name != "order-item-id"]

    _, orders, bad = read_all(a_report([a_row(), a_row()], columns=columns))

    assert (len(orders[0].order.lines), bad) == (2, [])
    assert [line.order_item_id for line in orders[0].order.lines] == [None, None]


@pytest.mark.parametrize("item", ["sku", "order-item-id"])
def test_order_quantity_and_item_are_enough(item: str) -> None:
    _, orders, bad = read_all(a_report([a_row()], columns=["quantity-purchased", item, "order-id"]))

    assert bad == []
    assert (orders[0].order.purchased_at, orders[0].order.lines[0].quantity_ordered) == (None, 3)


def test_without_a_purchase_date_the_next_best_date_is_taken() -> None:
    row = {**a_row(purchase_date=""), "payments-date": "2025-09-24T12:00:00Z"}

    assert read_all(a_report([row]))[1][0].order.purchased_at == datetime(2025, 9, 24, 12, tzinfo=UTC)


def test_what_a_report_lacks_is_not_known() -> None:
    _, orders, bad = read_all(a_report([a_row()], columns=["purchase-date", "quantity-purchased", "sku", "order-id"]))
    order = orders[0].order

    assert bad == []
    assert (order.order_id, order.lines[0].sku, order.lines[0].quantity_ordered) == ("113-4857201-9936201", "LAMP-001", 3)
    assert (order.status, order.ship_by_latest, order.city, orders[0].personal) == (None, None, None, None)
    assert (order.lines[0].quantity_shipped, order.lines[0].quantity_cancelled) == (None, None)


def test_a_column_that_stands_twice_must_agree_with_itself() -> None:
    columns = [*UNSHIPPED, "sku"]
    same = a_report([a_row()], columns=columns)
    other = same.replace("\tLAMP-001\n", "\tLAMP-002\n")

    assert read_all(same)[2] == []
    assert [row.code for row in read_all(other)[2]] == ["two_values"]


def test_a_zero_byte_costs_its_row() -> None:
    _, orders, bad = read_all(a_report([a_row(recipient_name="Test\0Buyer"), a_row(order_id="113-0000000-0000002")]))

    assert [row.code for row in bad] == ["zero_byte"]
    assert len(orders) == 1


def test_control_characters_become_spaces() -> None:
    _, orders, _ = read_all(a_report([a_row(recipient_name="Test\x0bBuyer\x7f 3")]))

    assert orders[0].personal.recipient.name == "Test Buyer  3"


def test_spaces_around_cells_go() -> None:
    _, orders, bad = read_all(a_report([a_row(order_id=" 113-4857201-9936201 ", sku="\xa0LAMP-001 ")]))

    assert bad == []
    assert orders[0].order.lines[0].sku == "LAMP-001"


def test_blank_lines_count_as_lines_but_not_as_rows() -> None:
    content = a_report([a_row()]).replace("\n", "\n\n \n\t\n") + "\x1a"

    head, orders, bad = read_all(content)

    assert (head.row_count, orders[0].lines, bad) == (1, (5,), [])


def test_trailing_empty_cells_of_an_editor_are_no_damage() -> None:
    content = a_report([a_row()]).replace("\tUS\n", "\tUS\t\t\n")

    assert read_all(content)[2] == []


def test_texts_longer_than_their_columns_are_cut() -> None:
    _, orders, _ = read_all(
        a_report([{**a_row(product_name="T" * 3000), "ship-city": "C" * 300, "ship-service-level": "S" * 300}])
    )
    order = orders[0].order

    assert (len(order.lines[0].title), len(order.city), len(order.ship_service)) == (2000, 120, 80)


def test_a_header_after_blank_lines_is_found() -> None:
    head, orders, _ = read_all("\n\n" + a_report([a_row()]))

    assert (head.header_line, orders[0].lines) == (3, (4,))


WORD = st.text(
    st.characters(blacklist_categories=["Cc", "Cs", "Zl", "Zp", "Zs", "Cf"], blacklist_characters="\ufffd"), max_size=12
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, 6), WORD, WORD, st.integers(0, 50)), max_size=12),
    st.permutations(list(UNSHIPPED)),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.integers(1, 4),
)
def test_every_report_comes_back_whatever_its_columns_line_ends_and_encoding(
    cells: list[tuple[int, str, str, int]], columns: list[str], eol: str, encoding: str, size: int
) -> None:
    rows = [
        a_row(
            order_id=f"113-0000000-{order:07d}",
            order_item_id=str(10**13 + place),
            recipient_name=name,
            product_name=title,
            quantity_purchased=str(quantity),
            quantity_shipped="0",
            quantity_to_ship=str(quantity),
        )
        for place, (order, name, title, quantity) in enumerate(cells)
    ]

    _, orders, bad = read_all(a_report(rows, columns=columns, eol=eol).encode(encoding), orders_per_chunk=size)

    told = {
        line.order_item_id: (order.order.order_id, line.title, line.quantity_ordered)
        for order in orders
        for line in order.order.lines
    }
    assert bad == []
    assert told == {
        row["order-item-id"]: (row["order-id"], row["product-name"] or None, int(row["quantity-purchased"])) for row in rows
    }
    assert len({order.order.order_id for order in orders}) == len(orders)


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=600))
def test_random_bytes_are_refused_and_never_crash(content: bytes) -> None:
    with pytest.raises(UnreadableReport):
        read_all(content)


GOLDEN = [golden(name) for name in ("unshipped_us_2025", "unshipped_jp_cp932", "unshipped_jp_utf16le_bom", "all_orders_34")]


@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(GOLDEN),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), st.binary(max_size=6)), min_size=1, max_size=6),
)
def test_a_damaged_report_is_refused_or_read_and_never_crashes(content: bytes, wounds: list[tuple[float, int, bytes]]) -> None:
    for where, gone, put in wounds:
        place = int(where * len(content))
        content = content[:place] + put + content[place + gone :]
    stream = BytesIO(content)

    try:
        head = inspect(stream)
        chunks = list(read(stream, head))
    except UnreadableReport:
        return

    assert sum(chunk.rows_read for chunk in chunks) == head.row_count
    for chunk in chunks:
        assert all(is_order_id(order.order.order_id) and order.order.lines for order in chunk.orders)
        assert all(row.reason for row in chunk.bad_rows)


def test_half_of_a_report_is_never_taken_for_a_whole_one() -> None:
    content = golden("unshipped_us_2025")
    taken = 0
    for end in range(len(content)):
        part = content[:end]
        if part.endswith(b"\n"):
            continue
        try:
            head, _, _ = read_all(part)
        except UnreadableReport:
            continue
        taken += 1
        last = part.rsplit(b"\n", 1)[-1]
        assert head.row_count == 0 or last.count(b"\t") == content.split(b"\n")[0].count(b"\t")

    assert taken > 0
