"""The pretend sellers: names and keys out of the seed."""

import msgspec

from shipby_simulator.core.draw import Draw
from shipby_simulator.world.places import REGIONS, Marketplace, of_region

NAMES = ("Fernwood Outfitters", "Nordlicht Handel", "Kazebune Store", "Harbor & Pine", "Atelier Mistral", "Blue Gum Goods")


class Seller(msgspec.Struct, frozen=True):
    """One seller account in one region, with the application that may act for it."""

    number: int
    name: str
    seller_id: str
    region: str
    marketplaces: list[Marketplace]
    client_id: str
    client_secret: str
    refresh_token: str

    def card(self) -> dict[str, object]:
        """Return what a client needs to log in, in the form of the ready line."""
        return {
            "name": self.name,
            "seller_id": self.seller_id,
            "region": self.region,
            "marketplace_ids": [place.id for place in self.marketplaces],
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "refresh_token": self.refresh_token,
        }


def sellers(seed: int, count: int) -> list[Seller]:
    """Return ``count`` sellers; regions take turns: North America, Europe, Far East."""
    return [_seller(seed, number) for number in range(count)]


def _seller(seed: int, number: int) -> Seller:
    draw = Draw(seed, "seller", number)
    region = REGIONS[number % len(REGIONS)]
    suffix = f" {number // len(NAMES) + 1}" if number >= len(NAMES) else ""
    return Seller(
        number=number,
        name=NAMES[number % len(NAMES)] + suffix,
        seller_id="A" + draw.token(13, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
        region=region,
        marketplaces=of_region(region),
        client_id="amzn1.application-oa2-client." + draw.token(32, "0123456789abcdef"),
        client_secret="amzn1.oa2-cs.v1." + draw.token(64, "0123456789abcdef"),
        refresh_token="Atzr|" + draw.token(220),
    )
