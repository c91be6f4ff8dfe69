"""The search column: everything that an order is found by, so that one index answers (settled design 16)."""


def search_column(titles: str, words: str, tracking_numbers: str, purchased_at: str) -> str:
    """The SQL expression of the column, of SQL expressions: words of titles (weight A), other words, tracking numbers, a mark.

    The mark is the month of purchase (``orders.rules.search_words.month_mark``), a lexeme that no word can be.
    """
    month = f"'@' || to_char({purchased_at} AT TIME ZONE 'UTC', 'YYYYMM')"
    return (
        f"setweight(to_tsvector('simple', {titles}), 'A') || to_tsvector('simple', {words}) "
        f"|| {tracking_words(tracking_numbers)} || array_to_tsvector(ARRAY[{month}])"
    )


def tracking_words(tracking_numbers: str) -> str:
    """The SQL expression of the part that tracking numbers are found by."""
    return f"to_tsvector('simple', lower(array_to_string({tracking_numbers}, ' ')))"
