"""What import contracts cannot say: tables stay in their room, people in the vault, one thing has one word."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest
from django.apps import apps

SOURCE = Path(__file__).parents[2] / "src" / "shipby"

PERSON_LIKE = re.compile(
    r"(^|_)(recipient|buyer|phone|email|street|address_line|postcode|postal|tax_id|gift_message|customization|first_name|last_name)"
)
OURS = {"shop"}
"""The room about ourselves: our own people and warehouses are not buyers."""

NEVER = {
    "customer": "buyer",
    "customers": "buyers",
    "awb": "waybill",
    "sla": "deadline words of the trade",
    "eta": "deliver_by",
    "mark_as_shipped": "confirm_shipment",
    "due_date": "ship_by",
    "latest_ship_date": "ship_by_latest",
    "rma": "return_request",
}
"""Words of the glossary's "not" column that have no other meaning in Python, Django or HTML."""
AMAZONS = {"latest_ship_date", "rma"}
"""Amazon's own words among them: they may stand inside ``amazon/``, where they are translated."""


def _files() -> Iterator[Path]:
    return (path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


def test_a_table_is_imported_only_inside_its_room() -> None:
    graph = grimp.build_graph("shipby", cache_dir=None)
    models = {module for module in graph.modules if module.endswith(".models") or ".models." in module}

    strangers = [
        (importer, module)
        for module in sorted(models)
        for importer in graph.find_modules_that_directly_import(module)
        if importer.split(".")[1] != module.split(".")[1]
    ]

    assert models, "the walk must see tables"
    assert strangers == []


def test_only_the_vault_has_columns_about_people() -> None:
    seen = []
    for model in apps.get_models():
        room = model._meta.app_label
        if not model.__module__.startswith("shipby.") or room in OURS:
            continue
        seen += [f"{room}.{model.__name__}.{field.name}" for field in model._meta.get_fields() if PERSON_LIKE.search(field.name)]

    # The terms are keyed digests, by which an order is found and nobody is read.
    allowed = {"orders.Order.sealed_buyer", "orders.Order.buyer_terms"}
    outside = [name for name in seen if not name.startswith("buyers.") and name not in allowed]

    assert "buyers.SealedBuyer.recipient" in seen, "the walk must see the vault"
    assert outside == []


@pytest.mark.parametrize("path", sorted(_files()), ids=lambda path: str(path.relative_to(SOURCE)))
def test_one_thing_has_one_word(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}

    allowed = AMAZONS if path.is_relative_to(SOURCE / "amazon") else set()
    wrong = {name: NEVER[name.lower()] for name in names if name.lower() in NEVER.keys() - allowed}

    assert wrong == {}


def test_every_room_says_what_it_owns_and_never_does() -> None:
    rooms = [
        path.parent for path in SOURCE.glob("*/__init__.py") if path.parent.name not in {"web", "api", "cli", "worker", "locale"}
    ]

    silent = [room.name for room in rooms if "Never:" not in (room / "__init__.py").read_text(encoding="utf-8")]

    assert len(rooms) > 15
    assert silent == []
