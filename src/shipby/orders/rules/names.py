"""Names that a filter may hold: stores, seller accounts, tags."""

from dataclasses import dataclass

from shipby.words.marketplaces import BY_ID


@dataclass(frozen=True, slots=True)
class StoreName:
    """A store; it is also known by its marketplace: id, sales channel, country."""

    name: str
    marketplace_id: str

    @property
    def known_as(self) -> tuple[str, ...]:
        """All words for it, folded."""
        place = BY_ID.get(self.marketplace_id)
        words = [self.name, self.marketplace_id]
        if place is not None:
            words += [place.sales_channel, place.country, *(["UK"] if place.country == "GB" else [])]
        return tuple(word.casefold() for word in words)


@dataclass(frozen=True, slots=True)
class Names:
    """What the person's accounts hold."""

    stores: tuple[StoreName, ...] = ()
    accounts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def has_store(self, text: str, *, is_prefix: bool = False) -> bool:
        """Whether a store is called so; ``is_prefix`` = begins so."""
        return any(_is_called(word, text, is_prefix=is_prefix) for store in self.stores for word in store.known_as)

    def has_account(self, text: str, *, is_prefix: bool = False) -> bool:
        """Whether an account is called so; ``is_prefix`` = begins so."""
        return any(_is_called(name.casefold(), text, is_prefix=is_prefix) for name in self.accounts)


def _is_called(folded: str, text: str, *, is_prefix: bool) -> bool:
    wanted = text.strip().casefold()
    return folded.startswith(wanted) if is_prefix else folded == wanted
