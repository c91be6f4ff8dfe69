"""Message catalogues: extract from Python and templates, bring each language in step, compile.

    python tools/catalogues.py update     # write locale/django.pot and merge it into every language
    python tools/catalogues.py check      # fail where a catalogue lacks a sentence or a place in one
    python tools/catalogues.py compile    # .po -> .mo (the build does this too)
    python tools/catalogues.py pseudo DIR # a catalogue that is long, right to left, and marked, to look at pages with

Babel does the work; Django's own ``templatize`` turns a template into something Babel can read, so GNU gettext is not needed.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parents[1] / "src" / "shipby"
LOCALE = SOURCE / "locale"
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "_": None,
    "_in": ((1, "c"), 2),
    "N_": None,
}
PLACE = re.compile(r"%\((\w+)\)[sd]")

Found = tuple[str, int, str | tuple[str, ...], str | None]


def _from_templates() -> Iterator[Found]:
    from django.utils.translation.template import templatize  # noqa: PLC0415  (needs settings, which compile does without)

    for path in sorted(SOURCE.rglob("templates/**/*.html")) + sorted(SOURCE.rglob("templates/**/*.txt")):
        text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        for line, message, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            yield str(path.relative_to(SOURCE)), line, message, context


def _from_python() -> Iterator[Found]:
    for name, line, message, _comments, context in extract_from_dir(
        SOURCE, [("**/migrations/**", "ignore"), ("**.py", "python")], {}, KEYWORDS
    ):
        yield name, line, message, context


def template() -> Catalog:
    """Return every sentence of the source, with the files (not the lines) it stands in."""
    catalog = Catalog(project="Shipby", charset="utf-8", header_comment="# Sentences of Shipby. Made by tools/catalogues.py.\n#")
    for name, _line, message, context in [*_from_python(), *_from_templates()]:
        if message and message != ("", ""):
            catalog.add(message, None, [(name, 0)], context=context)
    return catalog


def languages() -> dict[str, Path]:
    """Return each language with its catalogue file."""
    return {path.parts[-3]: path for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))}


def _read(path: Path, language: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def _write(path: Path, catalog: Catalog) -> None:
    buffer = io.BytesIO()
    catalog.creation_date = catalog.revision_date = None  # type: ignore[assignment]
    write_po(buffer, catalog, width=110, sort_output=True, omit_header=False, include_lineno=False, ignore_obsolete=True)
    lines = [
        line for line in buffer.getvalue().splitlines(keepends=True) if not line.startswith((b'"POT-Creation', b'"PO-Revision'))
    ]
    path.write_bytes(b"".join(lines))


def update() -> None:
    """Write the template and merge it into each language; sentences that are gone are dropped."""
    fresh = template()
    _write(LOCALE / "django.pot", fresh)
    for language, path in languages().items():
        catalog = _read(path, language)
        catalog.update(fresh, no_fuzzy_matching=True)
        _write(path, catalog)
        missing = sum(1 for message in catalog if message.id and not message.string)
        print(f"{language}: {len(catalog)} sentences, {missing} not translated")


def _parts(message_id: str | tuple[str, ...]) -> tuple[str, ...]:
    return message_id if isinstance(message_id, tuple) else (message_id,)


def faults() -> list[str]:
    """Return what is out of step: sentences missing, gone, not translated, or with other ``%(places)s``."""
    fresh = {(message.id, message.context) for message in template() if message.id}
    found = []
    for language, path in languages().items():
        catalog = _read(path, language)
        known = {(message.id, message.context): message for message in catalog if message.id}
        found += [f"{language}: not in the catalogue: {key[0]!r}" for key in sorted(fresh - known.keys(), key=repr)]
        found += [f"{language}: no longer in the source: {key[0]!r}" for key in sorted(known.keys() - fresh, key=repr)]
        for key in fresh & known.keys():
            strings = [text for text in _parts(known[key].string) if text]  # type: ignore[arg-type]
            if not strings:
                found.append(f"{language}: not translated: {key[0]!r}")
            wanted = set().union(*(PLACE.findall(part) for part in _parts(key[0])))
            found += [
                f"{language}: other places than {key[0]!r}: {text!r}"
                for text in strings
                if not set(PLACE.findall(text)) <= wanted
            ]
    return found


def compile_all() -> None:
    """Write a ``.mo`` beside each ``.po``."""
    for language, path in languages().items():
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, _read(path, language))


def pseudo(folder: Path) -> None:
    """Write a catalogue for Hebrew in which every sentence is marked and two fifths longer: see SHIPBY_PSEUDO_LOCALE."""
    catalog = Catalog(locale="he", charset="utf-8")
    for message in template():
        if message.id:
            parts = tuple(_longer(part) for part in _parts(message.id))
            plural = tuple(parts[min(number, len(parts) - 1)] for number in range(catalog.num_plurals))
            catalog.add(message.id, plural if isinstance(message.id, tuple) else parts[0], context=message.context)
    path = folder / "he" / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, catalog)


def _longer(text: str) -> str:
    padding = "\u05d0\u05d1 " * max(1, len(text) * 2 // 15)
    return f"\u05e9 {text} {padding}\u05ea"


def main(act: str, folder: str = "") -> int:
    """Run one act; returns the exit code."""
    if act == "compile":
        compile_all()
        return 0
    from django.conf import settings  # noqa: PLC0415  (compile does without Django)

    settings.configure()
    if act == "update":
        update()
        return 0
    if act == "pseudo":
        pseudo(Path(folder))
        return 0
    found = faults()
    print("\n".join(found[:50]) or "catalogues are in step")
    return 1 if found else 0


if __name__ == "__main__":
    if sys.argv[1:] not in (["update"], ["check"], ["compile"]) and (sys.argv[1:2] != ["pseudo"] or len(sys.argv) != 3):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
