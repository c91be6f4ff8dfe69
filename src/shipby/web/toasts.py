"""Toasts: one line of what was done, with Undo where it can be undone (ui 5). They ride on Django's messages."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Toast:
    """A line, and the form that undoes it: ``undo_to`` is its address, empty = can't be undone."""

    text: str
    undo_to: str = ""
    undo_fields: tuple[tuple[str, str], ...] = field(default=())


def add_toast(
    request: HttpRequest, text: str, *, undo_to: str = "", undo: Mapping[str, str | Sequence[str]] | None = None
) -> None:
    """Show ``text`` on the next page. ``undo`` are the fields that posting to ``undo_to`` takes back; ids only, never people."""
    fields = [[name, value] for name, given in (undo or {}).items() for value in ([given] if isinstance(given, str) else given)]
    messages.info(request, text, extra_tags=json.dumps([undo_to, fields]) if undo_to else "")


def toast_of(message: Message) -> Toast:
    """The toast that a message carries."""
    if not message.extra_tags or not message.extra_tags.startswith("["):
        return Toast(message.message)
    undo_to, fields = json.loads(message.extra_tags)
    return Toast(message.message, undo_to, tuple((name, value) for name, value in fields))
