"""Draws rows of the queue. They are most of the page, so they have a template language that compiles."""

from collections.abc import Sequence
from functools import cache

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from shipby.web.queue.page import Row
from shipby.web.templatetags.desk import icon, qty


@cache
def _template() -> Template:
    loader = PackageLoader("shipby.web")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, auto_reload=False)
    environment.globals |= {"icon": icon, "qty": qty}
    return environment.get_template("queue/rows.jinja")


def draw(rows: Sequence[Row], *, may_select: bool) -> SafeString:
    """The rows as HTML; everything in them is escaped by the template."""
    html = _template().render(rows=rows, may_select=may_select, select_words=_("Select order %(id)s"))
    return mark_safe(html)  # noqa: S308  (autoescaped)
