"""What a pretend seller sells."""

import msgspec

from shipby_simulator.core.draw import Draw
from shipby_simulator.world.sellers import Seller

_THINGS = (
    "Trail Running Pack 12L", "Enamel Camping Mug", "Merino Beanie", "Cast Iron Skillet 26 cm", "LED Headlamp 400 lm",
    "Ceramic Pour-Over Set", "Bamboo Cutting Board", "Dry Bag 20 L", "Folding Camp Chair", "Wool Hiking Socks, 3 Pairs",
    "Stainless Bottle 750 ml", "Titanium Spork", "Garden Trowel", "Linen Apron", "Leather Key Ring", "Notebook A5 Dotted",
)  # fmt: skip
_COLOURS = ("Black", "Forest Green", "Sand", "Navy", "Rust", "Slate", "Ivory", "Bordeaux")


class Product(msgspec.Struct, frozen=True):
    """A product. ``cents`` is the price in US cents, from which other currencies follow; ``grams`` with packing."""

    number: int
    sku: str
    asin: str
    title: str
    cents: int
    grams: int
    condition: str
    stock: int


class Catalogue:
    """The products of one seller, drawn from the seed."""

    def __init__(self, seed: int, seller: Seller, size: int) -> None:
        self.products = [_product(seed, seller.number, number) for number in range(size)]
        self.by_sku = {product.sku: product for product in self.products}


def _product(seed: int, account: int, number: int) -> Product:
    draw = Draw(seed, "product", account, number)
    thing, colour = draw.pick(_THINGS), draw.pick(_COLOURS)
    odd = "/+ "[number % 3] if number % 29 == 7 else "-"  # a few SKUs need encoding in an address
    return Product(
        number=number,
        sku=f"{''.join(word[0] for word in thing.split())}{odd}{colour[:2].upper()}-{number:04d}",
        asin="B0" + draw.token(8, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
        title=f"{thing}, {colour}",
        cents=draw.between(5, 120) * 100 + draw.pick((49, 95, 99, 0)),
        grams=draw.between(60, 3200),
        condition="NEW" if draw.chance(0.97) else "USED",
        stock=draw.between(0, 400),
    )
