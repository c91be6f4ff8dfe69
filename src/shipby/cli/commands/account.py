"""``shipby account``: seller accounts and their access to Amazon."""

from typing import Any

import click

from shipby.actions.connect_account import connect_account
from shipby.actions.open_bare_shop import open_bare_shop
from shipby.actions.pause_account import pause_account
from shipby.amazon.regions import ENDPOINTS, LOGIN_URL
from shipby.amazon.tokens import Credentials
from shipby.cli.door import uses_database
from shipby.cli.output import emit, format_option
from shipby.cli.scope import find_account, system_user
from shipby.cli.secrets import ask_secret
from shipby.intake.reads.sync import syncs_of
from shipby.shop.reads import AccountRow, access_of, accounts_of, is_set_up, open_access, whole_scope
from shipby.shop.rules.access import NoAccessYet, days_left, read_client_id, read_endpoint, read_secret
from shipby.shop.rules.settings import REGIONS
from shipby.words.ports import ports
from shipby.worker.gateways import credentials_of
from shipby.worker.try_access import try_access

SECRET, TOKEN = "SHIPBY_CLIENT_SECRET", "SHIPBY_REFRESH_TOKEN"


@click.group("account")
def command() -> None:
    """Connect seller accounts to Amazon, test, pause and resume them.

    \b
    Examples:
      SHIPBY_CLIENT_SECRET=... SHIPBY_REFRESH_TOKEN=... shipby account add "Fernwood US" --region NA \\
          --seller-id A1B2C3D4E5F6G7 --client-id amzn1.application-oa2-client.0123
      shipby account check "Fernwood US"
      shipby account pause "Fernwood US"

    The client secret and the refresh token are asked for at the terminal, or come from SHIPBY_CLIENT_SECRET and
    SHIPBY_REFRESH_TOKEN, from the files that these names with _FILE name, or as two lines of standard input with --stdin.
    """


@command.command("add")
@click.argument("name")
@click.option("--region", type=click.Choice(REGIONS), required=True, help="Selling region: NA, EU or FE.")
@click.option("--seller-id", default="", help="Merchant token, as Seller Central shows it.")
@click.option("--client-id", required=True, help="LWA client id of your application.")
@click.option("--endpoint", default="", help="Address in place of Amazon's: the pretend Amazon, or Amazon's sandbox.")
@click.option("--login-url", default="", help="Log-in address in place of Amazon's.")
@click.option(
    "--stdin", "from_input", is_flag=True, help="Read client secret and refresh token from two lines of standard input."
)
@format_option
@uses_database
def add(
    name: str,
    region: str,
    seller_id: str,
    client_id: str,
    endpoint: str,
    login_url: str,
    from_input: bool,
    output_format: str,
) -> None:
    """Connect an account. One of this name that was worked by files until now keeps its orders and their history.

    The keys are tried before anything is saved.
    """
    wanted, log_in = read_endpoint(endpoint), read_endpoint(login_url)
    credentials = Credentials(
        endpoint=wanted or ENDPOINTS[region],
        login_url=log_in or LOGIN_URL,
        client_id=read_client_id(client_id),
        client_secret=read_secret(ask_secret(SECRET, "Client secret", from_input=from_input)),
        refresh_token=read_secret(ask_secret(TOKEN, "Refresh token", from_input=from_input)),
    )
    access = try_access(region, credentials, endpoint=wanted, login_url=log_in)
    now = ports.clock.now()
    if not is_set_up():
        open_bare_shop(now=now)
    scope = whole_scope()
    known = next((row for row in accounts_of(scope.shop_id) if row.name.casefold() == name.strip().casefold()), None)
    account_id = connect_account(
        shop_id=scope.shop_id,
        name=name,
        region=region,
        seller_id=seller_id,
        access=access,
        account_id=known.id if known else None,
        actor=system_user(),
        now=now,
    )
    row = next(row for row in accounts_of(scope.shop_id) if row.id == account_id)
    emit(_told([row])[0], output_format)


@command.command("list")
@format_option
@uses_database
def list_accounts(output_format: str) -> None:
    """List seller accounts and how far each is read."""
    rows = accounts_of(whole_scope().shop_id) if is_set_up() else []
    emit(_told(rows), output_format, empty="No seller account yet: connect one with shipby account add, or import a report.")


@command.command("check")
@click.argument("name")
@format_option
@uses_database
def check(name: str, output_format: str) -> None:
    """Try an account's keys now, and say what Amazon shows."""
    account = find_account(whole_scope(), name)
    access = open_access(account.id)
    if access is None:
        raise NoAccessYet(account=account.name)
    found = try_access(account.region, credentials_of(account.region, access))
    told = {"name": account.name, "access": "ok", "marketplaces": list(found.marketplace_ids), "shows": list(found.data_sets)}
    emit(told, output_format)


@command.command("pause")
@click.argument("name")
@format_option
@uses_database
def pause(name: str, output_format: str) -> None:
    """Make no more calls for an account until it is resumed; files can still be imported."""
    _pause(name, output_format, is_paused=True)


@command.command("resume")
@click.argument("name")
@format_option
@uses_database
def resume(name: str, output_format: str) -> None:
    """Go on where the account was paused; what happened since is read first."""
    _pause(name, output_format, is_paused=False)


def _pause(name: str, output_format: str, *, is_paused: bool) -> None:
    scope = whole_scope()
    account = find_account(scope, name)
    pause_account(shop_id=scope.shop_id, account_id=account.id, is_paused=is_paused, actor=system_user(), now=ports.clock.now())
    emit(_told([find_account(scope, name)])[0], output_format)


def _told(rows: list[AccountRow]) -> list[dict[str, Any]]:
    keys = [row.id for row in rows]
    accesses, syncs, now = access_of(keys), syncs_of(keys), ports.clock.now()
    told = []
    for row in rows:
        access, sync = accesses.get(row.id), syncs.get(row.id)
        told.append(
            {
                "name": row.name,
                "kind": row.kind.value,
                "region": row.region,
                "seller_id": row.seller_id,
                "paused": row.paused_at is not None,
                "complete_until": sync.reached_at if sync else None,
                "secret_days_left": days_left(access.secret_set_at, now) if access else None,
            }
        )
    return told
