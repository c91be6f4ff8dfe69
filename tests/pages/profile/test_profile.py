"""Everybody chooses looks, language and keys for themselves, and for nobody else."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import CastMember

ClientOf = Callable[[CastMember], Client]


@pytest.mark.parametrize("who", ["nora", "dana", "sam", "vera"])
def test_every_role_opens_and_saves_its_profile(who: str, request: pytest.FixtureRequest, client_of: ClientOf) -> None:
    client = client_of(request.getfixturevalue(who))
    client.cookies["theme"] = "light"

    answer = client.post("/profile/", {"theme": "dark", "density": "compact", "language": "", "single_keys": ""})
    page = client.get("/profile/").content.decode()

    assert answer.headers["Location"] == "/profile/"
    assert 'data-theme="dark"' in page
    assert 'data-density="compact"' in page
    assert "Your choices are saved." in page


def test_what_is_not_offered_is_refused(sam: CastMember, client_of: ClientOf) -> None:
    page = client_of(sam).post("/profile/", {"theme": "pink", "density": "", "language": ""})

    assert page.status_code == 422


def test_a_choice_of_one_is_not_a_choice_of_another(nora: CastMember, dana: CastMember, client_of: ClientOf) -> None:
    client_of(nora).post("/profile/", {"theme": "dark", "density": "", "language": ""})

    assert 'data-theme="dark"' not in client_of(dana).get("/profile/").content.decode()
