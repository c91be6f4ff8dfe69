"""What tests of real processes share: a cluster made once, and a data folder that is set up once."""

import fcntl
import os
import socket
from pathlib import Path

import pytest

from shipby.cli.keeper import take_lock
from shipby.cli.postgres import EmbeddedPostgres
from tests.run.processes import shipby, until

OWNER = {"SHIPBY_OWNER_EMAIL": "nora@example.com", "SHIPBY_OWNER_PASSWORD": "Quite-a-long-one-7", "SHIPBY_OWNER_NAME": "Nora"}


@pytest.fixture(scope="session")
def empty_cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a stopped, empty embedded database; tests work on copies."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("cluster") / "postgres", durable=False)
    server.start()
    server.stop()
    return server.folder


@pytest.fixture(scope="session")
def set_up_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder with a shop and its owner, everything stopped; tests work on copies."""
    home = tmp_path_factory.mktemp("set-up") / "home"
    done = shipby(home, "setup", "--owner", **OWNER)
    assert done.returncode == 0, done.stderr
    until(lambda: _is_free(home / "postgres" / "keeper"), what="the database's end")
    return home


def _is_free(path: Path) -> bool:
    """Whether no keeper holds the lock any more: the command returns while the server still stops."""
    handle = take_lock(path, fcntl.LOCK_SH | fcntl.LOCK_NB)
    if handle is not None:
        os.close(handle)
    return handle is not None


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
