"""Build step: message catalogues are compiled into the wheel (and beside the source for an editable install)."""

import runpy
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Catalogues(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles every ``.po`` with Babel before files are collected."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, list[str]]) -> None:  # noqa: ARG002  (the interface's names)
        module = runpy.run_path(str(Path(self.root) / "tools" / "catalogues.py"))
        module["compile_all"]()
        build_data["artifacts"].append("src/shipby/locale/*/LC_MESSAGES/*.mo")
