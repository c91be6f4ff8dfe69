"""How a document of one shop, or of one of its stores, looks: what was chosen there, else above, else what everybody has."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shipby.documents.rules.template import Kind, Template, default_template

MOST_VERSIONS = 50
"""Versions of one template that are kept; older ones go."""


@dataclass(frozen=True, slots=True)
class Look:
    """A template with its logo: a picture as :func:`~shipby.documents.rules.logo.read_logo` makes it, or none."""

    template: Template
    logo: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Looks:
    """Looks of one kind of document by store; ``None`` = all stores that have none of their own."""

    kind: Kind
    by_store: Mapping[int | None, Look]

    def of(self, store_id: int | None) -> Look:
        """How the documents of a store look."""
        return self.by_store.get(store_id) or self.by_store.get(None) or Look(default_template(self.kind))
