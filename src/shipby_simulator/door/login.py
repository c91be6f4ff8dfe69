"""Login with Amazon: the token endpoint, access tokens and restricted data tokens (sp-api 1.1, 1.3)."""

import re
from urllib.parse import parse_qs

import msgspec

from shipby_simulator.core.clock import DAY, HOUR
from shipby_simulator.core.refusal import Refusal
from shipby_simulator.core.wire import Request, Response
from shipby_simulator.world.engine import World
from shipby_simulator.world.sellers import Seller
from shipby_simulator.world.state import Token

SCOPES = {"sellingpartnerapi::notifications", "sellingpartnerapi::client_credential:rotation"}
_DENIED = "Access to requested resource is denied."


def _error(status: int, error: str, description: str) -> Response:
    return Response(status, msgspec.json.encode({"error": error, "error_description": description}))


def token_endpoint(world: World, request: Request) -> Response:
    """Answer ``POST /auth/o2/token``: refresh_token and client_credentials."""
    if request.method != "POST":
        return _error(405, "invalid_request", "Use POST.")
    content_type = request.headers.get("content-type", "")
    if content_type.startswith("application/json"):  # some clients post JSON, which Amazon takes as well
        form = {name: [str(value)] for name, value in msgspec.json.decode(request.body, type=dict[str, object]).items()}
    else:
        form = parse_qs(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    field = {name: values[0] for name, values in form.items()}
    grant = field.get("grant_type")
    if not grant:
        return _error(400, "invalid_request", "The request is missing a required parameter : grant_type")
    if grant not in {"refresh_token", "client_credentials"}:
        return _error(400, "unsupported_grant_type", "The authorization grant type is not supported by the authorization server")
    seller = _client(world, field.get("client_id", ""), field.get("client_secret", ""))
    if seller is None:
        return _error(401, "invalid_client", "Client authentication failed")
    return _seller_token(world, seller, field) if grant == "refresh_token" else _scope_token(world, seller, field)


def _client(world: World, client_id: str, secret: str) -> Seller | None:
    """Return the seller of an application that gave a secret in force."""
    for seller in world.sellers:
        if seller.client_id == client_id:
            account = world.state.accounts[seller.number]
            old = any(secret == known and world.now < dies for known, dies in account.old_secrets)
            too_old = world.now - world.start > world.settings.application.secret_days * DAY and secret == seller.client_secret
            return seller if (secret == account.secret or old) and not too_old else None
    return None


def _seller_token(world: World, seller: Seller, field: dict[str, str]) -> Response:
    refresh = field.get("refresh_token", "")
    if "scope" in field:
        return _error(400, "invalid_request", "refresh_token and scope exclude each other")
    if not refresh:
        return _error(400, "invalid_request", "The request is missing a required parameter : refresh_token")
    if refresh != seller.refresh_token or world.state.accounts[seller.number].revoked:
        return _error(400, "invalid_grant", "The request has an invalid grant parameter : refresh_token")
    token = _grant(world, "Atza|", Token(seller.number, seller.client_id, world.now + HOUR))
    body = {"access_token": token, "refresh_token": refresh, "token_type": "bearer", "expires_in": 3600}
    return Response(200, msgspec.json.encode(body), [("Cache-Control", "no-store")])


def _scope_token(world: World, seller: Seller, field: dict[str, str]) -> Response:
    scope = field.get("scope", "")
    if scope not in SCOPES:
        return _error(400, "invalid_scope", "The requested scope is invalid, unknown, or malformed.")
    token = _grant(world, "Atc|", Token(seller.number, seller.client_id, world.now + HOUR, scope=scope))
    body = {"access_token": token, "token_type": "bearer", "expires_in": 3600, "scope": scope}
    return Response(200, msgspec.json.encode(body), [("Cache-Control", "no-store")])


def _grant(world: World, prefix: str, token: Token) -> str:
    """Keep a new token and return its text; dead ones are swept out now and then."""
    tokens = world.state.tokens
    number = world.number("token")
    if number % 500 == 0:
        world.state.tokens = tokens = {name: one for name, one in tokens.items() if one.dies > world.now}
    text = prefix + world.draw("token", number).token(180)
    tokens[text] = token
    return text


def restricted_token(world: World, token: Token, resources: list[dict[str, object]]) -> str:
    """Return a restricted data token for an hour."""
    return _grant(world, "Atz.sprdt|", Token(token.account, token.client, world.now + HOUR, restricted=resources))


def holder(world: World, request: Request) -> Token:
    """Return the token a call carries. Raises Refusal: missing, unknown, expired, revoked."""
    text = request.headers.get("x-amz-access-token", "")
    if not text:
        raise Refusal(403, "MissingToken", _DENIED, "The access token is missing in the request header.")
    token = world.state.tokens.get(text)
    if token is None:
        raise Refusal(403, "Unauthorized", _DENIED, "The access token you provided is revoked, malformed or invalid.")
    if token.dies <= world.now:
        raise Refusal(403, "Unauthorized", _DENIED, "The access token you provided has expired.")
    if world.state.accounts[token.account].revoked:
        raise Refusal(403, "Unauthorized", _DENIED, "The access token you provided is revoked, malformed or invalid.")
    return token


def is_covered(token: Token, method: str, path: str, template: str) -> bool:
    """Return whether a restricted data token names this resource, by template or by path."""
    return any(
        (resource["method"] == method and resource["path"] in {path, template})
        or (resource["method"] == method and _like(str(resource["path"]), path))
        for resource in token.restricted or []
    )


def _like(template: str, path: str) -> bool:
    """Return whether a path fits a template with {names}."""
    pattern = "/".join("[^/]+" if part.startswith("{") else re.escape(part) for part in template.split("/"))
    return re.fullmatch(pattern, path) is not None


def elements(token: Token, method: str, path: str, template: str) -> set[str]:
    """Return the data elements that a restricted data token opens for a resource (buyerInfo, shippingAddress, ...)."""
    found: set[str] = set()
    for resource in token.restricted or []:
        if resource["method"] == method and (resource["path"] in {path, template} or _like(str(resource["path"]), path)):
            wanted = resource.get("dataElements")
            found.update(wanted if isinstance(wanted, list) else [])
    return found
