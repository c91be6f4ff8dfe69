"""Settings of the tests: the product's own, on a PostgreSQL of this run (embedded, or ``TEST_DATABASE_URL``).

Importing this module starts the server, so that Django never sees another one. It lies in a temporary folder
that is removed at the end; workers of pytest-xdist inherit the address by the environment.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from shipby.cli.postgres import EmbeddedPostgres


def _start() -> None:
    if "SHIPBY_TEST_PLACE" in os.environ:
        return
    place = Path(tempfile.mkdtemp(prefix="shipby-test-"))
    os.environ["SHIPBY_TEST_PLACE"] = str(place)
    os.environ["SHIPBY_HOME"] = str(place / "home")
    server: EmbeddedPostgres | None = None
    if "TEST_DATABASE_URL" in os.environ:
        os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
    else:
        server = EmbeddedPostgres(place / "pg", durable=False)
        server.start()
        os.environ["DATABASE_URL"] = server.url("postgres")

    def stop() -> None:
        if server is not None:
            server.stop()
        shutil.rmtree(place, ignore_errors=True)

    atexit.register(stop)


_start()

from shipby.settings import *  # noqa: E402, F403
from shipby.settings import DATABASES  # noqa: E402

DATABASES["default"]["OPTIONS"] = {}  # no pool: the test runner renames databases under it
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["tests.hashers.QuickArgon2"]  # the cast signs in hundreds of times; tests of sign-in use the product's own
Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # noqa: F405  (WhiteNoise warns of a missing folder)
