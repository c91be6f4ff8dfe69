"""A packing slip cleaned, wrapped and measured, before a line of it is drawn."""

from collections.abc import Container, Mapping
from dataclasses import dataclass

from babel.dates import format_date
from babel.numbers import format_currency

from shipby.documents.rules.template import MOST_CHARACTERS, MOST_LINES, SCALES, PaperSize, Part, Template, filled, usual_paper
from shipby.paper.addresses import address_lines
from shipby.paper.facts import SlipFacts, SlipItem
from shipby.paper.fonts import REGULAR, STRONG
from shipby.paper.sheet import PAPER, Reader, wrapped_lines
from shipby.paper.words import WORDS, SlipWords, language_of
from shipby.words.marketplaces import BY_ID

LEADING = 1.3
_TITLE_LIMIT = 500
_MESSAGE_LIMIT = 1000
_MESSAGE_LINES = 20


@dataclass(frozen=True, slots=True)
class Layout:
    """Measures of a slip in points: for full pages, and for small ones, where the codes stand below the address."""

    is_narrow: bool
    margin: float
    body: float
    small: float
    heading: float
    code_width: float
    code_height: float
    qr_side: float
    quantity_width: float
    side_width: float
    """The column of SKU, ASIN and bin; 0 = they stand below the title."""
    price_width: float
    recipient_sizes: tuple[float, ...]
    foot: float

    @property
    def table_head_height(self) -> float:
        return self.small * 2.5

    @property
    def later_head_height(self) -> float:
        return self.heading * 2.3


