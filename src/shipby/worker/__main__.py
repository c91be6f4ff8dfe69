"""``python -m shipby.worker``: run jobs until told to stop."""

import os
import sys

import django


def main() -> int:
    """Make Django ready, register every task, work."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shipby.settings")
    os.environ["SHIPBY_PROCESS"] = "worker"
    django.setup()

    from shipby.worker import tasks  # noqa: F401, PLC0415  (tasks register on an app that is ready)
    from shipby.worker.app import run_worker  # noqa: PLC0415

    run_worker()
    return 0


if __name__ == "__main__":
    sys.exit(main())
