"""Version 1 of the API, and its description as OpenAPI at ``/api/v1/openapi.json``."""

from ninja import NinjaAPI

from shipby.api import me, orders, views
from shipby.api.caller import Token
from shipby.api.problems import handle_problems

api = NinjaAPI(
    title="Shipby",
    version="1",
    urls_namespace="api-1",
    auth=Token(),
    docs_url=None,  # its page would load scripts from elsewhere
    openapi_url="/openapi.json",
)
handle_problems(api)
api.add_router("/me", me.router)
api.add_router("/orders", orders.router)
api.add_router("/views", views.router)
