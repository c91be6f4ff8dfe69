"""One sprite of the Lucide icons that the pages use, drawn from the ``lucide`` package when the process starts.

No icon is copied into the repository. The address carries a digest of the content, so browsers keep it for good.
"""

import hashlib
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from shipby.diagnosis.rules import MEANINGS
from shipby.web.access import public

WEB: Final = Path(__file__).parent
_IN_TEMPLATE: Final = re.compile(r"""\{%\s*icon\s+["']([a-z0-9-]+)["']""")
_BODY: Final = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)

_IN_CODE: Final = re.compile(r'"([a-z0-9]+(?:-[a-z0-9]+)*)"')


def _names(drawn: frozenset[str]) -> list[str]:
    """Icons of templates, of causes, and every quoted word in the code of pages that is an icon's name."""
    named = {meaning.icon for meaning in MEANINGS.values()}
    for path in WEB.rglob("*.html"):
        named.update(_IN_TEMPLATE.findall(path.read_text("utf-8")))
    for path in WEB.rglob("*.py"):
        named.update(drawn.intersection(_IN_CODE.findall(path.read_text("utf-8"))))
    return sorted(named)


@cache
def sprite() -> tuple[bytes, frozenset[str], str]:
    """The SVG, the names in it, and its digest.

    Raises:
        KeyError: a template or this file names an icon that Lucide does not have.
    """
    symbols = []
    with files("lucide").joinpath("lucide.zip").open("rb") as handle, ZipFile(handle) as archive:
        names = _names(frozenset(entry.removesuffix(".svg") for entry in archive.namelist()))
        for name in names:
            found = _BODY.search(archive.read(f"{name}.svg").decode())
            body = re.sub(r"\s+", " ", found[1]).strip() if found else ""
            symbols.append(
                f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
                f'stroke-linecap="round" stroke-linejoin="round">{body}</symbol>'
            )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'.encode()
    return svg, frozenset(names), hashlib.sha256(svg).hexdigest()[:12]


@cache
def address() -> str:
    """Where the sprite is served."""
    return reverse("icons", args=[sprite()[2]])


@public
def serve(_request: HttpRequest, digest: str) -> HttpResponse:
    """The sprite. An older digest gets today's icons, but is not kept."""
    svg, _, current = sprite()
    kept = "public, max-age=31536000, immutable" if digest == current else "no-cache"
    return HttpResponse(svg, content_type="image/svg+xml", headers={"Cache-Control": kept})
