"""Why a filter can't be read. Each names the place of the word, so that a page can mark it."""

from collections.abc import Iterable

from shipby.words.refusals import Refusal
from shipby.words.text import N_


class BadFilter(Refusal):
    """The filter can't be read; ``start`` and ``end`` are the place of the word in the text."""

    code = "bad_filter"
    sentence = N_("“%(word)s” is not understood.")
    remedy = N_("Leave it out, or put it in quotes to find the word itself.")

    def __init__(self, word: str, start: int, known: Iterable[str] = ()) -> None:
        self.start = start
        self.end = start + len(word)
        super().__init__(word=word[:60], known=", ".join(known))


class UnknownField(BadFilter):
    """No field has this name."""

    sentence = N_("There is no field “%(word)s”.")
    remedy = N_("Fields are %(known)s. To find the word itself, put it in quotes.")


class UnknownValue(BadFilter):
    """The field does not know this value."""

    sentence = N_("“%(word)s” names nothing that orders have.")
    remedy = N_("Try %(known)s.")


class UnknownStore(BadFilter):
    """No store has this name; the near ones are named."""

    sentence = N_("“%(word)s” names no store of yours.")
    remedy = N_("Your stores are %(known)s.")


class UnknownAccount(BadFilter):
    """No seller account has this name; the near ones are named."""

    sentence = N_("“%(word)s” names no seller account of yours.")
    remedy = N_("Your accounts are %(known)s.")


class MissingValue(BadFilter):
    """Nothing stands behind the colon or the comma, or between the quotes."""

    sentence = N_("“%(word)s” lacks a value.")
    remedy = N_("Write it behind the colon, such as sku:MUG-1.")


class OpenQuote(BadFilter):
    """A quote is not closed."""

    sentence = N_("The quote at “%(word)s” is not closed.")
    remedy = N_("Add a closing quote.")


class NotANumber(BadFilter):
    """A quantity is not a whole number or a range of them."""

    sentence = N_("“%(word)s” is not a whole number.")
    remedy = N_("Write qty:2, qty:>1 or qty:2..5.")


class NotAnAmount(BadFilter):
    """An amount of money, or its currency, can't be read."""

    sentence = N_("“%(word)s” is not an amount of money.")
    remedy = N_("Write value:20, value:>99.50 or value:20..50EUR, with a dot for cents.")


class NotADay(BadFilter):
    """Neither a day nor a word for one."""

    sentence = N_("“%(word)s” is neither a day nor a word for one.")
    remedy = N_("Try %(known)s, or a day such as due:2026-11-24.")


class EmptyRange(BadFilter):
    """A range in which nothing can lie."""

    sentence = N_("Nothing can lie in “%(word)s”.")
    remedy = N_("Write the smaller end first.")


class NotACountry(BadFilter):
    """Not the code of a country."""

    sentence = N_("“%(word)s” is not a country.")
    remedy = N_("Use a code of two letters, such as country:US.")


class PersonalInFilter(BadFilter):
    """A name, an e-mail or a postal code in clear: the filter stands in addresses and saved views (settled design 5).

    The word itself is kept out of the sentence, so that no log can repeat it.
    """

    code = "personal_in_filter"
    sentence = N_("Names, e-mails and postal codes are not written into a filter, because it stands in the page's address.")
    remedy = N_("Use the search for buyers: it sends what you type without showing it anywhere.")

    def __init__(self, word: str, start: int) -> None:
        super().__init__(word, start)
        self.params = {"word": "", "known": ""}


class TooLong(BadFilter):
    """More text or more terms than a filter may have."""

    sentence = N_("The filter is too long.")
    remedy = N_("Use fewer words; a filter holds at most 40.")
