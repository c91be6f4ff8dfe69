"""``shipby up``: the desk for real."""

import click
from django.conf import settings

from shipby.cli.desk import Address, run_desk
from shipby.cli.owner import open_shop_if_there_is_none


@click.command("up")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for every one of this machine."
)
@click.option("--port", type=click.IntRange(1, 65535), envvar="PORT", default=8000, show_default="PORT, else 8000", help="Port.")
def command(host: str, port: int) -> None:
    """Start the desk: pages, jobs and the database; Ctrl-C stops it all.

    The first start asks for the owner's account, or takes it from SHIPBY_OWNER_EMAIL, SHIPBY_OWNER_PASSWORD (or
    SHIPBY_OWNER_PASSWORD_FILE), SHIPBY_OWNER_NAME and SHIPBY_SHOP_NAME. Data lies in SHIPBY_HOME; DATABASE_URL names a PostgreSQL
    server (15 or newer) instead of the embedded one. The desk is served to this machine only, unless --host says otherwise: then
    put a web server with TLS before it and set SHIPBY_PUBLIC_URL and SHIPBY_ALLOWED_HOSTS.

    \b
    Examples:
      shipby up
      shipby up --port 8080
      SHIPBY_HOME=/srv/shipby shipby up
    """
    run_desk(Address(host, port), prepare=open_shop_if_there_is_none, greet=lambda: _hints(host))


def _hints(host: str) -> list[str]:
    if host in {"127.0.0.1", "localhost", "::1"} or settings.IS_HTTPS:
        return []
    return [
        "Other computers can reach the desk, and what they send is not encrypted. "
        "Put a web server with TLS before it and set SHIPBY_PUBLIC_URL and SHIPBY_ALLOWED_HOSTS."
    ]
