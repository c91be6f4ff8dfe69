"""The WSGI application that granian serves."""

import gc
import multiprocessing
import os
import signal

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from shipby.cli.postgres import ends_with_parent


def _end_with_the_server() -> None:
    """A killed server takes its worker with it, which would otherwise keep the port and share it with the next start."""
    parent = multiprocessing.parent_process()
    ask = ends_with_parent(signal.SIGKILL, parent_pid=os.getppid())
    if parent is not None and ask is not None:
        ask()


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shipby.settings")
os.environ["SHIPBY_PROCESS"] = "web"
_end_with_the_server()
application = get_wsgi_application()

# What is loaded by now lives as long as the process. A full collection through it stops a request for 80 ms.
get_resolver().url_patterns  # noqa: B018  (loads every page)
gc.collect()
gc.freeze()
