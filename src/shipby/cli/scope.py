"""For whom a command works, and as whom."""

import getpass

from shipby.shop.reads import AccountRow, accounts_of, whole_scope
from shipby.shop.rules import Scope
from shipby.words.actors import Actor, ActorKind
from shipby.words.refusals import Refusal
from shipby.words.text import N_


class UnknownAccount(Refusal):
    """No account of that name."""

    code = "unknown_account"
    sentence = N_("There is no seller account %(account)s.")
    remedy = N_("Use one of: %(accounts)s.")


def find_account(scope: Scope, name: str) -> AccountRow:
    """The account of that name, whatever its case.

    Raises:
        UnknownAccount: there is none; it names those that are.
    """
    accounts = accounts_of(scope.shop_id)
    for account in accounts:
        if account.name.casefold() == name.casefold():
            return account
    raise UnknownAccount(account=name, accounts=", ".join(account.name for account in accounts) or "-")


def scope_of_command(account: str | None) -> Scope:
    """The whole shop, or one account of it.

    Raises:
        UnknownAccount: there is none of that name.
    """
    scope = whole_scope()
    return scope if account is None else Scope(scope.shop_id, (find_account(scope, account).id,))


def system_user() -> Actor:
    """The login that runs the command: the timeline shows it."""
    login = getpass.getuser()
    return Actor(ActorKind.COMMAND, login, login)
