"""All addresses: a flat list of includes, one per screen (ui 4)."""

from django.urls import URLPattern, URLResolver, include, path

from shipby.amazon.wire.order_reports import unpack_raw
from shipby.amazon.wire.processing_report import read_processing_report
from shipby.amazon.wire.shipping_confirmation import write_confirmation_file
from shipby.api.v1 import api
from shipby.web import icons
from shipby.web.account.views import landing
from shipby.web.commands.views import commands
from shipby.web.queue.buyers import find_buyer

urlpatterns: list[URLPattern | URLResolver] = [
    path("", landing, name="landing"),
    path("accounts/", include("shipby.web.account.urls")),
    path("profile/", include("shipby.web.profile.urls")),
    path("settings/documents/", include("shipby.web.documents.urls")),
    path("settings/", include("shipby.web.settings.urls")),
    path("setup/", include("shipby.web.setup.urls")),
    path("imports/", include("shipby.web.imports.urls")),
    path("sync/", include("shipby.web.sync.urls")),
    path("quarantine/", include("shipby.web.quarantine.urls"), {"unpack": unpack_raw}),
    path("icons.<str:digest>.svg", icons.serve, name="icons"),
    path("api/v1/", api.urls),
    path("jobs/", include("shipby.web.jobs.urls")),
    path("commands/", commands, name="commands"),
    path("search/", find_buyer, name="find-buyer"),
    path("orders/", include("shipby.web.queue.urls")),
    path("orders/v/", include("shipby.web.saved_views.urls")),
    path("orders/<str:order_id>/", include("shipby.web.order.urls")),
    path("pick/", include("shipby.web.picking.urls")),
    path("products/", include("shipby.web.products.urls")),
    path("styleguide/", include("shipby.web.styleguide.urls")),
    path(
        "shipments/",
        include("shipby.web.shipments.urls"),
        # Pages never know Amazon's formats: what writes and reads its files is handed in here.
        {"write_file": write_confirmation_file, "read_report": read_processing_report},
    ),
]
