"""Tags and filters of the desk's templates. The icon tag is the hot spot of a page: one dictionary look-up."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from babel import Locale
from django import template
from django.contrib.messages.storage.base import Message
from django.template import Context
from django.template.defaultfilters import stringfilter
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from shipby.web import formats, icons
from shipby.web.toasts import Toast, toast_of
from shipby.words.money import Money
from shipby.words.refusals import Refusal

register = template.Library()

_drawn: dict[tuple[str, str], SafeString] = {}


def _language() -> str:
    return (get_language() or "en").replace("-", "_")


@register.simple_tag
def icon(name: str, size: str = "i") -> SafeString:
    """A Lucide icon; hidden from screen readers, words say the same. Sizes: ``i`` (16 px), ``i14``, ``i12``, ``i20``."""
    drawn = _drawn.get((name, size))
    if drawn is None:
        if name not in icons.sprite()[1]:
            raise template.TemplateSyntaxError(f"The icon {name!r} is not in the sprite.")
        html = f'<svg class="{size}" aria-hidden="true"><use href="{icons.address()}#{name}"/></svg>'
        drawn = _drawn[name, size] = mark_safe(html)  # noqa: S308  (both parts come from templates)
    return drawn


@register.simple_tag(takes_context=True)
def key(context: Context, shortcut: str) -> SafeString:
    """The key that this person presses for a shortcut (``h``)."""
    own = context["shell"].person.own_keys if "shell" in context else {}
    return format_html("<kbd>{}</kbd>", own.get(shortcut, shortcut).upper())


class Page(NamedTuple):
    """What a page knows of here and now."""

    now: datetime
    zone: Any


def _page(context: Context) -> Page:
    shell = context["shell"]
    return Page(shell.now, shell.zone)


@register.simple_tag(takes_context=True)
def when(context: Context, at: datetime | None, *, missing: str = "") -> SafeString | str:
    """An instant, short, in the warehouse's zone; the full date and zone in its title. ``missing`` is shown for ``None``."""
    if at is None:
        return missing
    now, zone = _page(context)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        formats.full_text(at, zone=zone, language=_language()),
        formats.when_text(at, now=now, zone=zone, language=_language()),
    )


@register.simple_tag(takes_context=True)
def placed(context: Context, at: datetime) -> str:
    """Day and time of a purchase in words: ``Sun Nov 22, 8:47 pm``."""
    zone = _page(context).zone
    day = formats.day_text(at.astimezone(zone).date(), style="day", language=_language())
    return f"{day}, {formats.clock_text(at, zone=zone, language=_language())}"


@register.simple_tag(takes_context=True)
def promise(context: Context, at: datetime) -> str:
    """The day of a promise: ``Mon 30``."""
    now, zone = _page(context)
    return formats.promise_text(at, now=now, zone=zone, language=_language())


@register.simple_tag(takes_context=True)
def ago(context: Context, at: datetime) -> str:
    """How long since: ``14 min ago``."""
    return formats.ago_text(at, now=_page(context).now)


@register.filter
def day(value: date, style: str = "day") -> str:
    """A day without a time; styles as in ``formats.day_text``."""
    return formats.day_text(value, style=style, language=_language())


@register.filter
def money(amount: Decimal | Money | None, currency: str = "") -> str:
    """An amount with its currency; nothing for ``None`` (not known is not zero)."""
    if amount is None:
        return ""
    if isinstance(amount, Money):
        return formats.money_text(amount.amount, amount.currency, language=_language())
    return formats.money_text(amount, currency, language=_language())


@register.filter
def count(number: int) -> str:
    """A whole number with separators."""
    return formats.count_text(number, language=_language())


@register.simple_tag
def qty(number: int) -> SafeString:
    """A quantity; above one it is drawn inverted, everywhere (ui 2)."""
    return format_html('<span class="qty{}">\u00d7{}</span>', mark_safe(" multi") if number > 1 else "", number)


@register.filter
@stringfilter
def said(message: str) -> str:
    """A sentence marked with ``N_``, in the language of the page."""
    return gettext(message) if message else ""


@register.filter
def sentence(refusal: Refusal) -> str:
    """What is wrong, translated, filled in."""
    return gettext(refusal.sentence) % refusal.params


@register.filter
def remedy(refusal: Refusal) -> str:
    """What to do about it, translated, filled in; empty where there is none."""
    return gettext(refusal.remedy) % refusal.params if refusal.remedy else ""


@register.filter
def toasts(messages: Iterable[Message]) -> list[Toast]:
    """Messages of this request as toasts, with what their Undo posts."""
    return [toast_of(message) for message in messages]


@register.filter
def country(code: str) -> str:
    """A country's name in the language of the page; the code itself where it is no country."""
    return Locale.parse(_language()).territories.get(code, code) if code else ""


@register.simple_tag
def units(number: int) -> str:
    """``1 unit`` or ``4 units``."""
    return ngettext("%(number)d unit", "%(number)d units", number) % {"number": number}
