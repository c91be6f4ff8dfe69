"""The first start: a shop and its owner, from the environment or asked for."""

import sys

import click
from django.conf import settings

from shipby.actions.add_person import add_person
from shipby.actions.open_shop import open_shop
from shipby.shop.reads import is_set_up, people_of, whole_scope
from shipby.shop.rules import Role
from shipby.words.actors import SHIPBY
from shipby.words.ports import ports
from shipby.words.refusals import Refusal

TRIES = 5


def open_shop_if_there_is_none() -> None:
    """Open the shop on the first start; where a command has opened one already, let its owner in.

    Raises:
        UsageError: nothing says who the owner is, and there is no terminal to ask at.
        Refusal: what the environment says breaks a rule.
    """
    if _has_owner():
        return
    environment = settings.ENVIRONMENT
    if environment.owner_email and environment.owner_password:
        name = environment.owner_name or environment.owner_email.partition("@")[0]
        _open(environment.shop_name, environment.owner_email, name, environment.owner_password)
        click.echo(f"Opened {environment.shop_name} with its owner.", err=True)
        return
    if not sys.stdin.isatty():
        raise click.UsageError(
            "This is the first start, and nobody can sign in yet. Set SHIPBY_OWNER_EMAIL and SHIPBY_OWNER_PASSWORD "
            "(or SHIPBY_OWNER_PASSWORD_FILE), or start Shipby at a terminal, where it asks."
        )
    _ask()


def _ask() -> None:
    click.echo("This is the first start. Who owns this desk? (People are added later.)", err=True)
    shop_name = click.prompt("Name of your business", default=settings.ENVIRONMENT.shop_name, err=True)
    name = click.prompt("Your name", err=True)
    email = click.prompt("Your e-mail, to sign in", err=True)
    for tries_left in reversed(range(TRIES)):
        password = click.prompt("A password (12 characters or more)", hide_input=True, confirmation_prompt="Again", err=True)
        try:
            _open(shop_name, email, name, password)
        except Refusal as refusal:
            if not tries_left:
                raise
            click.echo(f"{refusal.message} {refusal.what_to_do}", err=True)
            if "password" not in refusal.code:
                email = click.prompt("Your e-mail, to sign in", err=True)
        else:
            return


def _has_owner() -> bool:
    return is_set_up() and any(person.role is Role.OWNER and person.is_active for person in people_of(whole_scope().shop_id))


def _open(shop_name: str, email: str, name: str, password: str) -> None:
    now = ports.clock.now()
    if is_set_up():
        shop_id, role = whole_scope().shop_id, Role.OWNER.value
        add_person(shop_id=shop_id, name=name, email=email, role=role, password=password, actor=SHIPBY, now=now)
    else:
        open_shop(name=shop_name, owner_email=email, owner_name=name, password=password, now=now)
