"""Why a parcel is refused: one class a reason, each with what to do."""

from shipby.words.refusals import Refusal
from shipby.words.text import N_


class NotOurs(Refusal):
    """Amazon ships the order."""

    code = "shipped_by_amazon"
    sentence = N_("Amazon ships order %(order_id)s itself.")
    remedy = N_("There is nothing to confirm.")


class PaymentPending(Refusal):
    """The order is Pending: not payed, must not be shipped (amazon-policy 2.6)."""

    code = "payment_pending"
    sentence = N_("The payment of order %(order_id)s is still pending.")
    remedy = N_("Wait until Amazon releases the order. Do not ship it yet.")


class OrderCancelled(Refusal):
    """Amazon cancelled it."""

    code = "order_cancelled"
    sentence = N_("Order %(order_id)s is cancelled.")
    remedy = N_("Do not ship it. If it has left already, ask the carrier to bring it back.")


class OrderFullyShipped(Refusal):
    """Amazon counts all of it as shipped."""

    code = "already_shipped"
    sentence = N_("Amazon already counts order %(order_id)s as shipped.")
    remedy = N_("To change carrier or tracking number, correct the parcel.")


class StatusUnclear(Refusal):
    """A status from which Amazon does not take a confirmation, or one that is not known."""

    code = "status_not_shippable"
    sentence = N_("Order %(order_id)s has the status %(status)s, and Amazon takes no confirmation for it.")
    remedy = N_("Look at the order in Seller Central and import a newer report.")


class OrderHeld(Refusal):
    """A person put it on hold."""

    code = "on_hold"
    sentence = N_("Order %(order_id)s is on hold.")
    remedy = N_("Release it first, then confirm.")


class OrderIncomplete(Refusal):
    """A row of it lies in quarantine (settled design 9)."""

    code = "incomplete"
    sentence = N_("Part of order %(order_id)s could not be read from the report.")
    remedy = N_("Settle the row in the quarantine first.")


class ConfirmedByAmazon(Refusal):
    """A Ship+ order; Amazon answers 400 to a confirmation of it (sp-api 3.2)."""

    code = "confirmed_by_amazon"
    sentence = N_("Order %(order_id)s is a Ship+ order: Amazon confirms it itself.")
    remedy = N_("Buy its label at Amazon. Nothing needs to be confirmed here.")


class CarrierMissing(Refusal):
    """No carrier at all."""

    code = "carrier_missing"
    sentence = N_("The carrier is missing.")
    remedy = N_("Choose a carrier from the list, or Other with the carrier's name.")


class UnknownCarrier(Refusal):
    """Not one of Amazon's carrier codes, nor another name of one."""

    code = "unknown_carrier"
    sentence = N_("Amazon has no carrier code %(carrier)s.")
    remedy = N_("Choose a carrier from the list, or Other with the carrier's name.")


class CarrierNameMissing(Refusal):
    """``Other`` without the name (amazon-policy 3.3)."""

    code = "carrier_name_missing"
    sentence = N_("The carrier Other needs the carrier's name.")
    remedy = N_("Enter the name, at most 50 characters.")


class CarrierNameUnusable(Refusal):
    """Longer than 50 characters, or with characters that break the file."""

    code = "carrier_name_unusable"
    sentence = N_("Amazon does not take this carrier name.")
    remedy = N_("Use at most 50 letters and digits.")


class TrackingMissing(Refusal):
    """No tracking number."""

    code = "tracking_missing"
    sentence = N_("The tracking number is missing.")
    remedy = N_("Enter the number that is printed on the label.")


class TrackingUnusable(Refusal):
    """Too long, or with characters that no label carries."""

    code = "tracking_unusable"
    sentence = N_("This is not a tracking number: it is longer than 50 characters or has signs that no label carries.")
    remedy = N_("Enter only the number that is printed on the label.")


