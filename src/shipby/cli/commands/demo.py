"""``shipby demo``: the desk with a sample store."""

import os
from pathlib import Path

import click

from shipby.cli.desk import Address, Helpers, run_desk
from shipby.cli.living_store import LivingStore
from shipby.cli.sample import SampleFolder, make_if_needed


@click.command("demo")
@click.option("--port", type=click.IntRange(1, 65535), envvar="PORT", default=8000, show_default="PORT, else 8000", help="Port.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same orders.")
@click.option("--fresh", is_flag=True, help="Throw the sample store away and make it anew.")
@click.option("--speed", type=click.FloatRange(1, 3600), default=1, show_default=True, help="How many times faster time passes.")
@click.option("--still", is_flag=True, help="No pretend Amazon: nothing happens but what you do.")
@click.option("--reports", type=click.Path(file_okay=False, path_type=Path), help="Where Amazon's report files are written.")
def command(port: int, seed: int, fresh: bool, speed: float, still: bool, reports: Path | None) -> None:
    """Start the desk with an invented store of about 300 orders in every state, and the report files that tell of them.

    A second account, "Living store", is connected to a pretend Amazon on this machine: there orders arrive, buyers pay and ask to
    cancel while the desk runs.

    It has a data folder of its own (demo, inside SHIPBY_HOME) and listens on this machine only. Other commands work on it with
    SHIPBY_DEMO=1. A sample store of yesterday is made anew, so that its deadlines lie around now.

    \b
    Examples:
      shipby demo
      shipby demo --speed 60             an hour passes every minute
      shipby demo --seed 7 --fresh --still --reports ./reports
    """
    if os.environ.get("DATABASE_URL"):
        raise click.UsageError("The sample store lives in a database of its own. Start it without DATABASE_URL.")
    folder, living = SampleFolder(), LivingStore(seed, speed)

    def start_living() -> Helpers:
        made = folder.made()
        assert made is not None, "the sample store is made before"
        return [living.start(made_at=made.made_at)], living.environment

    run_desk(
        Address("127.0.0.1", port),
        prepare=lambda: make_if_needed(folder, seed=seed, reports=reports, fresh=fresh),
        greet=lambda: [folder.greeting(), *([] if still else [f"The pretend Amazon lives at {living.url}"])],
        helpers=(lambda: ([], {})) if still else start_living,
    )
