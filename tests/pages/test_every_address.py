"""Every address, for everybody, by every method: an address without a row here fails, and so does a view that forgot its mark.

The table is the promise: who may open an address, and with which methods. What a page then says is tested beside its screen.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path

from shipby.shop.rules import GRANTS, Permission
from shipby.web.access import Mark, Open, mark_of
from shipby.words.ports import VirtualClock
from tests.cast import CastMember, an_account

ClientOf = Callable[[CastMember], Client]
METHODS = ("GET", "POST", "PUT", "DELETE")
ORDER = "113-4857201-9936201"
ANYBODY, SIGNED_IN, TOKEN = Open.ANYBODY, Open.SIGNED_IN, Open.TOKEN
P = Permission


@dataclass(frozen=True, slots=True)
class Row:
    """Who may open an address, a sample of it, and the methods it answers to."""

    mark: Mark
    sample: str
    methods: str


# fmt: off
TABLE: dict[str, Row] = {
    "": Row(SIGNED_IN, "/", "GET"),
    "accounts/login/": Row(ANYBODY, "/accounts/login/", "GET POST"),
    "accounts/logout/": Row(SIGNED_IN, "/accounts/logout/", "GET POST"),
    "accounts/password/change/": Row(SIGNED_IN, "/accounts/password/change/", "GET POST"),
    "accounts/password/reset/": Row(ANYBODY, "/accounts/password/reset/", "GET POST"),
    "accounts/password/reset/done/": Row(ANYBODY, "/accounts/password/reset/done/", "GET"),
    "accounts/password/reset/key/done/": Row(ANYBODY, "/accounts/password/reset/key/done/", "GET"),
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": Row(
        ANYBODY, "/accounts/password/reset/key/1-abc-def/", "GET POST"
    ),
    "accounts/token/": Row(SIGNED_IN, "/accounts/token/", "GET"),
    "accounts/again/": Row(SIGNED_IN, "/accounts/again/", "GET"),
    "profile/": Row(SIGNED_IN, "/profile/", "GET POST"),
    "profile/keys/": Row(SIGNED_IN, "/profile/keys/", "GET POST"),
    "profile/tokens/": Row(SIGNED_IN, "/profile/tokens/", "GET POST"),
    "profile/tokens/<int:token_id>/revoke/": Row(SIGNED_IN, "/profile/tokens/1/revoke/", "POST"),
    "commands/": Row(SIGNED_IN, "/commands/", "GET"),
    "settings/": Row(P.SETTINGS, "/settings/", "GET"),
    "settings/<slug:section>/": Row(P.SETTINGS, "/settings/people/", "GET POST"),
    "settings/accounts/<int:account_id>/": Row(P.SETTINGS, "/settings/accounts/1/", "POST"),
    "settings/accounts/<int:account_id>/stores/": Row(P.SETTINGS, "/settings/accounts/1/stores/", "POST"),
    "settings/stores/<int:store_id>/": Row(P.SETTINGS, "/settings/stores/1/", "POST"),
    "settings/warehouses/<int:warehouse_id>/": Row(P.SETTINGS, "/settings/warehouses/1/", "POST"),
    "settings/people/<int:person_id>/": Row(P.SETTINGS, "/settings/people/1/", "POST"),
    "settings/people/<int:person_id>/link/": Row(P.SETTINGS, "/settings/people/1/link/", "POST"),
    "settings/people/<int:person_id>/unlocking/": Row(P.SETTINGS, "/settings/people/1/unlocking/", "POST"),
    "settings/figures/<slug:name>/": Row(P.SETTINGS, "/settings/figures/take_back_days/", "POST"),
    "settings/documents/": Row(P.SETTINGS, "/settings/documents/", "GET"),
    "settings/documents/<slug:kind>/": Row(P.SETTINGS, "/settings/documents/packing_slip/", "GET POST"),
    "settings/documents/<slug:kind>/preview/": Row(P.SETTINGS, "/settings/documents/packing_slip/preview/", "POST"),
    "settings/documents/<slug:kind>/preview.png": Row(P.SETTINGS, "/settings/documents/packing_slip/preview.png", "GET"),
    "settings/documents/<slug:kind>/restored/": Row(P.SETTINGS, "/settings/documents/packing_slip/restored/", "POST"),
    "setup/": Row(P.SETTINGS, "/setup/", "GET"),
    "setup/<slug:step>/": Row(P.SETTINGS, "/setup/store/", "GET POST"),
    "setup/<slug:step>/skipped/": Row(P.SETTINGS, "/setup/store/skipped/", "POST"),
    "imports/": Row(P.IMPORT, "/imports/", "GET POST"),
    "imports/<int:import_id>/": Row(P.IMPORT, "/imports/1/", "GET"),
    "imports/<int:import_id>/progress/": Row(P.IMPORT, "/imports/1/progress/", "GET"),
    "imports/<int:import_id>/taken-back/": Row(P.IMPORT, "/imports/1/taken-back/", "POST"),
    "sync/": Row(P.SEE_ORDERS, "/sync/", "GET"),
    "sync/<int:account_id>/": Row(P.SEE_ORDERS, "/sync/1/", "GET"),
    "sync/<int:account_id>/state/": Row(P.SEE_ORDERS, "/sync/1/state/", "GET"),
    "sync/<int:account_id>/checks/": Row(P.IMPORT, "/sync/1/checks/", "POST"),
    "sync/<int:account_id>/readings/": Row(P.IMPORT, "/sync/1/readings/", "POST"),
    "sync/<int:account_id>/pause/": Row(P.SETTINGS, "/sync/1/pause/", "POST"),
    "quarantine/": Row(P.IMPORT, "/quarantine/", "GET"),
    "quarantine/<int:row_id>/raw/": Row(P.IMPORT, "/quarantine/1/raw/", "POST"),
    "quarantine/<int:row_id>/dismissed/": Row(P.IMPORT, "/quarantine/1/dismissed/", "POST"),
    "quarantine/<int:row_id>/reopened/": Row(P.IMPORT, "/quarantine/1/reopened/", "POST"),
    "icons.<str:digest>.svg": Row(ANYBODY, "/icons.0.svg", "GET"),
    "api/v1/": Row(ANYBODY, "/api/v1/", "GET"),
    "api/v1/openapi.json": Row(ANYBODY, "/api/v1/openapi.json", "GET"),
    "api/v1/me": Row(TOKEN, "/api/v1/me", "GET"),
    "api/v1/orders": Row(TOKEN, "/api/v1/orders", "GET"),
    "api/v1/orders/<order_id>": Row(TOKEN, f"/api/v1/orders/{ORDER}", "GET"),
    "api/v1/views": Row(TOKEN, "/api/v1/views", "GET"),
    "jobs/": Row(P.WORK_ORDERS, "/jobs/", "GET"),
    "jobs/<int:run_id>/": Row(P.WORK_ORDERS, "/jobs/1/", "GET"),
    "jobs/<int:run_id>/progress/": Row(P.WORK_ORDERS, "/jobs/1/progress/", "GET"),
    "jobs/<int:run_id>/results.csv": Row(P.WORK_ORDERS, "/jobs/1/results.csv", "GET"),
    "jobs/<int:run_id>/stop/": Row(P.WORK_ORDERS, "/jobs/1/stop/", "POST"),
    "jobs/<int:run_id>/continue/": Row(P.WORK_ORDERS, "/jobs/1/continue/", "POST"),
    "jobs/<int:run_id>/undo/": Row(P.WORK_ORDERS, "/jobs/1/undo/", "POST"),
    "jobs/<int:run_id>/retry/": Row(P.WORK_ORDERS, "/jobs/1/retry/", "POST"),
    "orders/bulk/export/": Row(P.SEE_ORDERS, "/orders/bulk/export/", "POST"),
    "orders/bulk/note/": Row(P.WORK_ORDERS, "/orders/bulk/note/", "POST"),
    "orders/v/": Row(P.SEE_ORDERS, "/orders/v/", "GET POST"),
    "orders/v/<str:slug>/": Row(P.SEE_ORDERS, "/orders/v/us-today/", "GET"),
    "orders/v/<str:slug>/change/": Row(P.SEE_ORDERS, "/orders/v/us-today/change/", "POST"),
    "orders/v/<str:slug>/remove/": Row(P.SEE_ORDERS, "/orders/v/us-today/remove/", "POST"),
    "orders/v/<str:slug>/move/": Row(P.SEE_ORDERS, "/orders/v/us-today/move/", "POST"),
    "orders/": Row(P.SEE_ORDERS, "/orders/", "GET"),
    "search/": Row(P.SEE_PERSONAL, "/search/", "GET POST"),
    "orders/rows/": Row(P.SEE_ORDERS, "/orders/rows/", "GET"),
    "orders/completion/": Row(P.SEE_ORDERS, "/orders/completion/?q=st", "GET"),
    "orders/filter/": Row(P.SEE_ORDERS, "/orders/filter/", "GET"),
    "orders/columns/": Row(P.SEE_ORDERS, "/orders/columns/", "POST"),
    "orders/export.csv": Row(P.SEE_ORDERS, "/orders/export.csv", "GET"),
    "orders/news/": Row(P.SEE_ORDERS, "/orders/news/", "GET"),
    "orders/bulk/hold/": Row(P.WORK_ORDERS, "/orders/bulk/hold/", "POST"),
    "orders/bulk/release/": Row(P.WORK_ORDERS, "/orders/bulk/release/", "POST"),
    "orders/bulk/tag/": Row(P.WORK_ORDERS, "/orders/bulk/tag/", "POST"),
    "orders/bulk/confirm/": Row(P.CONFIRM, "/orders/bulk/confirm/", "POST"),
    "orders/bulk/packing-slips/": Row(P.PRINT, "/orders/bulk/packing-slips/", "POST"),
    "orders/bulk/address-labels/": Row(P.PRINT, "/orders/bulk/address-labels/", "POST"),
    "orders/<str:order_id>/": Row(P.SEE_ORDERS, f"/orders/{ORDER}/", "GET"),
    "orders/<str:order_id>/here": Row(P.SEE_ORDERS, f"/orders/{ORDER}/here", "POST"),
    "orders/<str:order_id>/hold": Row(P.WORK_ORDERS, f"/orders/{ORDER}/hold", "POST"),
    "orders/<str:order_id>/tags": Row(P.WORK_ORDERS, f"/orders/{ORDER}/tags", "POST"),
    "orders/<str:order_id>/notes": Row(P.WORK_ORDERS, f"/orders/{ORDER}/notes", "POST"),
    "orders/<str:order_id>/phone": Row(P.SEE_PERSONAL, f"/orders/{ORDER}/phone", "POST"),
    "orders/<str:order_id>/parcels": Row(P.CONFIRM, f"/orders/{ORDER}/parcels", "POST"),
    "orders/<str:order_id>/parcels/look": Row(P.CONFIRM, f"/orders/{ORDER}/parcels/look", "POST"),
    "orders/<str:order_id>/parcels/<int:reference>": Row(P.CONFIRM, f"/orders/{ORDER}/parcels/1", "POST"),
    "orders/<str:order_id>/packing-slip.pdf": Row(P.PRINT, f"/orders/{ORDER}/packing-slip.pdf", "GET"),
    "orders/<str:order_id>/address-label.pdf": Row(P.PRINT, f"/orders/{ORDER}/address-label.pdf", "GET"),
    "pick/": Row(P.PACK, "/pick/", "GET"),
    "pick/made/": Row(P.PACK, "/pick/made/", "POST"),
    "pick/<int:number>/": Row(P.PACK, "/pick/1/", "GET"),
    "pick/<int:number>/print/": Row(P.PACK, "/pick/1/print/", "GET"),
    "pick/<int:number>/lines/<int:line_key>/": Row(P.PACK, "/pick/1/lines/1/", "POST"),
    "pick/<int:number>/finished/": Row(P.PACK, "/pick/1/finished/", "POST"),
    "pick/<int:number>/discarded/": Row(P.PACK, "/pick/1/discarded/", "POST"),
    "pick/<int:number>/reopened/": Row(P.PACK, "/pick/1/reopened/", "POST"),
    "pick/<int:number>/orders/dropped/": Row(P.PACK, "/pick/1/orders/dropped/", "POST"),
    "products/": Row(P.SEE_ORDERS, "/products/", "GET"),
    "products/bins/": Row(P.WORK_ORDERS, "/products/bins/", "POST"),
    "products/bins/undone/": Row(P.WORK_ORDERS, "/products/bins/undone/", "POST"),
    "products/bins.csv": Row(P.SEE_ORDERS, "/products/bins.csv", "GET"),
    "products/table/": Row(P.WORK_ORDERS, "/products/table/", "GET POST"),
    "products/table/saved/": Row(P.WORK_ORDERS, "/products/table/saved/", "POST"),
    "styleguide/": Row(P.SETTINGS, "/styleguide/", "GET"),
    "shipments/": Row(P.SEE_ORDERS, "/shipments/", "GET"),
    "shipments/confirm/": Row(P.CONFIRM, "/shipments/confirm/", "GET POST"),
    "shipments/confirmations/": Row(P.CONFIRM, "/shipments/confirmations/", "POST"),
    "shipments/batches/": Row(P.CONFIRM, "/shipments/batches/", "GET POST"),
    "shipments/batches/<int:batch_id>/": Row(P.CONFIRM, "/shipments/batches/1/", "GET"),
    "shipments/batches/<int:batch_id>/file": Row(P.CONFIRM, "/shipments/batches/1/file", "GET"),
    "shipments/batches/<int:batch_id>/sent": Row(P.CONFIRM, "/shipments/batches/1/sent", "POST"),
    "shipments/batches/<int:batch_id>/not-sent": Row(P.CONFIRM, "/shipments/batches/1/not-sent", "POST"),
    "shipments/batches/<int:batch_id>/processing-report": Row(P.CONFIRM, "/shipments/batches/1/processing-report", "POST"),
}
# fmt: on


def _addresses(resolver: URLResolver, before: str = "", space: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _addresses(entry, route, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            yield route, f"{space}{entry.name or ''}", entry


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    found = {route for route, _, _ in _addresses(get_resolver())}

    assert found - TABLE.keys() == set(), "new addresses: say here who may open them"
    assert TABLE.keys() - found == set(), "rows of addresses that are gone"


def test_every_view_carries_the_mark_that_its_row_promises() -> None:
    marks = {route: mark_of(entry.callback, name) for route, name, entry in _addresses(get_resolver())}

    assert marks == {route: TABLE[route].mark for route in marks if route in TABLE}


def _is_to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")


def test_nobody_opens_an_address_without_signing_in(db: None, clock: VirtualClock) -> None:
    wrong = {
        f"{method} {row.sample}": answer.status_code
        for row in TABLE.values()
        for method in METHODS
        for answer in [Client().generic(method, row.sample)]
        if _is_to_sign_in(answer) is (row.mark in {ANYBODY, TOKEN})
    }

    assert wrong == {}


def _is_as_promised(row: Row, method: str, answer: HttpResponse, *, may_open: bool) -> bool:
    if row.mark is TOKEN:
        return answer.status_code in {401, 405}  # whoever signed in: a session opens nothing there
    if not may_open:
        return answer.status_code == 403
    if method in row.methods.split():
        return answer.status_code < 500 and answer.status_code not in {401, 403, 405} and not _is_to_a_sign_in_again(row, answer)
    # Changes come by POST only.
    return row.mark is ANYBODY or answer.status_code in {404, 405}


def _is_to_a_sign_in_again(row: Row, answer: HttpResponse) -> bool:
    return _is_to_sign_in(answer) and "logout" not in row.sample


@pytest.mark.parametrize("who", ["nora", "dana", "sam", "vera"])
def test_an_address_opens_for_the_roles_that_hold_its_permission_and_for_no_other(
    who: str, request: pytest.FixtureRequest, nora: CastMember, client_of: ClientOf, clock: VirtualClock
) -> None:
    member = request.getfixturevalue(who)
    an_account(nora, clock)
    wrong = {}

    for row in TABLE.values():
        may_open = isinstance(row.mark, Open) or row.mark in GRANTS[member.role]
        for method in METHODS:
            answer = client_of(member).generic(method, row.sample, content_type="application/x-www-form-urlencoded")
            if not _is_as_promised(row, method, answer, may_open=may_open):
                wrong[f"{method} {row.sample}"] = answer.status_code

    assert wrong == {}


def test_a_post_from_another_site_is_refused_everywhere(nora: CastMember, client_of: ClientOf, clock: VirtualClock) -> None:
    an_account(nora, clock)
    client = Client(enforce_csrf_checks=True)
    client.cookies = client_of(nora).cookies

    codes = {row.sample: client.post(row.sample).status_code for row in TABLE.values() if "POST" in row.methods}

    assert codes == dict.fromkeys(codes, 403)


@pytest.mark.parametrize("route", [route for route, row in TABLE.items() if "order_id" in route and row.mark is not TOKEN])
def test_an_order_of_north_is_not_there_for_eve(
    route: str, nora: CastMember, eve: CastMember, client_of: ClientOf, clock: VirtualClock
) -> None:
    from tests.actions.told import an_order, record

    an_account(eve, clock)
    record(an_account(nora, clock), an_order(ORDER))
    row = TABLE[route]

    for method in row.methods.split():
        answer = client_of(eve).generic(method, row.sample, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 404
    if row.methods == "GET":
        assert client_of(nora).get(row.sample).status_code == 200


def test_the_queue_of_eve_holds_nothing_of_north(
    nora: CastMember, eve: CastMember, client_of: ClientOf, clock: VirtualClock
) -> None:
    from tests.actions.told import an_order, record

    an_account(eve, clock)
    record(an_account(nora, clock), an_order(ORDER))

    for address in ("/orders/", f"/orders/?q={ORDER}", "/orders/?q=Blue"):
        assert f'data-order-id="{ORDER}"' in client_of(nora).get(address).content.decode()
        assert f'data-order-id="{ORDER}"' not in client_of(eve).get(address).content.decode()


def _forgetful(request: HttpRequest) -> HttpResponse:
    return HttpResponse("everything")


class _Addresses:
    urlpatterns = (*get_resolver().url_patterns, path("forgotten/", _forgetful, name="forgotten"))


def test_a_view_that_forgot_its_mark_is_closed_to_everybody(
    nora: CastMember, client_of: ClientOf, settings: pytest.FixtureRequest
) -> None:
    settings.ROOT_URLCONF = _Addresses  # type: ignore[attr-defined]

    for client in (client_of(nora), Client()):
        answer = client.get("/forgotten/")
        assert answer.status_code == 403
        assert "everything" not in answer.content.decode()
