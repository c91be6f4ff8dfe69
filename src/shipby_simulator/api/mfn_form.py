"""Answers of Merchant Fulfillment v0: offers and shipments (sp-api 6.1)."""

import gzip
from base64 import b64encode
from hashlib import md5
from typing import TYPE_CHECKING, Any

from shipby_simulator.carriers.faces import label_document
from shipby_simulator.carriers.offers import Offer, Turned
from shipby_simulator.carriers.render import MEDIA
from shipby_simulator.core.clock import iso_seconds
from shipby_simulator.world.places import Marketplace
from shipby_simulator.world.state import Label

if TYPE_CHECKING:
    from shipby_simulator.world.engine import World

FORMATS = {"PDF": ("PDF", 203), "PNG": ("PNG", 203), "ZPL203": ("ZPL", 203), "ZPL300": ("ZPL", 300)}
DEFAULT = "PDF"
STATUS = {
    "purchased": "Purchased", "void_pending": "RefundPending", "refund_refused": "RefundRejected", "refunded": "RefundApplied",
}  # fmt: skip
_EXTRA = {"DeliveryConfirmationWithAdultSignature": 350, "DeliveryConfirmationWithSignature": 250}
CREDIT = 100
"""FBM Ship+ credit in US cents: our guess, after Amazon's own example."""


def extra(experience: str, place: Marketplace) -> int:
    """Return what a signature costs on top of the rate."""
    return round(_EXTRA.get(experience, 0) * place.rate / (1 if place.digits else 100))


def money(minor: int, place: Marketplace) -> dict[str, Any]:
    """Return an amount as CurrencyAmount."""
    return {"CurrencyCode": place.currency, "Amount": minor / 100 if place.digits else minor}


def service_form(offer: Offer, offer_id: str, place: Marketplace, asked: dict[str, Any]) -> dict[str, Any]:
    """Return an offer; ``asked`` has amount, options, ship date, and whether it crosses a border or earns a credit."""
    amount, credit = asked["amount"], CREDIT if asked["credit"] else 0
    benefits: dict[str, Any] = {"IncludedBenefits": ["CLAIMS_PROTECTED"], "ExcludedBenefits": []}
    if offer.late:
        excluded = [{"Benefit": "CLAIMS_PROTECTED", "ReasonCodes": ["LATE_DELIVERY_RISK"]}]
        benefits = {"IncludedBenefits": [], "ExcludedBenefits": excluded}
    form = {
        "ShippingServiceName": offer.service.name,
        "CarrierName": offer.service.carrier,
        "ShippingServiceId": offer.service.id,
        "ShippingServiceOfferId": offer_id,
        "ShipDate": iso_seconds(asked["ready"]),
        "EarliestEstimatedDeliveryDate": iso_seconds(offer.earliest),
        "LatestEstimatedDeliveryDate": iso_seconds(offer.latest),
        "Rate": money(amount, place),
        "RateWithAdjustments": money(amount - credit, place),
        "ShippingServiceOptions": asked["options"],
        "AvailableLabelFormats": [*FORMATS, "ShippingServiceDefault"],
        "AvailableFormatOptionsForLabel": [{"LabelFormat": kind} for kind in (*FORMATS, "ShippingServiceDefault")],
        "RequiresAdditionalSellerInputs": asked["abroad"],
        "Benefits": benefits,
    }
    if credit:
        form["AdjustmentItemList"] = [
            {
                "RateItemID": "FBM_SHIP_PLUS_CREDIT",
                "RateItemType": "INCLUDED",
                "RateItemCharge": money(credit, place),
                "RateItemNameLocalization": "FBM Ship Plus Credit",
            }
        ]
    return form


def rejected_form(turned: Turned) -> dict[str, Any]:
    """Return a service that does not carry the parcel."""
    return {
        "CarrierName": turned.service.carrier,
        "ShippingServiceName": turned.service.name,
        "ShippingServiceId": turned.service.id,
        "RejectionReasonCode": turned.code,
        "RejectionReasonMessage": turned.message,
    }


def shipment_form(world: "World", label: Label) -> dict[str, Any]:
    """Return a shipment with its label; a cancelled one has an empty label."""
    details = label.request["details"]
    place = world.books[label.account].facts(label.n).place
    none = {"CurrencyCode": place.currency, "Amount": 0}
    return {
        "ShipmentId": label.id,
        "AmazonOrderId": details["AmazonOrderId"],
        **({"SellerOrderId": details["SellerOrderId"]} if "SellerOrderId" in details else {}),
        "ItemList": details["ItemList"],
        "ShipFromAddress": details["ShipFromAddress"],
        "ShipToAddress": _ship_to(world, label),
        "PackageDimensions": details["PackageDimensions"],
        "Weight": details["Weight"],
        "Insurance": details["ShippingServiceOptions"].get("DeclaredValue", none),
        "ShippingService": label.request["offer"],
        "Label": _label_form(world, label),
        "Status": STATUS[label.status],
        "TrackingId": label.tracking,
        "CreatedDate": iso_seconds(label.created),
        "LastUpdatedDate": iso_seconds(label.changed),
    }


def _label_form(world: "World", label: Label) -> dict[str, Any]:
    """Return the label: base64 of gzip, with the MD5 of the document."""
    kind, dpi = FORMATS[label.formats[0]]
    contents, checksum = "", ""
    if label.status == "purchased":
        document = label_document(world, label, kind, dpi)
        contents = b64encode(gzip.compress(document, mtime=0)).decode()
        checksum = b64encode(md5(document, usedforsecurity=False).digest()).decode()
    form: dict[str, Any] = {
        "Dimensions": {"Length": 6, "Width": 4, "Unit": "inches"},
        "FileContents": {"Contents": contents, "FileType": MEDIA[kind], "Checksum": checksum},
        "LabelFormat": label.formats[0],
    }
    custom = label.request["details"].get("LabelCustomization", {})
    return form | {name: value for name, value in custom.items() if value}


def _ship_to(world: "World", label: Label) -> dict[str, Any]:
    """Return the buyer's address, cut to the model's lengths."""
    buyer = world.books[label.account].facts(label.n).buyer
    address = buyer.address
    form = {
        "Name": address.name[:30], "AddressLine1": address.line1[:180], "AddressLine2": address.line2[:60],
        "AddressLine3": address.line3[:60], "Email": buyer.email, "City": address.city[:30],
        "StateOrProvinceCode": address.state[:30], "PostalCode": address.postcode[:30], "CountryCode": address.country,
        "Phone": address.phone[:30],
    }  # fmt: skip
    needed = {"Name", "AddressLine1", "Email", "City", "PostalCode", "CountryCode", "Phone"}
    return {name: value for name, value in form.items() if value or name in needed}
