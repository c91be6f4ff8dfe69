"""What Amazon says of the seller."""

from shipby.amazon.gateway import Gateway
from shipby.amazon.http import Answer
from shipby.amazon.operations import PARTICIPATIONS
from shipby.amazon.wire.sellers import read_marketplaces


def marketplaces_of(gateway: Gateway) -> tuple[tuple[str, ...], Answer]:
    """Ids of the marketplaces that the seller takes part in.

    Raises:
        Trouble: what became of the call.
    """
    return gateway.call(PARTICIPATIONS, read_marketplaces)
