"""``shipby user``: people, their roles and passwords, without the web pages."""

import click

from shipby.actions.add_person import add_person
from shipby.actions.change_person import change_person
from shipby.actions.open_shop import open_shop
from shipby.actions.set_password import set_password
from shipby.actions.unlock_sign_in import unlock_sign_in
from shipby.cli.door import uses_database
from shipby.cli.output import emit, format_option, say
from shipby.cli.scope import system_user
from shipby.cli.secrets import ask_secret
from shipby.shop.reads import PersonRow, find_person_by_email, is_set_up, locked_people, people_of, whole_scope
from shipby.shop.rules import Role
from shipby.words.ports import ports
from shipby.words.refusals import Refusal
from shipby.words.text import N_

ROLES = [role.value for role in Role]
VARIABLE = "SHIPBY_PASSWORD"


class NobodyWithThatEmail(Refusal):
    """No person has the e-mail that was named."""

    code = "no_such_person"
    sentence = N_("Nobody signs in with that e-mail.")
    remedy = N_("See shipby user list.")


@click.group("user")
def command() -> None:
    """Add people, set roles and passwords.

    \b
    Examples:
      shipby user add nora@example.com --name "Nora Lind" --role packer
      shipby user role nora@example.com desk
      printf '%s' "$NEW" | shipby user password nora@example.com --stdin

    A password is asked for at the terminal, or comes from SHIPBY_PASSWORD, from the file that SHIPBY_PASSWORD_FILE names, or
    from standard input with --stdin; never from the command line, where others can read it.
    """


_from_input = click.option("--stdin", "from_input", is_flag=True, help="Read the password from the first line of standard input.")
_email = click.argument("email")


@command.command("list")
@format_option
@uses_database
def list_people(output_format: str) -> None:
    """List people with their roles."""
    people = people_of(whole_scope().shop_id) if is_set_up() else []
    locked = locked_people(people)
    emit([_told(person, is_locked=person.id in locked) for person in people], output_format, empty="Nobody yet.")


@command.command("add")
@_email
@click.option("--name", required=True, help="The person's name, as the timeline shows it.")
@click.option("--role", type=click.Choice(ROLES), default=Role.DESK.value, show_default=True, help="What they may do.")
@_from_input
@format_option
@uses_database
def add(email: str, name: str, role: str, from_input: bool, output_format: str) -> None:
    """Let a person in, with a password. The first one opens the shop and is its owner."""
    password = ask_secret(VARIABLE, "Their password", from_input=from_input, confirm=True)
    now = ports.clock.now()
    if is_set_up():
        shop_id = whole_scope().shop_id
        role = role if people_of(shop_id) else Role.OWNER.value  # an import may have opened the shop before anybody
        add_person(shop_id=shop_id, name=name, email=email, role=role, password=password, actor=system_user(), now=now)
    else:
        open_shop(name="My shop", owner_email=email, owner_name=name, password=password, now=now)
    _tell(email, output_format)


@command.command("role")
@_email
@click.argument("role", type=click.Choice(ROLES))
@format_option
@uses_database
def role(email: str, role: str, output_format: str) -> None:
    """Give a person another role."""
    _change(_person(email), role=role)
    _tell(email, output_format)


@command.command("password")
@_email
@_from_input
@format_option
@uses_database
def password(email: str, from_input: bool, output_format: str) -> None:
    """Set a person's password; they are signed out elsewhere and unlocked."""
    person = _person(email)
    secret = ask_secret(VARIABLE, "Their new password", from_input=from_input, confirm=True)
    set_password(person_id=person.id, password=secret, is_reset=True, actor=system_user(), now=ports.clock.now())
    _tell(email, output_format)


@command.command("unlock")
@_email
@format_option
@uses_database
def unlock(email: str, output_format: str) -> None:
    """Let a person try again who was locked out after ten wrong passwords."""
    person = _person(email)
    unlock_sign_in(shop_id=person.shop_id, person_id=person.id, actor=system_user(), now=ports.clock.now())
    _tell(email, output_format)


@command.command("deactivate")
@_email
@format_option
@uses_database
def deactivate(email: str, output_format: str) -> None:
    """Take a person's access away; what they did stays in the timeline."""
    _change(_person(email), is_active=False)
    _tell(email, output_format)


@command.command("activate")
@_email
@format_option
@uses_database
def activate(email: str, output_format: str) -> None:
    """Give a person's access back."""
    _change(_person(email), is_active=True)
    _tell(email, output_format)


def _change(person: PersonRow, *, role: str | None = None, is_active: bool | None = None) -> None:
    change_person(
        shop_id=person.shop_id,
        person_id=person.id,
        name=person.name,
        role=role or person.role.value,
        is_active=person.is_active if is_active is None else is_active,
        actor=system_user(),
        now=ports.clock.now(),
    )


def _person(email: str) -> PersonRow:
    person = find_person_by_email(email.strip())
    if person is None:
        raise NobodyWithThatEmail
    return person


def _tell(email: str, output_format: str) -> None:
    person = _person(email)
    is_locked = person.id in locked_people([person])
    if output_format == "table":
        say(f"{person.name} <{person.email}>: {person.role.value}, {'active' if person.is_active else 'no access'}.")
        return
    emit(_told(person, is_locked=is_locked), output_format)


def _told(person: PersonRow, *, is_locked: bool) -> dict[str, object]:
    return {
        "email": person.email,
        "name": person.name,
        "role": person.role.value,
        "is_active": person.is_active,
        "is_locked": is_locked,
        "has_password": person.has_password,
        "last_sign_in": person.last_login,
    }
