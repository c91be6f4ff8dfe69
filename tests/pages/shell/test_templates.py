"""What no template may contain: the policy of content would break it, or a person could not read it."""

import re
from pathlib import Path

import pytest

WEB = Path("src/shipby/web")
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
STYLES = sorted((WEB / "static").rglob("*.css"))

TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)


def _html(path: Path) -> str:
    return TAG.sub("", path.read_text("utf-8"))


def _named(path: Path) -> str:
    return str(path.relative_to(WEB))


@pytest.mark.parametrize("path", TEMPLATES, ids=_named)
def test_a_page_holds_no_inline_style_or_script(path: Path) -> None:
    html = _html(path)

    assert not re.search(r"<style\b|\sstyle=", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert not re.search(r"\son[a-z]+=", html)
    assert "javascript:" not in html


@pytest.mark.parametrize("path", TEMPLATES, ids=_named)
def test_htmx_stays_within_what_the_policy_allows_and_the_way_back_to_version_2(path: Path) -> None:
    html = path.read_text("utf-8")

    assert not re.search(r"hx-on|hx-vals=[\"']js:|hx-vars|hx-trigger=[\"'][^\"']*\[", html)
    assert set(re.findall(r"(hx-[a-z-]+):inherited", html)) <= {"hx-headers"}


@pytest.mark.parametrize("path", [*TEMPLATES, *STYLES], ids=_named)
def test_nothing_is_fetched_from_elsewhere(path: Path) -> None:
    text = path.read_text("utf-8")

    fetched = re.findall(r"""(?:src|srcset|action|href)=["']((?:https?:)?//[^"']+)|url\(["']?((?:https?:)?//[^)"']+)""", text)
    links = re.findall(r"""<a\b[^>]*\shref=["'](?:https?:)?//[^"']+""", text)
    assert len(fetched) == len(links)


@pytest.mark.parametrize("path", TEMPLATES, ids=_named)
def test_a_button_of_only_an_icon_has_a_name(path: Path) -> None:
    html = path.read_text("utf-8")

    for attributes, content in re.findall(r"<(?:button|a)\b([^>]*(?:%\}[^>]*)*)>(.*?)</(?:button|a)>", html, re.DOTALL):
        said = re.sub(r"\{%\s*icon[^%]*%\}|<[^>]+>", "", content).strip()
        assert said or "aria-label" in attributes, content


@pytest.mark.parametrize("path", TEMPLATES, ids=_named)
def test_every_word_a_person_reads_can_be_translated(path: Path) -> None:
    html = path.read_text("utf-8")
    html = re.sub(r"\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}", "", html, flags=re.DOTALL)
    html = re.sub(r"\{%\s*block (?:page|card)_class\s*%\}[^{]*", "", html)
    html = re.sub(r"\{#.*?#\}|<code\b.*?</code>|<kbd>.*?</kbd>|<!--.*?-->", "", html, flags=re.DOTALL)
    attributes = re.findall(r"""(?:placeholder|aria-label|alt|title)=["']([^"'{]*[A-Za-z]{2}[^"'{]*)["']""", html)
    attributes = [text for text in attributes if not re.fullmatch(r"(?:[a-z]+-[a-z-]+\s*)+", text)]  # columns of a file
    words = re.findall(r"[A-Za-z]{2,}", re.sub(r"<[^>]*>", " ", TAG.sub(" ", html)))

    assert attributes == []
    assert set(words) <= {"Shipby", "Prime", "USPS", "UPS"}


@pytest.mark.parametrize("path", STYLES, ids=_named)
def test_a_style_sheet_works_from_right_to_left_too(path: Path) -> None:
    sheet = path.read_text("utf-8")

    assert not re.search(r"[\s;{](?:margin|padding|border)-(?:left|right|top|bottom)\b", sheet)
    assert not re.search(r"[\s;{](?:left|right|top|bottom)\s*:", sheet)
    assert not re.search(r"text-align:\s*(?:left|right)", sheet)
