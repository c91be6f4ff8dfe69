"""Jobs: none is lost with a killed worker, none blocks the others, and what is due at night is done in the morning."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from shipby.worker import tasks
from shipby.worker.app import run_worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_watched_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings.ENVIRONMENT, "watch_folder", str(tmp_path / "watch"))


def _statuses(name: str) -> list[str]:
    return sorted(ProcrastinateJob.objects.filter(task_name=name).values_list("status", flat=True))


def _as_a_killed_worker_leaves_it(job_id: int, heartbeat: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '{heartbeat}') RETURNING id")
        worker = cursor.fetchone()[0]
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, job_id])


def test_every_task_is_there_under_the_name_it_is_woken_by() -> None:
    assert {"import_file", "watch_folder", "erase_personal", "recover_jobs"} <= set(app.tasks)
    assert set(tasks.__all__) <= set(app.tasks)


def test_a_job_of_a_killed_worker_is_done_by_the_next_one() -> None:
    job_id = app.configure_task("watch_folder", lock="lane").defer(timestamp=1)
    _as_a_killed_worker_leaves_it(job_id, "1 minute")

    run_worker(wait=False)

    assert not ProcrastinateJob.objects.filter(id=job_id).exists()  # done, and done jobs are deleted


def test_a_job_whose_worker_was_already_forgotten_is_not_lost() -> None:
    job_id = app.configure_task("watch_folder").defer(timestamp=1)
    _as_a_killed_worker_leaves_it(job_id, "1 minute")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")

    run_worker(wait=False)

    assert not ProcrastinateJob.objects.filter(id=job_id).exists()


def test_a_job_of_a_worker_that_lives_is_left_to_it() -> None:
    job_id = app.configure_task("watch_folder").defer(timestamp=1)
    _as_a_killed_worker_leaves_it(job_id, "1 second")

    run_worker(wait=False)

    assert ProcrastinateJob.objects.get(id=job_id).status == "doing"


@pytest.mark.parametrize("queueing_locks", [("one", "two"), ("same", "same")])
def test_a_killed_job_does_not_block_its_lane(queueing_locks: tuple[str, str]) -> None:
    killed = app.configure_task("watch_folder", lock="lane", queueing_lock=queueing_locks[0]).defer(timestamp=1)
    _as_a_killed_worker_leaves_it(killed, "1 minute")
    following = app.configure_task("watch_folder", lock="lane", queueing_lock=queueing_locks[1]).defer(timestamp=2)

    run_worker(wait=False)

    assert not ProcrastinateJob.objects.filter(id__in=[killed, following]).exists()


def test_erasure_is_not_missed_by_a_desk_that_is_off_at_night(monkeypatch: pytest.MonkeyPatch) -> None:
    run_worker(wait=False)

    assert _statuses("erase_personal") == []  # enqueued at the start, done, deleted
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM procrastinate_jobs_id_seq")
        assert cursor.fetchone()[0] >= 2
