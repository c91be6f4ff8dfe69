"""Style sheets, scripts, fonts and icons: gathered into the data folder when they have changed."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from shipby import __version__
from shipby.cli.progress import step


def collect_if_changed() -> bool:
    """Gather static files if any differs from the last time; whether that was so."""
    stamp = Path(settings.STATIC_ROOT).with_name("static.stamp")
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted and Path(settings.STATIC_ROOT).is_dir():
        return False
    with step("Preparing style sheets and scripts"):
        stamp.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(wanted, encoding="ascii")
    return True


def _fingerprint() -> str:
    """Digest of the version and of every file's name, size and time of change."""
    lines = [__version__, settings.STORAGES["staticfiles"]["BACKEND"]]
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            lines.append(f"{name} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
