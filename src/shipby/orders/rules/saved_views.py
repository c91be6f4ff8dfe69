"""What a saved view may be called, and who may change it (ui 4)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shipby.shop.rules import Permission, Role, may
from shipby.words.refusals import Refusal
from shipby.words.text import N_

LONGEST_NAME, MOST_VIEWS = 40, 100


class BadViewName(Refusal):
    """Empty, too long, or of characters that can't be seen."""

    code = "bad_view_name"
    sentence = N_("A view needs a name that can be read.")
    remedy = N_("Enter at most 40 letters, digits or signs.")


class ViewNameTaken(Refusal):
    """Another view that the person sees has this name."""

    code = "view_name_taken"
    sentence = N_("There is already a view named %(name)s.")
    remedy = N_("Choose another name, or change that view.")


class ViewIsNotYours(Refusal):
    """A view of somebody else."""

    code = "view_not_yours"
    sentence = N_("This view belongs to somebody else.")
    remedy = N_("Save the filter as a view of your own, or ask an owner to change the shared one.")


class ViewIsPrivate(Refusal):
    """Sharing asks for the permission to work orders."""

    code = "view_is_private"
    sentence = N_("You can keep views for yourself, but not share them.")
    remedy = N_("Ask somebody who works at the desk to share it.")


class ViewIsGone(Refusal):
    """No such view, or not one that this person sees."""

    code = "view_gone"
    sentence = N_("This view is not here any more.")
    remedy = N_("Look at the list of saved views.")


class UnknownView(Refusal):
    """A command or the API names a view that nobody shares."""

    code = "unknown_view"
    sentence = N_("There is no shared view named %(name)s.")
    remedy = N_("Shared views are: %(known)s.")


class ViewChanged(Refusal):
    """Somebody changed the view since the page was shown."""

    code = "view_changed"
    sentence = N_("Somebody else has changed this view meanwhile.")
    remedy = N_("Look at what it is now, then change it again.")


class TooManyViews(Refusal):
    """More views than anybody finds one among."""

    code = "too_many_views"
    sentence = N_("There are 100 saved views already.")
    remedy = N_("Remove one that nobody uses.")


@dataclass(frozen=True, slots=True)
class View:
    """A saved view. ``query`` and ``sort`` are text as an address holds them; ``landing_roles`` see it first."""

    id: int
    owner_id: int
    owner_name: str
    name: str
    slug: str
    query: str
    sort: str
    is_shared: bool
    is_pinned: bool
    position: int
    landing_roles: tuple[str, ...]
    row_version: int


@dataclass(frozen=True, slots=True)
class ViewDraft:
    """What somebody wants a view to be, as typed. ``position`` None: behind the others."""

    name: str
    query: str
    sort: str = ""
    is_shared: bool = False
    is_pinned: bool = True
    landing_roles: Sequence[str] = ()
    position: int | None = None


def read_view_name(text: str) -> str:
    """The name as it is kept: one line, single spaces.

    Raises:
        BadViewName: nothing to read, or more than 40 characters.
    """
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadViewName
    return name


def slug_of(name: str, taken: Collection[str]) -> str:
    """A word for the address: letters and digits of the name, a number behind it where another view has that already."""
    letters = "".join(character if character.isalnum() else " " for character in name.casefold())
    slug = "-".join(letters.split())[:40] or "view"
    if slug not in taken:
        return slug
    return next(f"{slug}-{number}" for number in range(2, len(taken) + 3) if f"{slug}-{number}" not in taken)


def landing_roles_of(asked: Collection[str], role: Role, *, is_shared: bool) -> list[str]:
    """The roles that will see a view first: of shared views only, said by who may change settings, roles that see orders."""
    if not is_shared or not may(role, Permission.SETTINGS):
        return []
    return [one.value for one in Role if one.value in asked and may(one, Permission.SEE_ORDERS)]


def refuse_sharing(role: Role, *, is_shared: bool) -> None:
    """Shared views are tabs of everybody.

    Raises:
        ViewIsPrivate: this role does not work orders.
    """
    if is_shared and not may(role, Permission.WORK_ORDERS):
        raise ViewIsPrivate


def may_change(view: View, person_id: int, role: Role) -> bool:
    """Own views are changed by their owner; shared ones also by who may change settings."""
    return view.owner_id == person_id or (view.is_shared and may(role, Permission.SETTINGS))


def refuse_change(view: View, person_id: int, role: Role) -> None:
    """See :func:`may_change`.

    Raises:
        ViewIsNotYours: it can't be changed by this person.
    """
    if not may_change(view, person_id, role):
        raise ViewIsNotYours
