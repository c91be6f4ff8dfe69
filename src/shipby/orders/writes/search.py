"""The search column: everything that an order is found by, so that one index answers (settled design 16)."""


def search_column(titles: str, words: str, tracking_numbers: str, purchased_at: str) -> str:
    """The SQL expression of the column, of SQL expressions: words of titles (weight A), other words, and marks.

    Marks are whole lexemes that stand apart from words: tracking numbers, and the month of purchase
    (``orders.rules.search_words.month_mark``).
    """
    marks = f"array_remove(string_to_array(lower(array_to_string({tracking_numbers}, ' ')), ' '), '')"
    month = f"'@' || to_char({purchased_at} AT TIME ZONE 'UTC', 'YYYYMM')"
    return (
        f"setweight(to_tsvector('simple', {titles}), 'A') || to_tsvector('simple', {words}) "
        f"|| array_to_tsvector(array_append({marks}, {month}))"
    )
