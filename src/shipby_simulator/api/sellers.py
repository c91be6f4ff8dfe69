"""Sellers v1: where a seller sells, and who the seller is (sp-api 10)."""

from typing import Any

from shipby_simulator.core.wire import Response
from shipby_simulator.door.call import Call, answer
from shipby_simulator.world.places import SHIP_FROM


def _participations(call: Call) -> list[dict[str, Any]]:
    return [
        {
            "marketplace": {
                "id": place.id,
                "name": place.name,
                "countryCode": place.country,
                "defaultCurrencyCode": place.currency,
                "defaultLanguageCode": place.language,
                "domainName": place.domain,
            },
            "participation": {"isParticipating": True, "hasSuspendedListings": False},
            "storeName": call.seller.name,
        }
        for place in call.seller.marketplaces
    ]


def get_marketplace_participations(call: Call) -> Response:
    """Answer getMarketplaceParticipations: every marketplace of the seller's region."""
    return answer({"payload": _participations(call)})


def get_account(call: Call) -> Response:
    """Answer getAccount."""
    country, city, state, postcode, street = SHIP_FROM[call.seller.region]
    where = {
        "addressLine1": street,
        "city": city,
        "stateOrProvinceCode": state,
        "postalCode": postcode,
        "countryCode": country,
    }
    account = {
        "marketplaceParticipationList": _participations(call),
        "businessType": "PRIVATE_LIMITED",
        "sellingPlan": "PROFESSIONAL",
        "business": {"name": call.seller.name, "registeredBusinessAddress": where},
        "primaryContact": {"name": "Dana Miller", "address": where},
    }
    return answer({"payload": account})
