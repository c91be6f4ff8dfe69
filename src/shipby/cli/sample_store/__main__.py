"""Write one big unshipped report for measurements: ``python -m shipby.cli.sample_store --seed 7 --rows 100000 --out FILE``."""

from datetime import datetime
from pathlib import Path

import click

from shipby.cli.sample_store.orders import many_orders
from shipby.cli.sample_store.reports import UNSHIPPED_US, report_lines
from shipby.words.ports import ports


@click.command()
@click.option("--seed", type=int, default=7, show_default=True, help="The same seed and moment give the same file.")
@click.option("--rows", type=click.IntRange(1, 10_000_000), default=100_000, show_default=True, help="Rows without the header.")
@click.option("--now", "moment", type=datetime.fromisoformat, help="Moment the report was made, with offset; default: now.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write.")
def main(seed: int, rows: int, moment: datetime | None, out: Path) -> None:
    """Write an unshipped report of invented orders."""
    if moment is not None and moment.tzinfo is None:
        raise click.BadParameter("add the offset, for example 2026-11-23T18:41:00+00:00", param_hint="--now")
    now = moment or ports.clock.now()
    with out.open("w", encoding="utf-8", newline="") as file:
        for line in report_lines(many_orders(seed=seed, now=now, rows=rows), UNSHIPPED_US, made_at=now):
            file.write(line + "\r\n")
    click.echo(f"{rows:,} rows in {out}")


if __name__ == "__main__":
    main()
