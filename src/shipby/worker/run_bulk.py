"""The job of a bulk run: chunk by chunk until there is none. Killed anywhere, it goes on behind the last chunk."""

from contextlib import suppress

from shipby.actions.end_bulk_run import break_bulk_run
from shipby.actions.work_bulk_run import work_bulk_run
from shipby.words.ports import ports
from shipby.worker.app import task


@task("run_bulk")
def run_bulk(run_id: int) -> None:
    """Work the run to its end, or until somebody stops it."""
    try:
        while work_bulk_run(run_id=run_id, now=ports.clock.now()):
            pass
    except Exception:
        with suppress(Exception):  # the database itself may be what failed
            break_bulk_run(run_id=run_id, now=ports.clock.now())
        raise
