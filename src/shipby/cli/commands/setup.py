"""``shipby setup``: everything that a first start would do, without starting."""

import click

from shipby.cli.database import database
from shipby.cli.owner import open_shop_if_there_is_none
from shipby.cli.progress import step
from shipby.cli.static_files import collect_if_changed


@click.command("setup")
@click.option("--owner/--no-owner", default=False, show_default=True, help="Also open the shop, as `shipby up` would.")
def command(owner: bool) -> None:
    """Make the data folder, the database and the static files ready, and stop.

    Harmless to repeat. After an update it applies migrations, so that the next start is quick.

    \b
    Example:
      shipby setup --owner
    """
    with step("Making the database ready"):
        held = database()
        held.__enter__()
    try:
        if owner:
            open_shop_if_there_is_none()
        collect_if_changed()
    finally:
        held.__exit__(None, None, None)
    click.echo("Shipby is set up.", err=True)
