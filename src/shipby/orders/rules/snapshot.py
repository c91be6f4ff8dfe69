"""An order as it was before an import: kept so that the import can be taken back."""

from datetime import datetime

import msgspec

from shipby.orders.rules.merge import Known


class Snapshot(msgspec.Struct, frozen=True):
    """``known`` is ``None`` where only the mark of the unshipped report changed."""

    known: Known | None
    vanished_at: datetime | None

    def to_text(self) -> str:
        """As JSON text."""
        return msgspec.json.encode(self).decode()


def snapshot_from(told: object) -> Snapshot:
    """The snapshot that was stored, read from plain values."""
    return msgspec.convert(told, type=Snapshot, strict=False)
