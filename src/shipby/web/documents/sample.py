"""An invented order by which a template is looked at: long and short lines, a quantity above one, a gift."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from shipby.documents.rules.look import Look
from shipby.documents.rules.template import Kind, usual_paper
from shipby.paper.address_label import address_labels
from shipby.paper.facts import Address, AddressLabelFacts, PickLine, PickListFacts, SlipFacts, SlipItem
from shipby.paper.packing_slip import packing_slips
from shipby.paper.pick_list import pick_list
from shipby.web.pick_words import pick_words
from shipby.words.marketplaces import BY_ID

ORDER: Final = "000-0000000-0000000"
_SECOND: Final = "000-0000000-0000001"
_MUG: Final = SlipItem("Enamel camp mug, 12 oz, forest green, speckled", "MUG-ENM-FG", 2, asin="B000000000", bin="A-12-3")
_TOWEL: Final = SlipItem(
    "Travel towel, quick-drying, with a loop to hang it up and a bag to carry it in, large, 150 x 85 cm, blue",
    "TWL-150-BL",
    1,
    is_gift=True,
    gift_message="Happy birthday!\nWith love from all of us",
    asin="B000000001",
    bin="C-04-1",
)
_US: Final = Address(
    name="Sample Person", lines=("100 Invented Avenue", "Apt 4"), city="Tampa", region="FL", postal_code="33602", country="US"
)
_TO: Final[Mapping[str, Address]] = {
    "DE": Address(name="Erika Beispiel", lines=("Erfundener Weg 12",), city="Hamburg", postal_code="20095", country="DE"),
    "JP": Address(
        name="見本 太郎", lines=("架空町1-2-3",), city="千代田区", region="東京都", postal_code="100-0001", country="JP"
    ),
}


def draw(kind: Kind, look: Look, *, marketplace_id: str, store_name: str, ship_from: Address, today: date) -> bytes:
    """The PDF of a sample, as it would leave for a buyer of that marketplace."""
    marketplace = BY_ID.get(marketplace_id)
    to = _TO.get(marketplace.country, _US) if marketplace else _US
    makers: Mapping[Kind, Callable[[], bytes]] = {
        Kind.PACKING_SLIP: lambda: packing_slips(
            [SlipFacts(ORDER, store_name, marketplace_id, ship_from, to, (_MUG, _TOWEL), today, "Standard")],
            look.template,
            look.logo,
        ),
        Kind.ADDRESS_LABEL: lambda: address_labels(
            [AddressLabelFacts(ORDER, marketplace_id, ship_from, to, store_name)], look.template, look.logo
        ),
        Kind.PICK_LIST: lambda: pick_list(
            PickListFacts(
                "PL-1",
                today.isoformat(),
                (
                    PickLine(_MUG.sku, _MUG.title, 3, _MUG.bin, _MUG.asin, ((ORDER, 2), (_SECOND, 1))),
                    PickLine(_TOWEL.sku, _TOWEL.title, 1, "", _TOWEL.asin, ((ORDER, 1),)),
                ),
                pick_words(),
                usual_paper(ship_from.country),
            ),
            look.template,
        ),
    }
    return makers[kind]()
