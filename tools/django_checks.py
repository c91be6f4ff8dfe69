"""Django's own checks, as a desk on the internet would meet them: ``check --deploy`` and complete migrations.

Run from the root of the repository; a temporary data folder and a temporary embedded PostgreSQL are used and removed.
"""

import os
import subprocess
import sys
import tempfile


def main() -> int:
    """Run both checks; the exit code is the first that is not 0."""
    with tempfile.TemporaryDirectory() as home:
        production = {**os.environ, "SHIPBY_HOME": home, "SHIPBY_PUBLIC_URL": "https://desk.example.com"}
        production |= {"SHIPBY_ALLOWED_HOSTS": "desk.example.com", "DJANGO_SETTINGS_MODULE": "shipby.settings"}
        deploy = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
        code = subprocess.run(deploy, env=production, check=False).returncode  # noqa: S603  (our own words)
    tests = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    migrations = [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"]
    return subprocess.run(migrations, env=tests, check=False).returncode or code  # noqa: S603  (our own words)


if __name__ == "__main__":
    sys.exit(main())
