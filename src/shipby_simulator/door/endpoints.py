"""All of the simulator's own endpoints, and their description."""

from typing import TYPE_CHECKING, Any

import msgspec

from shipby_simulator.api.carriers.endpoints import ROWS as CARRIERS
from shipby_simulator.core.wire import Request, Response
from shipby_simulator.door import controls, figures, keys, own, page, saved, truth, truth_labels
from shipby_simulator.door.own import Asked, Own

if TYPE_CHECKING:
    from shipby_simulator.app import Simulator


def schema(asked: Asked) -> Response:  # noqa: ARG001  (every handler has this)
    """Describe all endpoints as an OpenAPI 3.1 document."""
    tables = [table for row in DESCRIBED for table in (row.query, row.body, row.answer) if table is not None]
    shapes, components = msgspec.json.schema_components(tables, ref_template="#/components/schemas/{name}")
    shape = dict(zip(map(id, tables), shapes, strict=True))
    paths: dict[str, Any] = {}
    for row in DESCRIBED:
        paths.setdefault(row.path, {})[row.method.lower()] = _operation(row, shape, components)
    document = {
        "openapi": "3.1.0",
        "info": {"title": "The pretend Amazon's own endpoints", "version": "1"},
        "paths": paths,
        "components": {"schemas": components},
    }
    return Response(200, msgspec.json.encode(document))


def _operation(row: Own, shape: dict[int, Any], components: dict[str, Any]) -> dict[str, Any]:
    names = [part[1:-1] for part in row.path.split("/") if part.startswith("{")]
    parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    if row.query is not None:
        described = components[row.query.__name__]
        parameters += [
            {"name": name, "in": "query", "required": name in described.get("required", []), "schema": one}
            for name, one in described["properties"].items()
        ]
    content: dict[str, Any] = {row.media: {"schema": shape[id(row.answer)]} if row.answer is not None else {}}
    operation: dict[str, Any] = {
        "summary": row.about,
        "parameters": parameters,
        "responses": {"200": {"description": row.about, "content": content}},
    }
    if row.body is not None:
        operation["requestBody"] = {"content": {"application/json": {"schema": shape[id(row.body)]}}}
    return operation


TABLE: list[Own] = [
    *controls.ROWS,
    *saved.ROWS,
    *truth.ROWS,
    *page.ROWS,
    *keys.ROWS,
    *truth_labels.ROWS,
    *figures.ROWS,
    Own("GET", "/_simulator/schema", "Describe all of the simulator's own endpoints.", schema),
]

DESCRIBED: list[Own] = [*TABLE, *CARRIERS]
"""The carriers are described with the rest, though they are no controls."""


def handle(simulator: "Simulator", request: Request) -> Response:
    """Answer one of the simulator's own endpoints."""
    return own.handle(TABLE, simulator, request)