_WIDE = Layout(False, 42, 10, 8, 15, 168, 34, 54, 42, 118, 74, (11, 10, 9, 8, 7), 34)
_NARROW = Layout(True, 16, 8.5, 6.5, 11, 150, 26, 42, 30, 0, 54, (10, 9, 8, 7, 6), 20)


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One line of the table, wrapped."""

    quantity: str
    is_many: bool
    title: list[str]
    side: list[str]
    price: str
    message: list[str]
    height: float
    message_height: float


@dataclass(frozen=True, slots=True, repr=False)
class Plan:
    """A slip cleaned, wrapped and measured, ready to be drawn page by page."""

    facts: SlipFacts
    template: Template
    words: SlipWords
    layout: Layout
    size: tuple[float, float]
    store: list[str]
    sender: list[str]
    recipient: list[str]
    recipient_size: float
    details: list[tuple[str, list[str]]]
    head: list[str]
    foot: list[str]
    rows: list[Row]
    shows_prices: bool
    has_logo: bool
    is_whole: bool

    @property
    def body(self) -> float:
        """Size of the text of items."""
        return self.layout.body * SCALES[self.template.text_size]

    @property
    def right(self) -> float:
        return self.size[0] - self.layout.margin

    @property
    def inner(self) -> float:
        return self.size[0] - 2 * self.layout.margin

    @property
    def side_left(self) -> float:
        return self.right - self.layout.side_width - (self.layout.price_width if self.shows_prices else 0)

    @property
    def title_left(self) -> float:
        return self.layout.margin + self.layout.quantity_width

    @property
    def top_height(self) -> float:
        """Logo, store and sender."""
        logo = LOGO_HEIGHT[self.layout.is_narrow] + 6 if self.has_logo else 0.0
        used = len(self.store) * self.layout.heading * 1.2 + 3 + len(self.sender) * self.layout.small * LEADING
        return logo + max(used, self.layout.heading * 1.8)

    @property
    def recipient_height(self) -> float:
        return self.layout.small * 1.7 + len(self.recipient) * self.recipient_size * LEADING

    @property
    def codes_height(self) -> float:
        """Barcode with its number, QR code; 0 where neither is shown."""
        bar = self.layout.code_height + 20 if Part.BARCODE in self.template.shows else 0.0
        qr = self.layout.qr_side + 8 if Part.QR in self.template.shows else 0.0
        return max(bar, qr)

    @property
    def details_height(self) -> float:
        if not self.details:
            return 0.0
        rows = -(-len(self.details) // self.detail_columns)
        return 8 + rows * (self.layout.small * 1.4 + 2 * self.layout.small * 1.35 + 3)

    @property
    def detail_columns(self) -> int:
        return 2 if self.layout.is_narrow else 4

    @property
    def head_height(self) -> float:
        """From the top margin of the first page to its table."""
        parts = (self.recipient_height, self.codes_height)
        block = sum(parts) + 6 if self.layout.is_narrow else max(parts)
        own = len(self.head) * self.body * LEADING + 8 if self.head else 0.0
        return self.top_height + 14 + block + 12 + self.details_height + own

    @property
    def foot_height(self) -> float:
        """Own words below the items."""
        return len(self.foot) * self.body * LEADING + 14 if self.foot else 0.0


LOGO_HEIGHT = {False: 46.0, True: 30.0}
"""By whether the page is narrow."""


def planned(slip: SlipFacts, covered: Container[int], template: Template, *, has_logo: bool = False) -> Plan:
    """The slip in its language, on its paper. ``covered``: code points that the fonts draw."""
    reader = Reader(covered)
    language = language_of(slip.marketplace_id, covered)
    words, locale = WORDS[language], _locale(slip, language)
    paper = slip.page or template.paper or _paper(slip)
    layout = _NARROW if paper in {PaperSize.A6, PaperSize.FOUR_BY_SIX} else _WIDE
    size, scale = PAPER[paper], SCALES[template.text_size]
    shows_prices = slip.shows_prices and not slip.is_gift
    inner = size[0] - 2 * layout.margin
    store_width = inner * 0.54
    store = wrapped_lines([reader.line(slip.store_name, 120)], store_width, STRONG, layout.heading)[:2]
    sender = _sender(slip, reader, store_width, layout) if Part.SHIP_FROM in template.shows else []
    recipient, recipient_size = _recipient(slip, words, reader, layout, template, inner)
    details = _details(slip, words, reader, locale, layout) if Part.DETAILS in template.shows else []
    own = template.words_in(language)
    values = _values(slip, locale)
    text_width = inner - layout.quantity_width - (layout.price_width if shows_prices else 0)
    title_width = text_width - (layout.side_width + 12 if layout.side_width else 0)
    measures = _Measures(layout, layout.body * scale, title_width, text_width, template, locale if shows_prices else "")
    return Plan(
        slip,
        template,
        words,
        layout,
        size,
        store,
        sender,
        recipient,
        recipient_size,
        details,
        _own_words(own.head, values, reader, inner, layout.body * scale),
        _own_words(own.foot, values, reader, inner, layout.body * scale),
        [_row(item, reader, measures) for item in slip.items],
        shows_prices,
        has_logo and Part.LOGO in template.shows,
        is_whole=reader.is_whole,
    )


def _paper(slip: SlipFacts) -> PaperSize:
    marketplace = BY_ID.get(slip.marketplace_id)
    country = marketplace.country if marketplace else slip.ship_from.country
    return usual_paper(country)


def _locale(slip: SlipFacts, language: str) -> str:
    """Locale of dates and money; English words in a country of another language are dated the British way."""
    marketplace = BY_ID.get(slip.marketplace_id)
    if marketplace is None:
        return language
    if language == "en" and marketplace.language != "en":
        return "en_GB"
    return f"{language}_{marketplace.country}"


def _sender(slip: SlipFacts, reader: Reader, width: float, layout: Layout) -> list[str]:
    lines = [reader.line(line) for line in address_lines(slip.ship_from, sent_from=slip.ship_from.country)]
    sizes = (layout.small, layout.small - 1, layout.small - 1.5)
    return reader.fitted(lines, width=width, height=64, sizes=sizes, font=REGULAR, leading=LEADING)[0]


def _recipient(
    slip: SlipFacts, words: SlipWords, reader: Reader, layout: Layout, template: Template, inner: float
) -> tuple[list[str], float]:
    sizes = tuple(size * SCALES[template.text_size] for size in layout.recipient_sizes)
    if slip.recipient is None:
        return [words.no_address], sizes[0]
    beside = layout.code_width + layout.qr_side + 44 if not layout.is_narrow and {Part.BARCODE, Part.QR} & template.shows else 0
    lines = [reader.line(line) for line in address_lines(slip.recipient, sent_from=slip.ship_from.country)]
    height = 150 if not layout.is_narrow else 96
    return reader.fitted(lines, width=inner - beside, height=height, sizes=sizes, font=STRONG, leading=LEADING)


def _placed(slip: SlipFacts, locale: str) -> str:
    return format_date(slip.placed_on, format="long", locale=locale) if slip.placed_on else ""


def _details(slip: SlipFacts, words: SlipWords, reader: Reader, locale: str, layout: Layout) -> list[tuple[str, list[str]]]:
    placed = _placed(slip, locale)
    if not reader.can_draw(placed):
        placed = slip.placed_on.isoformat() if slip.placed_on else ""
    pairs = (
        (words.order, reader.line(slip.order_id, 40)),
        (words.placed, placed),
        (words.service, reader.line(slip.service, 80)),
        (words.units, str(sum(item.quantity for item in slip.items))),
    )
    size = layout.small * 1.18
    return [(label, wrapped_lines([value], 118, REGULAR, size)[:2]) for label, value in pairs if value]


def _values(slip: SlipFacts, locale: str) -> Mapping[str, str]:
    return {"order": slip.order_id, "store": slip.store_name, "placed": _placed(slip, locale), "service": slip.service}


def _own_words(text: str, values: Mapping[str, str], reader: Reader, width: float, size: float) -> list[str]:
    lines = reader.paragraphs(filled(text, values), MOST_CHARACTERS * 2, MOST_LINES)
    return wrapped_lines(lines, width, REGULAR, size)


@dataclass(frozen=True, slots=True)
class _Measures:
    """What every row of one slip is wrapped to."""

    layout: Layout
    body: float
    title_width: float
    text_width: float
    template: Template
    price_locale: str


def _row(item: SlipItem, reader: Reader, measures: _Measures) -> Row:
    layout, body, shows = measures.layout, measures.body, measures.template.shows
    told = reader.paragraphs(item.gift_message, _MESSAGE_LIMIT, _MESSAGE_LINES) if Part.GIFT_MESSAGE in shows else []
    price = ""
    if measures.price_locale and item.price is not None:
        price = format_currency(item.price.amount, item.price.currency, locale=measures.price_locale)
    title = wrapped_lines([reader.line(item.title, _TITLE_LIMIT)], measures.title_width, REGULAR, body)
    codes = {Part.SKU: item.sku, Part.ASIN: item.asin, Part.BIN: item.bin}
    names = [reader.line(codes[part], 80) for part in measures.template.codes if codes[part]]
    side_width = layout.side_width - 12 if layout.side_width else measures.title_width
    side = wrapped_lines(names, side_width, REGULAR, body * 0.9)
    message = wrapped_lines(told, measures.text_width - 12, REGULAR, body)
    message_height = 10 + layout.small * LEADING + len(message) * body * LEADING if message else 0.0
    lines = max(len(title), len(side)) if layout.side_width else len(title) + len(side)
    height = 9 + lines * body * LEADING + message_height
    return Row(str(item.quantity), item.quantity > 1, title, side, price, message, height, message_height)


def paged(plan: Plan) -> list[list[Row]]:
    """Rows by page: as many as fit, at least one; the last page has room for the own words below them."""
    layout = plan.layout
    end = layout.margin + layout.foot + layout.table_head_height
    room = plan.size[1] - plan.head_height - end
    later = plan.size[1] - layout.later_head_height - end
    pages: list[list[Row]] = [[]]
    for row in plan.rows:
        if row.height > room and (pages[-1] or len(pages) == 1):
            pages.append([])
            room = later
        pages[-1].append(row)
        room -= row.height
    if plan.foot_height > room and pages[-1]:
        pages.append([])
    return pages
