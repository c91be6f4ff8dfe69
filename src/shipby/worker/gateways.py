"""The gateway of each connected account, made once per process and anew when its keys change."""

import threading

from shipby.amazon.gateway import Gateway
from shipby.amazon.http import Http
from shipby.amazon.regions import ENDPOINTS, LOGIN_URL
from shipby.amazon.tokens import Credentials
from shipby.shop.reads import AccountRow, OpenAccess, open_access
from shipby.shop.rules.access import NoAccessYet
from shipby.words.ports import ports

_lock = threading.Lock()
_http: Http | None = None
_held: dict[int, Gateway] = {}


def http() -> Http:
    """The process's pool of connections to Amazon."""
    global _http  # noqa: PLW0603  (one pool per process)
    with _lock:
        if _http is None:
            _http = Http()
        return _http


def gateway_for(account: AccountRow) -> Gateway:
    """The account's gateway.

    Raises:
        NoAccessYet: it is worked by files.
    """
    access = open_access(account.id)
    if access is None:
        raise NoAccessYet(account=account.name)
    credentials = credentials_of(account.region, access)
    pool = http()
    with _lock:
        held = _held.get(account.id)
        if held is None or held.credentials != credentials:
            held = _held[account.id] = Gateway(pool, credentials, ports.clock.now)
        return held


def credentials_of(region: str, access: OpenAccess) -> Credentials:
    """Where the account is reached: Amazon's own addresses of its region, or those it was given."""
    return Credentials(
        endpoint=access.row.endpoint or ENDPOINTS[region],
        login_url=access.row.login_url or LOGIN_URL,
        client_id=access.row.client_id,
        client_secret=access.client_secret,
        refresh_token=access.refresh_token,
    )
