"""The job frame: tasks register by name, periodic ones by their times, and the worker runs them.

A task's arguments are ids and figures only; jobs lie in the database in clear. A task may run twice (a worker dies, its
job is taken up again), so each is idempotent.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import structlog
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status

_Body = TypeVar("_Body", bound=Callable[..., Any])

CONCURRENCY = 3
"""Jobs at once: one long import must not hold up the periodic jobs. Stays below the connection pool's size."""
HEARTBEAT_SECONDS = 2.0
STALLED_AFTER_SECONDS = 8.0
"""A worker silent for so long is dead; its jobs are taken up again (settled 2: under 10 s)."""
GRACE_SECONDS = 8.0
"""How long a stopping worker lets jobs finish; what is cut off then is taken up at the next start."""

_log = structlog.get_logger(__name__)
_at_start: list[str] = []


def task(
    name: str, *, every: str = "", at_start: bool = False, lock: str | None = None, queueing_lock: str | None = None
) -> Callable[[_Body], _Body]:
    """Register a function as the task ``name``; ``outbox.writes.wake(name, ...)`` enqueues it.

    ``every`` = a cron line with an optional sixth column for seconds (UTC): the task then gets ``timestamp``, the Unix time
    it was due at, and is never queued twice. ``at_start`` = also whenever a worker starts: a desk that is switched off at
    night must not miss what is due then. ``lock`` = one at a time over all workers; ``queueing_lock`` = at most one waiting.
    The function itself is returned, so that others can call it plainly.
    """

    def register(body: _Body) -> _Body:
        registered = app.task(name=name, lock=lock, queueing_lock=queueing_lock or (name if every else None))(body)
        if every:
            app.periodic(cron=every)(registered)
        if at_start:
            _at_start.append(name)
        return body

    return register


async def _take_up_stalled() -> int:
    """Give jobs of dead workers back to the queue; how many there were."""
    jobs = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS))
    for job in jobs:
        _log.warning("job_taken_up_again", job_id=job.id, task=job.task_name)
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:
            # The same job waits already, at most once: that one does the work.
            await app.job_manager.finish_job(job, Status.ABORTED, delete_job=True)
    return len(jobs)


async def _enqueue_what_starts() -> None:
    for name in _at_start:
        with suppress(AlreadyEnqueued):
            await app.configure_task(name, queueing_lock=name).defer_async(timestamp=0)


async def _watch_over_jobs() -> None:
    """Look for stalled jobs at start and every few seconds, as long as the worker runs."""
    while True:
        await _take_up_stalled()
        await asyncio.sleep(STALLED_AFTER_SECONDS / 4)


async def _work(*, wait: bool) -> None:
    async with app.open_async():
        await _take_up_stalled()
        await _enqueue_what_starts()
        watch = asyncio.create_task(_watch_over_jobs())
        worker = asyncio.create_task(
            app.run_worker_async(
                name="shipby",
                concurrency=CONCURRENCY,
                wait=wait,
                fetch_job_polling_interval=2.0,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_AFTER_SECONDS,
                shutdown_graceful_timeout=GRACE_SECONDS,
                delete_jobs="successful",
            )
        )
        # Whichever ends first ends both: a watch that lost the database must not leave a worker alone.
        done, _ = await asyncio.wait({watch, worker}, return_when=asyncio.FIRST_COMPLETED)
        watch.cancel()
        if worker not in done:
            worker.cancel()
        for ended in done:
            ended.result()


def run_worker(*, wait: bool = True) -> None:
    """Run jobs until a signal asks to stop; ``wait=False`` = until none is left (tests)."""
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        asyncio.run(_work(wait=wait))
