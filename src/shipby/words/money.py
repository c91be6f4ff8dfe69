"""Money: a Decimal with its currency, never one without the other."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency (ISO 4217). Adding two currencies is an error, not a conversion."""

    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        """The sum.

        Raises:
            ValueError: the currencies differ.
        """
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return Money(self.amount + other.amount, self.currency)
