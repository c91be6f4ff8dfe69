"""What can be wrong with a row. Sentences name columns, never values: a shifted row could put a person into any column."""

from shipby.words.text import N_


class Problem(Exception):
    """A row cannot be taken. ``code`` is stable; ``reason`` is the sentence for the person who settles it."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.reason = REASONS[code] % params
        super().__init__(code)


REASONS: dict[str, str] = {
    "too_few_fields": N_("The row has %(found)s cells, the header has %(wanted)s: part of the row is missing."),
    "too_many_fields": N_("The row has %(found)s cells, the header has %(wanted)s: a tab or a piece of another row got into it."),
    "no_order_id": N_("The row has no order number."),
    "bad_order_id": N_("The order number is not of the form 3-7-7 digits."),
    "no_item": N_("The row names neither an order item nor a SKU."),
    "bad_item_id": N_("The order item id is not a number of Amazon's."),
    "no_quantity": N_("%(column)s is empty."),
    "bad_quantity": N_("%(column)s is not a whole number of zero or more."),
    "shipped_over_ordered": N_("More units are shipped than were ordered."),
    "more_than_ordered": N_("Units shipped and units to ship together are more than were ordered."),
    "bad_date": N_("%(column)s is not a date that can be read."),
    "bad_amount": N_("%(column)s is not an amount that can be read."),
    "bad_channel": N_("The row does not say clearly whether Amazon or the seller ships the order."),
    "two_values": N_("The column %(column)s stands twice in the report, with different values in this row."),
    "other_row_of_item": N_("Another row of the report tells something else about the same order item."),
    "zero_byte": N_("The row holds a zero byte; the file was damaged on its way."),
    "value_too_long": N_("%(column)s is longer than anything Amazon sends."),
}
