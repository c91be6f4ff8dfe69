"""The walls of the house hold: every trespass on this list is stopped by the import contracts.

Each trespass is written into a copy of the source, which is then linted with the project's own contracts; the
contract named beside it must be the one that breaks. The untouched copy must be clean, or the list proves nothing.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

FLOORS = "Floors"
ROLES = "Inside a room"
PURE = "Rules, words and wire formats are pure"
DOORS = "Pages and API never touch"
WORKER = "Worker and commands act through actions"
PARTNERS = "Partners and paper know our words"
WRITES = "Only actions open a room's write door"
SOCKETS = "Only partners open sockets"

TRESPASSES = {
    "Django in a rule": ("orders/rules/trespass.py", "import django.db", PURE),
    "the environment in a rule": ("shop/rules/trespass.py", "import os", PURE),
    "a socket in the words": ("words/trespass.py", "import socket", PURE),
    "Django in a wire format": ("amazon/wire/trespass.py", "from django.utils import timezone", PURE),
    "the database driver in a rule": ("shipping/rules/trespass.py", "import psycopg", PURE),
    "a rule that reads settings": ("buyers/rules/trespass.py", "import shipby.settings", PURE),
    "a rule that reaches a lower room's tables": ("shipping/rules/trespass.py", "import shipby.orders.models", PURE),
    "a rule of a room on the same floor": ("buyers/rules/trespass.py", "import shipby.deadlines.rules", FLOORS),
    "a rule of a room above": ("orders/rules/trespass.py", "import shipby.shipping.rules", FLOORS),
    "reads that look upward": ("shop/trespass.py", "import shipby.orders.reads", FLOORS),
    "the ground that knows a room": ("journal/trespass.py", "import shipby.orders.rules", FLOORS),
    "presence that knows whose order it is": ("presence/trespass.py", "import shipby.shop.reads", FLOORS),
    "words that know a room": ("words/trespass.py", "import shipby.shop.rules", FLOORS),
    "an act that calls a partner": ("actions/trespass.py", "import shipby.amazon", FLOORS),
    "an act that shows a page": ("actions/trespass.py", "import shipby.web", FLOORS),
    "a page that knows the API": ("web/trespass.py", "import shipby.api", FLOORS),
    "Amazon that calls an act": ("amazon/trespass.py", "import shipby.actions", FLOORS),
    "a new drawer beside the rooms": ("utils/__init__.py", "", FLOORS),
    "a drawer inside a room": ("orders/utils.py", "", ROLES),
    "models that call their writes": ("orders/models.py", "import shipby.orders.writes", ROLES),
    "reads that open the write door": ("orders/reads/trespass.py", "import shipby.orders.writes", ROLES),
    "a page that touches a table": ("web/trespass.py", "import shipby.orders.models", DOORS),
    "a page that opens a write door": ("web/trespass.py", "import shipby.orders.writes", DOORS),
    "a page that calls Amazon": ("web/trespass.py", "import shipby.amazon", DOORS),
    "the API touching a table": ("api/trespass.py", "import shipby.shop.models", DOORS),
    "the worker touching a table": ("worker/trespass.py", "import shipby.orders.models", WORKER),
    "a command touching a table": ("cli/trespass.py", "import shipby.shop.models", WORKER),
    "Amazon reading our tables": ("amazon/trespass.py", "import shipby.orders.reads", PARTNERS),
    "paper reading the vault": ("paper/trespass.py", "import shipby.buyers.models", PARTNERS),
    "paper asking how it should look": ("paper/trespass.py", "import shipby.documents.reads", PARTNERS),
    "a template that knows the paper": ("documents/rules/trespass.py", "import shipby.paper.facts", FLOORS),
    "a room opening another's write door": ("shipping/models.py", "import shipby.orders.writes", WRITES),
    "the worker opening a write door": ("worker/trespass.py", "import shipby.orders.writes", WRITES),
    "a socket in a room": ("orders/models.py", "import socket", SOCKETS),
    "a socket in a page": ("web/trespass.py", "import httpx", SOCKETS),
}


def _lint(place: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache", "--no-logo"]
    return subprocess.run(
        command, cwd=place, env={"PYTHONPATH": str(place / "src"), "PATH": ""}, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The source and its contracts, where a trespass may be tried."""
    shutil.copytree(
        ROOT / "src" / "shipby",
        tmp_path / "src" / "shipby",
        ignore=shutil.ignore_patterns("__pycache__", "static", "templates", "locale", "fonts"),
    )
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_the_house_as_it_stands_keeps_its_contracts(copy: Path) -> None:
    result = _lint(copy)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("trespass", TRESPASSES)
def test_a_trespass_is_stopped_by_its_contract(trespass: str, copy: Path) -> None:
    path, line, contract = TRESPASSES[trespass]
    file = copy / "src" / "shipby" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(f"{before}\n{line}\n", encoding="utf-8")

    result = _lint(copy)

    broken = [row for row in result.stdout.splitlines() if row.rstrip().endswith("BROKEN")]
    assert result.returncode != 0
    assert any(row.startswith(contract) for row in broken), result.stdout + result.stderr
