"""Shipping v2: a seller's own accounts with carriers, linked to Amazon (sp-api 6.2)."""

import re
from typing import Any

from shipby_simulator.api.shipping_tables import LinkAccount, References, UnlinkAccount
from shipby_simulator.api.shipping_words import bad, read
from shipby_simulator.carriers.services import SERVICES
from shipby_simulator.core.refusal import not_found
from shipby_simulator.core.wire import Response
from shipby_simulator.door.call import Call, answer

_TYPE = "SHIPPER_ACCOUNT"
_NUMBER = "ACCOUNT_NUMBER"
_FORM = re.compile(r"\w{5,35}")


def _linkable(call: Call) -> list[str]:
    """Return the carriers of the seller's region that take accounts; those whose terms are open do not."""
    return sorted({service.carrier_id for service in SERVICES[call.seller.region] if service.terms})


def get_carrier_account_form_inputs(call: Call) -> Response:
    """Answer getCarrierAccountFormInputs: every carrier wants an account number of 5 to 35 signs."""
    field: dict[str, Any] = {
        "descriptionLocalizationKey": "accountNumberDescriptionString",
        "name": _NUMBER,
        "inputType": "TEXTBOX",
        "isMandatory": True,
        "isConfidential": True,
        "isHidden": False,
        "validationMetadata": [
            {"errorMessage": "accountNumberTooShort", "validationStrategy": "MIN_LENGTH", "value": "5"},
            {"errorMessage": "accountNumberTooLong", "validationStrategy": "MAX_LENGTH", "value": "35"},
        ],
    }
    types = [{"accountType": _TYPE, "carrierAccountInputs": [field]}]
    return answer({"linkableCarriersList": [{"carrierId": one, "linkableAccountTypes": types} for one in _linkable(call)]})


def get_carrier_accounts(call: Call) -> Response:
    """Answer getCarrierAccounts: the accounts that are linked now."""
    read(call, References)
    mine = [one for one in call.world.state.carrier_accounts.values() if one["account"] == call.account]
    return answer({"activeAccounts": [{"accountId": one["id"], "carrierId": one["carrier"]} for one in mine]})


def link_carrier_account(call: Call) -> Response:
    """Answer linkCarrierAccount; the same number is linked once."""
    body: LinkAccount = read(call, LinkAccount)
    carrier = call.path["carrierId"]
    if carrier not in _linkable(call):
        raise not_found(f"Carrier {carrier} cannot be linked.")
    if body.carrier_account_type != _TYPE:
        raise bad(f"carrierAccountType {body.carrier_account_type} is not supported by {carrier}")
    given = {one.attribute_name: one.value for one in body.carrier_account_attributes}
    number = given.get(_NUMBER) or ""
    if not _FORM.fullmatch(number):
        raise bad(f"{_NUMBER} must have 5 to 35 letters or digits")
    accounts = call.world.state.carrier_accounts
    name = f"{call.account}/{carrier}/{number}"
    if name not in accounts:
        draw = call.world.draw("carrier account", call.world.number("carrier account"))
        accounts[name] = {"id": draw.uuid(), "account": call.account, "carrier": carrier}
    return answer({"registrationStatus": "ACTIVE", "accountId": accounts[name]["id"]})


def unlink_carrier_account(call: Call) -> Response:
    """Answer unlinkCarrierAccount."""
    body: UnlinkAccount = read(call, UnlinkAccount)
    wanted = (body.account_id, call.account, call.path["carrierId"])
    accounts = call.world.state.carrier_accounts
    name = next((name for name, one in accounts.items() if (one["id"], one["account"], one["carrier"]) == wanted), None)
    if name is None:
        raise not_found(f"Account {body.account_id} is not linked.")
    del accounts[name]
    return answer({"isUnlinked": True})
