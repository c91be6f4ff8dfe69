"""The request as every page of a signed-in person gets it."""

from django.http import HttpRequest

from shipby.shop.rules import Scope
from shipby.web.access import SignedIn
from shipby.words.actors import Actor


class DeskRequest(HttpRequest):
    """What ``AccessMiddleware`` puts on a request."""

    person: SignedIn
    scope: Scope
    actor: Actor
