"""Secrets for commands: from standard input, the environment, a file or a prompt; never from the command line."""

import os
import sys
from pathlib import Path

import click


def ask_secret(variable: str, prompt: str, *, from_input: bool = False, confirm: bool = False) -> str:
    """A secret: from standard input where asked for, else ``variable``, else the file named by ``variable_FILE``, else a prompt.

    Raises:
        UsageError: none of these, and there is no terminal to ask at; or what was given is empty.
    """
    secret = _given(variable, from_input=from_input)
    if secret is None and sys.stdin.isatty():
        secret = click.prompt(prompt, hide_input=True, confirmation_prompt="Again" if confirm else False, err=True)
    if not secret:
        raise click.UsageError(f"There is no secret: set {variable} or {variable}_FILE, or start the command at a terminal.")
    return str(secret)


def _given(variable: str, *, from_input: bool) -> str | None:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    if variable in os.environ:
        return os.environ[variable]
    path = os.environ.get(f"{variable}_FILE")
    return Path(path).read_text(encoding="utf-8").rstrip("\r\n") if path else None
