"""Column names of the tables that label programs write, in English and German.

Covers ShipStation, Pirate Ship, Shippo, Stamps.com, Endicia, UPS WorldShip, FedEx Ship Manager, DHL's business portal, DPD, GLS,
Royal Mail Click & Drop, Sendcloud, Shipcloud and Amazon's own confirmation template. Of several columns with one meaning the name
that stands first here wins, unless another column holds more order numbers.
"""

import re
from enum import StrEnum


class Column(StrEnum):
    """What a column of a confirmation table can mean."""

    ORDER_ID = "order_id"
    ORDER_ITEM_ID = "order_item_id"
    QUANTITY = "quantity"
    CARRIER = "carrier"
    CARRIER_NAME = "carrier_name"
    SERVICE = "service"
    TRACKING_NUMBER = "tracking_number"
    SHIP_DATE = "ship_date"


HEADERS: dict[Column, tuple[str, ...]] = {
    Column.ORDER_ID: (
        "amazon order id",
        "amazon order number",
        "amazon bestellnummer",
        "order id",
        "order number",
        "order no",
        "order nr",
        "orderid",
        "ordernumber",
        "order",
        "sales order number",
        "marketplace order id",
        "channel order id",
        "channel reference",
        "order reference",
        "order ref",
        "external order id",
        "bestellnummer",
        "bestell nr",
        "bestellnr",
        "bestell id",
        "bestellung",
        "auftragsnummer",
        "auftragsnr",
        "auftrag",
        "reference number",
        "reference number 1",
        "reference no",
        "reference 1",
        "reference1",
        "reference id",
        "referenceid",
        "reference",
        "references",
        "referencenumber",
        "packagereference1",
        "package reference 1",
        "package reference no 1",
        "shipment reference",
        "shipmentreference",
        "customer reference",
        "customer reference 1",
        "customerreference",
        "your reference",
        "po number",
        "invoice number",
        "sendungsreferenz",
        "referenznummer",
        "referenznr",
        "referenz nr",
        "referenz 1",
        "referenz1",
        "referenz",
        "kundenreferenz",
        "paketreferenz",
        "paketreferenz 1",
        "kundenreferenz 1",
        "rubber stamp 1",
        "reference 2",
        "reference number 2",
        "referenz 2",
    ),
    Column.ORDER_ITEM_ID: (
        "order item id",
        "orderitemid",
        "amazon order item id",
        "amazon order item code",
        "item id",
        "line item id",
        "bestellposition",
        "bestellposten id",
        "positions id",
    ),
    Column.QUANTITY: ("quantity", "qty", "item quantity", "quantity shipped", "units", "menge", "anzahl", "stückzahl", "stück"),
    Column.CARRIER: (
        "carrier code",
        "carrier",
        "shipping carrier",
        "shipment carrier",
        "carriercode",
        "provider",
        "courier",
        "ship carrier",
        "shipping provider",
        "carrier selected",
        "versanddienstleister",
        "versanddienst",
        "versender",
        "paketdienst",
        "frachtführer",
        "spediteur",
        "transporteur",
        "zusteller",
    ),
    Column.CARRIER_NAME: ("carrier name", "carriername", "courier name", "name des versanddienstleisters"),
    Column.SERVICE: (
        "ship method",
        "shipping method",
        "service",
        "shipping service",
        "service level",
        "servicelevel",
        "service type",
        "servicetype",
        "service code",
        "service name",
        "mail class",
        "mailclass",
        "carrier service",
        "carrier service selected",
        "carrier service requested",
        "service description",
        "versandart",
        "versandmethode",
        "produkt",
        "produktname",
        "produkt und servicedetails",
        "verfahren",
        "leistung",
    ),
    Column.TRACKING_NUMBER: (
        "tracking number",
        "tracking no",
        "tracking nr",
        "tracking id",
        "tracking code",
        "tracking",
        "trackingnumber",
        "trackingid",
        "trackid",
        "track id",
        "trackingcode",
        "tracking numbers",
        "shipment tracking number",
        "shipping tracking number",
        "packagetrackingnumber",
        "package tracking number",
        "carrier tracking no",
        "carrier tracking number",
        "master tracking number",
        "mastertrackingnumber",
        "label tracking number",
        "pic",
        "piece id",
        "pieceid",
        "waybill number",
        "waybill",
        "consignment number",
        "parcel number",
        "parcelnumber",
        "shipment number",
        "shipmentnumber",
        "sendungsnummer",
        "sendungs nr",
        "sendungsnr",
        "sendungsverfolgungsnummer",
        "sendungsverfolgung",
        "trackingnummer",
        "tracking nummer",
        "paketnummer",
        "paketnr",
        "paket nr",
        "paketscheinnummer",
        "paketscheinnr",
        "identcode",
        "barcode",
    ),
    Column.SHIP_DATE: (
        "ship date",
        "shipdate",
        "shipping date",
        "shipment date",
        "date shipped",
        "shipped date",
        "shipped on",
        "shipped at",
        "despatch date",
        "dispatch date",
        "mail date",
        "mailing date",
        "postmark date",
        "collection date",
        "collectiondate",
        "pickup date",
        "versanddatum",
        "sendungsdatum",
        "versendet am",
        "versandt am",
        "einlieferungsdatum",
        "abholdatum",
    ),
}

_NOT_LETTERS = re.compile(r"[\W_]+")


def header_word(cell: str) -> str:
    """A header cell as it is compared: lower case, every mark a space."""
    return _NOT_LETTERS.sub(" ", cell.replace("#", " number ").casefold()).strip()


_MEANINGS: dict[str, tuple[Column, int]] = {
    word: (column, rank) for column, words in HEADERS.items() for rank, word in enumerate(words)
}


def meaning_of(cell: str) -> tuple[Column, int] | None:
    """The column a header cell names, with its rank among the names of that column."""
    return _MEANINGS.get(header_word(cell))
