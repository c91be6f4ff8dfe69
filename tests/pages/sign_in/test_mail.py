"""Where mail goes: one address in the environment says it all, and a wrong one stops the start."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from shipby.settings import _mail


@pytest.mark.parametrize(
    ("address", "host", "port", "starttls", "tls"),
    [
        ("smtp://ship:p%40ss@mail.example:2525", "mail.example", 2525, True, False),
        ("smtp://ship:p%40ss@mail.example", "mail.example", 587, True, False),
        ("smtps://ship:p%40ss@mail.example", "mail.example", 465, False, True),
    ],
)
def test_an_address_is_read(address: str, host: str, port: int, starttls: bool, tls: bool) -> None:
    found = _mail(address)

    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == (host, port)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("ship", "p@ss")
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (starttls, tls)


def test_the_sender_can_be_named() -> None:
    assert _mail("smtp://mail.example?from=desk@north.example")["DEFAULT_FROM_EMAIL"] == "desk@north.example"
    assert _mail("smtp://localhost:25")["EMAIL_USE_TLS"] is False


@pytest.mark.parametrize("address", ["mail.example", "http://:hidden@mail.example", "smtp://:hidden@"])
def test_an_address_that_is_none_stops_the_start_without_showing_it(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SHIPBY_MAIL_URL") as caught:
        _mail(address)

    assert "hidden" not in str(caught.value)
