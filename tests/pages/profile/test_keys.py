"""The keys of the shortcuts, chosen by each person (WCAG 2.2, 2.1.4)."""

from collections.abc import Callable

import pytest
from django.test import Client

from shipby.shop.models import Person
from tests.cast import CastMember

ClientOf = Callable[[CastMember], Client]


def test_a_chosen_key_stands_wherever_the_shortcut_is_shown(client_of: ClientOf, dana: CastMember) -> None:
    client = client_of(dana)

    answer = client.post("/profile/keys/", {"h": "W", "c": "h", "j": "", "n": " n "})
    html = client.get("/orders/").content.decode()

    assert answer["Location"] == "/profile/keys/"
    assert Person.objects.get(pk=dana.id).own_keys == {"h": "w", "c": "h"}
    assert "data-own-keys" in html
    assert "<kbd>W</kbd>" in html
    assert 'value="W"' in client.get("/profile/keys/").content.decode()


@pytest.mark.parametrize("chosen", [{"h": "g"}, {"h": "c"}, {"h": "-"}, {"h": "\u202e"}, {"h": "ß\u0308"}, {"h": "j", "k": "J"}])
def test_a_key_that_is_taken_or_none_is_refused_and_nothing_is_kept(
    client_of: ClientOf, dana: CastMember, chosen: dict[str, str]
) -> None:
    answer = client_of(dana).post("/profile/keys/", chosen)

    assert answer.status_code == 422
    assert Person.objects.get(pk=dana.id).own_keys == {}


def test_two_shortcuts_can_change_places_and_all_go_back_as_at_first(client_of: ClientOf, dana: CastMember) -> None:
    client = client_of(dana)
    client.post("/profile/keys/", {"h": "t", "t": "h"})
    assert Person.objects.get(pk=dana.id).own_keys == {"h": "t", "t": "h"}

    client.post("/profile/keys/", {"reset": "1", "h": "t"})

    assert Person.objects.get(pk=dana.id).own_keys == {}
