"""Slips and labels come out in the order in which the goods are picked, and slips say the bin."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from shipby.actions.save_template import save_template
from shipby.actions.set_bins import set_bins
from shipby.documents.rules.template import Kind, Part, as_data, default_template
from shipby.stock.rules.bins import BinDraft
from shipby.words.ports import VirtualClock
from tests.actions.told import a_line, an_order, record
from tests.cast import CastMember, an_account
from tests.conftest import NOW
from tests.paper.builders import pages_text

ClientOf = Callable[[CastMember], Client]
FAR, NEAR, TWO = "113-4857201-9936201", "113-4857201-9936202", "113-4857201-9936203"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["packing-slips", "address-labels"])
def test_papers_are_stacked_as_the_goods_are_picked(
    what: str, nora: CastMember, sam: CastMember, client_of: ClientOf, clock: VirtualClock
) -> None:
    account = an_account(nora, clock)
    record(
        account,
        an_order(TWO, a_line("1", sku="MUG", quantity=2)),
        an_order(FAR, a_line("2", sku="MUG", asin="B0MUG00001")),
        an_order(NEAR, a_line("3", sku="CUP")),
    )
    drafts = [BinDraft(account, "MUG", "A10"), BinDraft(account, "CUP", "A2")]
    set_bins(scope=nora.scope, drafts=drafts, actor=nora.actor, now=NOW)
    look = default_template(Kind.PACKING_SLIP)
    look = replace(look, shows=frozenset({*look.shows, Part.BIN, Part.ASIN}))
    save_template(shop_id=nora.shop_id, store_id=None, data=as_data(look), logo="", actor=nora.actor, now=NOW)

    pages = pages_text(client_of(sam).post(f"/orders/bulk/{what}/", {"order": [TWO, FAR, NEAR]}).content)

    assert [next(order for order in (FAR, NEAR, TWO) if order in page) for page in pages] == [NEAR, FAR, TWO]
    if what == "packing-slips":
        assert "A10" in pages[1]
        assert "B0MUG00001" in pages[1]
