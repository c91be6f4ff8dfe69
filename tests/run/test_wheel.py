"""What ``pip install`` puts on a disk is a working Shipby, not only its Python."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.run.conftest import OWNER
from tests.run.processes import running

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (file,) = folder.glob("*.whl")
    return file


def test_everything_that_is_not_python_is_in_the_wheel(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    source = ROOT / "src"
    kinds = {".html", ".txt", ".css", ".js", ".svg", ".png", ".woff2", ".ttf", ".json", ".sql"}
    wanted = {str(path.relative_to(source)) for path in (source / "shipby").rglob("*") if path.suffix in kinds}
    catalogues = {str(path.with_suffix(".mo").relative_to(source)) for path in (source / "shipby" / "locale").rglob("*.po")}

    assert len(wanted) > 30
    assert sorted((wanted | catalogues) - held) == []


def test_a_desk_starts_from_the_wheel_alone(wheel: Path, tmp_path: Path, port: int) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")

    more = {**OWNER, "PYTHONPATH": str(tmp_path / "site")}
    with running(tmp_path / "home", tmp_path / "output", "up", "--port", str(port), **more) as desk:
        desk.wait_for("Shipby is ready")