class ServiceUnusable(Refusal):
    """A service name too long for Amazon's file, or with control characters."""

    code = "service_unusable"
    sentence = N_("The name of the service is too long or has signs that can't be written.")
    remedy = N_("Use at most 80 characters, or leave it empty.")


class ShipDateInFuture(Refusal):
    """Amazon forbids confirming before the parcel left (amazon-policy 3.1)."""

    code = "ship_date_in_future"
    sentence = N_("The ship date %(ship_date)s is in the future. Today is %(today)s at the warehouse.")
    remedy = N_("Confirm on the day the parcel leaves: Amazon removes selling rights for confirming earlier.")


class ShipDateBeforePurchase(Refusal):
    """The parcel can't have left before the buyer ordered."""

    code = "ship_date_before_purchase"
    sentence = N_("The ship date %(ship_date)s is before the order was placed on %(purchased)s.")
    remedy = N_("Enter the day the parcel left.")


class UnknownLine(Refusal):
    """The order has no such line."""

    code = "unknown_item"
    sentence = N_("Order %(order_id)s has no item %(item)s.")
    remedy = N_("Use the order item id as it stands in Amazon's report.")


class QuantityUnusable(Refusal):
    """Below zero."""

    code = "quantity_unusable"
    sentence = N_("The quantity of item %(item)s must be 1 or more.")
    remedy = N_("Enter how many units are in this parcel.")


class NothingInParcel(Refusal):
    """All quantities are zero."""

    code = "nothing_in_parcel"
    sentence = N_("There is nothing in this parcel.")
    remedy = N_("Enter how many units of at least one item are in it.")


class TooManyUnits(Refusal):
    """More than is open: ordered less cancelled, in other parcels, shipped elsewhere."""

    code = "too_many_units"
    sentence = N_("Item %(item)s has %(open)s units left to ship, but %(asked)s were entered.")
    remedy = N_("Enter at most the open units, or correct the parcel that holds the others.")


class NothingOpen(Refusal):
    """Every unit is in a parcel, cancelled, or shipped elsewhere."""

    code = "nothing_to_confirm"
    sentence = N_("All units of order %(order_id)s are already in a parcel, cancelled or shipped elsewhere.")
    remedy = N_("To change carrier or tracking number, correct the parcel.")


class ItemIdMissing(Refusal):
    """Part of an order whose report named no order item ids: the file could not say which part (amazon-policy 3.3)."""

    code = "item_id_missing"
    sentence = N_(
        "Amazon's report did not name the order item ids of order %(order_id)s, so only all of it can be confirmed at once."
    )
    remedy = N_("Import the unshipped orders report, which names them, or confirm the whole order in one parcel.")


class ParcelWithdrawn(Refusal):
    """It was taken back before."""

    code = "parcel_withdrawn"
    sentence = N_("Parcel %(reference)s of order %(order_id)s was withdrawn.")
    remedy = N_("Make a new parcel.")


class ParcelHasLeft(Refusal):
    """Its confirmation left the house; Amazon knows no way back, only edits (amazon-policy 3.2)."""

    code = "confirmation_has_left"
    sentence = N_("The confirmation of parcel %(reference)s of order %(order_id)s has already left.")
    remedy = N_("Amazon can't take it back. Correct its carrier, tracking number or date instead.")


class UnknownOrder(Refusal):
    """No such order in this shop."""

    code = "unknown_order"
    sentence = N_("There is no order %(order_id)s.")
    remedy = N_("Look at the order number, or import Amazon's report that has it.")


class AmbiguousOrder(Refusal):
    """Two of the shop's accounts have it."""

    code = "ambiguous_order"
    sentence = N_("Order %(order_id)s is in more than one seller account.")
    remedy = N_("Confirm it on its order page.")


class UnknownParcel(Refusal):
    """The order has no parcel of this number."""

    code = "unknown_parcel"
    sentence = N_("Order %(order_id)s has no parcel %(reference)s.")
    remedy = N_("Open the order and look at its parcels.")
