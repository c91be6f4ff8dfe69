"""A packing slip cleaned, wrapped and measured, before a line of it is drawn."""

from dataclasses import dataclass

from babel.dates import format_date
from babel.numbers import format_currency

from shipby.paper.addresses import address_lines
from shipby.paper.facts import PageSize, SlipFacts, SlipItem
from shipby.paper.fonts import REGULAR, STRONG
from shipby.paper.sheet import PAGE_SIZES, Reader, wrapped_lines
from shipby.paper.words import WORDS, SlipWords, language_of
from shipby.words.marketplaces import BY_ID

MARGIN = 42.0
BODY, SMALL, LEADING = 10.0, 8.0, 1.3
CODE_WIDTH, CODE_HEIGHT, QR_SIDE = 168.0, 34.0, 54.0
TABLE_HEAD_HEIGHT, LATER_HEAD_HEIGHT = 20.0, 34.0
"""Heights of the table's head, and of the head of every page but the first."""

_QUANTITY_WIDTH, _SKU_WIDTH, _PRICE_WIDTH, _GAP = 42.0, 118.0, 74.0, 12.0
_FOOT = 34.0
_TITLE_LIMIT = 500
_MESSAGE_LIMIT = 1000
_MESSAGE_LINES = 20
_LETTER_COUNTRIES = frozenset({"US", "CA", "MX"})


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One line of the table, wrapped."""

    quantity: str
    is_many: bool
    title: list[str]
    sku: list[str]
    price: str
    message: list[str]

    @property
    def height(self) -> float:
        return 9 + max(len(self.title), len(self.sku)) * BODY * LEADING + self.message_height

    @property
    def message_height(self) -> float:
        return 10 + SMALL * LEADING + len(self.message) * BODY * LEADING if self.message else 0.0


@dataclass(frozen=True, slots=True, repr=False)
class Plan:
    """A slip cleaned, wrapped and measured, ready to be drawn page by page."""

    facts: SlipFacts
    words: SlipWords
    size: tuple[float, float]
    store: list[str]
    sender: list[str]
    recipient: list[str]
    recipient_size: float
    details: list[tuple[str, list[str]]]
    rows: list[Row]
    shows_prices: bool
    is_whole: bool

    @property
    def right(self) -> float:
        return self.size[0] - MARGIN

    @property
    def sku_left(self) -> float:
        return self.right - _SKU_WIDTH - (_PRICE_WIDTH if self.shows_prices else 0)

    @property
    def title_left(self) -> float:
        return MARGIN + _QUANTITY_WIDTH

    @property
    def head_height(self) -> float:
        """From the top margin of the first page to its table."""
        store = len(self.store) * 15 * 1.2 + 3 + len(self.sender) * SMALL * LEADING
        recipient = 14 + len(self.recipient) * self.recipient_size * LEADING
        return max(store, 26) + 16 + max(recipient, CODE_HEIGHT + 22, QR_SIDE + 8) + 18 + 40


def planned(slip: SlipFacts, covered: frozenset[int]) -> Plan:
    """The slip in its language, on its paper. ``covered``: code points that the fonts draw; they must be ready."""
    reader = Reader(covered)
    language = language_of(slip.marketplace_id, covered)
    words = WORDS[language]
    size = PAGE_SIZES[slip.page or _page_size(slip)]
    shows_prices = slip.shows_prices and not slip.is_gift
    locale = _locale(slip, language)
    title_width = size[0] - 2 * MARGIN - _QUANTITY_WIDTH - _SKU_WIDTH - _GAP - (_PRICE_WIDTH if shows_prices else 0)
    store = wrapped_lines([reader.line(slip.store_name, 120)], 270, STRONG, 15)[:2]
    sender_lines = [reader.line(line) for line in address_lines(slip.ship_from, sent_from=slip.ship_from.country)]
    sender, _ = reader.fitted(sender_lines, width=270, height=64, sizes=(SMALL, 7, 6), font=REGULAR, leading=LEADING)
    recipient, recipient_size = _recipient(slip, words, reader)
    details = _details(slip, words, reader, locale)
    rows = [_row(item, reader, title_width, locale if shows_prices else "") for item in slip.items]
    return Plan(
        slip, words, size, store, sender, recipient, recipient_size, details, rows, shows_prices, is_whole=reader.is_whole
    )


def _page_size(slip: SlipFacts) -> PageSize:
    marketplace = BY_ID.get(slip.marketplace_id)
    country = marketplace.country if marketplace else slip.ship_from.country
    return PageSize.LETTER if country in _LETTER_COUNTRIES else PageSize.A4


def _locale(slip: SlipFacts, language: str) -> str:
    """Locale of dates and money; English words in a country of another language are dated the British way."""
    marketplace = BY_ID.get(slip.marketplace_id)
    if marketplace is None:
        return language
    if language == "en" and marketplace.language != "en":
        return "en_GB"
    return f"{language}_{marketplace.country}"


def _recipient(slip: SlipFacts, words: SlipWords, reader: Reader) -> tuple[list[str], float]:
    if slip.recipient is None:
        return [words.no_address], 11
    lines = [reader.line(line) for line in address_lines(slip.recipient, sent_from=slip.ship_from.country)]
    return reader.fitted(lines, width=285, height=150, sizes=(11, 10, 9, 8, 7), font=REGULAR, leading=LEADING)


def _details(slip: SlipFacts, words: SlipWords, reader: Reader, locale: str) -> list[tuple[str, list[str]]]:
    placed = format_date(slip.placed_on, format="long", locale=locale) if slip.placed_on else ""
    if not reader.can_draw(placed):
        placed = slip.placed_on.isoformat() if slip.placed_on else ""
    pairs = (
        (words.order, reader.line(slip.order_id, 40)),
        (words.placed, placed),
        (words.service, reader.line(slip.service, 80)),
        (words.units, str(sum(item.quantity for item in slip.items))),
    )
    return [(label, wrapped_lines([value], 122, REGULAR, 9.5)[:2]) for label, value in pairs if value]


def _row(item: SlipItem, reader: Reader, title_width: float, price_locale: str) -> Row:
    message = reader.paragraphs(item.gift_message, _MESSAGE_LIMIT, _MESSAGE_LINES)
    price = ""
    if price_locale and item.price is not None:
        price = format_currency(item.price.amount, item.price.currency, locale=price_locale)
    return Row(
        quantity=str(item.quantity),
        is_many=item.quantity > 1,
        title=wrapped_lines([reader.line(item.title, _TITLE_LIMIT)], title_width, REGULAR, BODY),
        sku=wrapped_lines([reader.line(item.sku, 80)], _SKU_WIDTH - _GAP, REGULAR, 9),
        price=price,
        message=wrapped_lines(message, title_width + _SKU_WIDTH - 12, REGULAR, BODY),
    )


def paged(plan: Plan) -> list[list[Row]]:
    """Rows by page: as many as fit, at least one."""
    room = plan.size[1] - MARGIN - plan.head_height - TABLE_HEAD_HEIGHT - _FOOT
    pages: list[list[Row]] = [[]]
    for row in plan.rows:
        if row.height > room and (pages[-1] or len(pages) == 1):
            pages.append([])
            room = plan.size[1] - MARGIN - LATER_HEAD_HEIGHT - TABLE_HEAD_HEIGHT - _FOOT
        pages[-1].append(row)
        room -= row.height
    return pages
