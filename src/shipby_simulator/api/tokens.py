"""Tokens 2021-03-01 (sp-api 1.3) and the rotation of client secrets (sp-api 1.1)."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shipby_simulator.core.clock import DAY
from shipby_simulator.core.refusal import Refusal, invalid
from shipby_simulator.core.wire import Response
from shipby_simulator.door.call import Call, answer, nothing
from shipby_simulator.door.login import restricted_token

_ELEMENTS = {"buyerInfo", "shippingAddress", "buyerTaxInformation"}
_PATHS = ("/orders/v0/orders", "/mfn/v0/shipments", "/reports/2021-06-30/documents/")


class Resource(msgspec.Struct, frozen=True, rename="camel"):
    """A resource to open: method, generic or specific path, data elements."""

    method: Literal["GET", "PUT", "POST", "DELETE"]
    path: str
    data_elements: list[str] = []


class RestrictedDataTokenRequest(msgspec.Struct, frozen=True, rename="camel"):
    """Body of createRestrictedDataToken."""

    restricted_resources: Annotated[list[Resource], Meta(min_length=1, max_length=50)]
    target_application: str | None = None


def create_restricted_data_token(call: Call) -> Response:
    """Answer createRestrictedDataToken; report documents need a specific path."""
    body: RestrictedDataTokenRequest = call.body
    for resource in body.restricted_resources:
        if not resource.path.startswith(_PATHS):
            raise invalid(f"The path {resource.path} is not a restricted resource.")
        if resource.path.startswith("/reports/") and "{" in resource.path:
            raise invalid("getReportDocument accepts only a specific path.")
        unknown = set(resource.data_elements) - _ELEMENTS
        if unknown:
            raise invalid(f"Invalid data elements: {', '.join(sorted(unknown))}.")
        if "buyerInfo" in resource.data_elements or "shippingAddress" in resource.data_elements:
            _check_elements(call, resource)
    resources: list[dict[str, object]] = [
        {"method": one.method, "path": one.path, "dataElements": list(one.data_elements)} for one in body.restricted_resources
    ]
    return answer({"restrictedDataToken": restricted_token(call.world, call.token, resources), "expiresIn": 3600})


def _check_elements(call: Call, resource: Resource) -> None:
    """Refuse data elements whose role the application lacks; v0 says so instead of hiding them (sp-api 1.4)."""
    needed = {
        "shippingAddress": ("Direct-to-Consumer Shipping", "Direct-to-Consumer Delivery"),
        "buyerInfo": ("Tax Invoicing", "Tax Remittance", "Direct-to-Consumer Shipping"),
    }
    for element, roles in needed.items():
        if element in resource.data_elements and not call.may(*roles) and call.world.settings.amazon.missing_role_in_v0:
            text = "Application do not have access to some or all requested resource"
            raise Refusal(403, "Unauthorized", text, element)


def rotate_secret(call: Call) -> Response:
    """Answer rotateApplicationClientSecret: the old secret works for seven more days (UNVERIFIED)."""
    world, account = call.world, call.world.state.accounts[call.account]
    account.old_secrets.append((account.secret, world.now + 7 * DAY))
    account.secret = "amzn1.oa2-cs.v1." + world.draw("secret", call.account, world.number("secret")).token(64, "0123456789abcdef")
    return nothing()
