"""Amazon's marketplaces as data: id, country, name in reports, region, time zone, currency, language.

Ids and currencies: sp-api 10. Time zones: the zone Amazon's day ends in; on Amazon.com that is Pacific
time (amazon-policy 2.4, inferred from samples), elsewhere the marketplace's own zone, unverified. The zones are used for
showing instants only; a deadline is always the instant Amazon sent.
"""

from dataclasses import dataclass

from shipby.words.ids import MarketplaceId


@dataclass(frozen=True, slots=True)
class Marketplace:
    """One Amazon store front. ``sales_channel`` is its name in reports; ``seller_central`` the host a seller works at."""

    id: MarketplaceId
    country: str
    sales_channel: str
    region: str
    time_zone: str
    currency: str
    language: str
    seller_central: str


def _row(
    marketplace_id: str, country: str, channel: str, region: str, zone: str, currency: str, language: str, host: str
) -> Marketplace:
    return Marketplace(MarketplaceId(marketplace_id), country, channel, region, zone, currency, language, host)


_NA, _EU = "sellercentral.amazon.com", "sellercentral-europe.amazon.com"

MARKETPLACES: tuple[Marketplace, ...] = (
    _row("ATVPDKIKX0DER", "US", "Amazon.com", "NA", "America/Los_Angeles", "USD", "en", _NA),
    _row("A2EUQ1WTGCTBG2", "CA", "Amazon.ca", "NA", "America/Toronto", "CAD", "en", "sellercentral.amazon.ca"),
    _row("A1AM78C64UM0Y8", "MX", "Amazon.com.mx", "NA", "America/Mexico_City", "MXN", "es", "sellercentral.amazon.com.mx"),
    _row("A2Q3Y263D00KWC", "BR", "Amazon.com.br", "NA", "America/Sao_Paulo", "BRL", "pt", "sellercentral.amazon.com.br"),
    _row("A1F83G8C2ARO7P", "GB", "Amazon.co.uk", "EU", "Europe/London", "GBP", "en", "sellercentral.amazon.co.uk"),
    _row("A1PA6795UKMFR9", "DE", "Amazon.de", "EU", "Europe/Berlin", "EUR", "de", _EU),
    _row("A13V1IB3VIYZZH", "FR", "Amazon.fr", "EU", "Europe/Paris", "EUR", "fr", _EU),
    _row("APJ6JRA9NG5V4", "IT", "Amazon.it", "EU", "Europe/Rome", "EUR", "it", _EU),
    _row("A1RKKUPIHCS9HS", "ES", "Amazon.es", "EU", "Europe/Madrid", "EUR", "es", _EU),
    _row("A1805IZSGTT6HS", "NL", "Amazon.nl", "EU", "Europe/Amsterdam", "EUR", "nl", "sellercentral.amazon.nl"),
    _row("AMEN7PMS3EDWL", "BE", "Amazon.com.be", "EU", "Europe/Brussels", "EUR", "fr", "sellercentral.amazon.com.be"),
    _row("A28R8C7NBKEWEA", "IE", "Amazon.ie", "EU", "Europe/Dublin", "EUR", "en", "sellercentral.amazon.ie"),
    _row("A2NODRKZP88ZB9", "SE", "Amazon.se", "EU", "Europe/Stockholm", "SEK", "sv", "sellercentral.amazon.se"),
    _row("A1C3SOZRARQ6R3", "PL", "Amazon.pl", "EU", "Europe/Warsaw", "PLN", "pl", "sellercentral.amazon.pl"),
    _row("A33AVAJ2PDY3EV", "TR", "Amazon.com.tr", "EU", "Europe/Istanbul", "TRY", "tr", "sellercentral.amazon.com.tr"),
    _row("ARBP9OOSHTCHU", "EG", "Amazon.eg", "EU", "Africa/Cairo", "EGP", "ar", "sellercentral.amazon.eg"),
    _row("A17E79C6D8DWNP", "SA", "Amazon.sa", "EU", "Asia/Riyadh", "SAR", "ar", "sellercentral.amazon.sa"),
    _row("A2VIGQ35RCS4UG", "AE", "Amazon.ae", "EU", "Asia/Dubai", "AED", "en", "sellercentral.amazon.ae"),
    _row("AE08WJ6YKNBMC", "ZA", "Amazon.co.za", "EU", "Africa/Johannesburg", "ZAR", "en", "sellercentral.amazon.co.za"),
    _row("A21TJRUUN4KGV", "IN", "Amazon.in", "EU", "Asia/Kolkata", "INR", "en", "sellercentral.amazon.in"),
    _row("A1VC38T7YXB528", "JP", "Amazon.co.jp", "FE", "Asia/Tokyo", "JPY", "ja", "sellercentral.amazon.co.jp"),
    _row("A39IBJ37TRP1C6", "AU", "Amazon.com.au", "FE", "Australia/Sydney", "AUD", "en", "sellercentral.amazon.com.au"),
    _row("A19VAU5U5O7RUS", "SG", "Amazon.sg", "FE", "Asia/Singapore", "SGD", "en", "sellercentral.amazon.sg"),
)

BY_ID: dict[str, Marketplace] = {row.id: row for row in MARKETPLACES}
BY_COUNTRY: dict[str, Marketplace] = {row.country: row for row in MARKETPLACES}
BY_SALES_CHANNEL: dict[str, Marketplace] = {row.sales_channel.casefold(): row for row in MARKETPLACES}
