"""What the address of a list asks for: filter, sort, place. Read in one way for the page, live rows, export and bulk acts."""

from dataclasses import dataclass

from django.http import QueryDict

from shipby.diagnosis.rules import BLOCKING
from shipby.orders.reads.filtering import Moment
from shipby.orders.reads.names import read_query
from shipby.orders.rules.query import Query
from shipby.orders.rules.sorting import Sort, parse_sort
from shipby.web.queue.filters import address
from shipby.web.request import DeskRequest
from shipby.web.shell import shell_of

LONGEST_TYPED = 2500


@dataclass(frozen=True, slots=True)
class Asked:
    """A list of orders: ``sort`` None = as such a list comes."""

    query: Query
    sort: Sort | None = None

    def address(self, path: str = "/orders/", **more: str) -> str:
        """The address of the list, or of something made of it, with ``more`` in it."""
        return address(self.query, self.sort, **more).replace("/orders/", path, 1)


def asked_of(request: DeskRequest, values: QueryDict) -> Asked:
    """The list that an address or a form names.

    Raises:
        BadFilter: the filter is not understood, or names what is not there.
        UnknownSort: no list is sorted by this.
    """
    query = read_query(request.scope.account_ids, values.get("q", "")[:LONGEST_TYPED])
    return Asked(query, parse_sort(values.get("sort", "")[:40]))


def moment_of(request: DeskRequest) -> Moment:
    """Now, the desk's zone, and what blocks."""
    shell = shell_of(request)
    return Moment(shell.now, shell.zone, tuple(BLOCKING))
