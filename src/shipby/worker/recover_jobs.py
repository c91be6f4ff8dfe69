"""Tidy the job table: forget jobs that failed long ago, so that it never grows without end."""

import structlog
from procrastinate.contrib.django import app

from shipby.worker.app import task

KEEP_FAILED_HOURS = 24 * 30

_log = structlog.get_logger(__name__)


@task("recover_jobs", every="17 4 * * *", at_start=True)
async def recover_jobs(timestamp: int = 0) -> None:
    """Delete jobs that failed more than a month ago (stalled ones are taken up by the worker itself, every two seconds)."""
    await app.job_manager.delete_old_jobs(nb_hours=KEEP_FAILED_HOURS, include_failed=True)
    _log.info("old_jobs_deleted", due=timestamp)
