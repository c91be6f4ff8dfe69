"""Invented tracking numbers look right to the desk, so that the demo warns of nothing it did not mean to."""

from shipby.cli.sample_store.draws import Draws
from shipby.cli.sample_store.tracking import ups, usps
from shipby.shipping.rules.tracking_numbers import Verdict, check


def test_every_invented_number_passes_its_carriers_check() -> None:
    draws = Draws(3)

    assert {check(usps(draws), "USPS") for _ in range(50)} == {Verdict.VALID}
    assert {check(ups(draws), "UPS") for _ in range(50)} == {Verdict.VALID}
