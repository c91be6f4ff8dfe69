"""The tag that draws rows of the queue."""

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from shipby.web.queue.page import Row
from shipby.web.queue.rows import draw

register = template.Library()


@register.simple_tag
def rows(rows: Sequence[Row], may_select: bool) -> SafeString:
    """Rows of a group."""
    return draw(rows, may_select=may_select)
