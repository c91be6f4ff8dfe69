"""The words that orders hold, to find those that begin alike."""

from collections.abc import Sequence

from django.db import connection

MOST_WORDS = 100
"""More words than this that begin alike are left to the index of searches."""

_BEGIN_ALIKE = """
SELECT beginning, found.word FROM unnest(%s::text[]) AS beginning, LATERAL (
  SELECT word FROM orders_word WHERE word >= beginning AND word < beginning || chr(1114111) ORDER BY word LIMIT %s
) AS found
"""


def words_that_begin(beginnings: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The words of each beginning; a beginning of too many is missing. One query, none where there is no beginning."""
    if not beginnings:
        return {}
    found: dict[str, list[str]] = {beginning: [] for beginning in beginnings}
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN_ALIKE, [list(beginnings), MOST_WORDS + 1])
        for beginning, word in cursor.fetchall():
            found[beginning].append(word)
    return {beginning: tuple(words) for beginning, words in found.items() if len(words) <= MOST_WORDS}
