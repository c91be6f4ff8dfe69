"""What the pages of templates show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404

from shipby.documents.reads import VersionRow, current_versions, versions_of
from shipby.documents.rules.template import PLACES, Kind, Template, default_template
from shipby.paper.words import WORDS
from shipby.shop.reads import StoreRow, stores_of
from shipby.shop.rules import Scope
from shipby.web.documents.forms import TITLES, TemplateForm
from shipby.words.marketplaces import BY_ID

MOST_SHOWN: Final = 20
OF_THE_SHOP: Final = frozenset({Kind.PICK_LIST})
"""Kinds that no store has its own of: one pick list is for orders of several stores."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is edited: a kind of document, for one store or (``None``) for all that have no template of their own."""

    kind: Kind
    store: StoreRow | None
    stores: Sequence[StoreRow]

    @property
    def store_id(self) -> int | None:
        """The store's id."""
        return self.store.id if self.store else None

    @property
    def query(self) -> str:
        """The end of its address."""
        return f"?store={self.store.id}" if self.store else ""

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of its marketplaces in which documents have words, each once."""
        stores = [self.store] if self.store else self.stores
        told = [BY_ID[row.marketplace_id].language for row in stores if row.marketplace_id in BY_ID]
        return tuple(dict.fromkeys(code for code in told if code in WORDS))


def target_of(scope: Scope, kind: str, store: str) -> Target:
    """What an address names. One query.

    Raises:
        Http404: there is no such kind or store.
    """
    if kind not in set(Kind):
        raise Http404
    stores = stores_of(scope.account_ids)
    found = {str(row.id): row for row in stores}
    if store and (store not in found or Kind(kind) in OF_THE_SHOP):
        raise Http404
    return Target(Kind(kind), found.get(store), stores)


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for a target: its own newest version, and what it looks like with what stands above it."""

    own: VersionRow | None
    template: Template
    logo: str

    @property
    def number(self) -> int:
        """Of its own newest version; 0 = never saved."""
        return self.own.number if self.own else 0

    @property
    def is_own(self) -> bool:
        """Whether something was chosen here."""
        return bool(self.own and self.own.template)


def standing_of(scope: Scope, target: Target) -> Standing:
    """What holds. One query."""
    held = current_versions(scope.shop_id)
    own, above = held.get((target.kind, target.store_id)), held.get((target.kind, None))
    for row in (own, above):
        if row and row.template:
            return Standing(own, row.template, row.logo)
    return Standing(own, default_template(target.kind), "")


def form_of(target: Target, standing: Standing) -> TemplateForm:
    """The form as what holds fills it; languages that have words already stay, whatever is sold where."""
    return TemplateForm.of(
        standing.template, logo=standing.logo, number=standing.number, languages=languages_of(target, standing)
    )


def languages_of(target: Target, standing: Standing) -> tuple[str, ...]:
    """Languages that have fields."""
    return tuple(dict.fromkeys((*target.languages, *(code for code in standing.template.words if code))))


def index_page(scope: Scope) -> dict[str, Any]:
    """Kinds with what holds, for all and for each store. Two queries."""
    held, stores = current_versions(scope.shop_id), stores_of(scope.account_ids)
    rows = []
    for kind in Kind:
        own = {store_id for (of, store_id), row in held.items() if of is kind and row.template}
        targets = [(store, store.id in own) for store in stores if kind not in OF_THE_SHOP]
        rows.append((kind, TITLES[kind], held.get((kind, None)), None in own, targets))
    return {"kinds": rows}


def editor_page(scope: Scope, target: Target, standing: Standing, form: TemplateForm) -> dict[str, Any]:
    """The editor of one template with its versions. One query."""
    versions = versions_of(scope.shop_id, target.kind, target.store_id)
    return {
        "target": target,
        "title": TITLES[target.kind],
        "standing": standing,
        "form": form,
        "has_logo_field": "upload" in form.fields,
        "logo": form["logo"].value() if "logo" in form.fields else "",
        "places": [f"{{{place}}}" for place in PLACES[target.kind]],
        "versions": versions[:MOST_SHOWN],
        "marketplaces": seen_as(target),
    }


def seen_as(target: Target) -> list[tuple[str, str]]:
    """Marketplaces for which the preview can be made: those of the stores, else Amazon.com."""
    stores = [target.store] if target.store else target.stores
    told = dict.fromkeys(row.marketplace_id for row in stores if row.marketplace_id in BY_ID) or {"ATVPDKIKX0DER": None}
    return [(marketplace_id, BY_ID[marketplace_id].sales_channel) for marketplace_id in told]
