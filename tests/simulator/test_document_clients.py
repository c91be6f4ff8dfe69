"""A public client sends a feed and fetches a report over real sockets, with nothing but its address changed."""

import gc
import io
from typing import Any

import httpx
import pytest
from sp_api.api import Feeds, Reports
from sp_api.auth import AccessTokenClient
from sp_api.base import Marketplaces

from tests.simulator.server import running


def advance(url: str, duration: str) -> None:
    assert httpx.post(f"{url}/_simulator/clock", json={"advance": duration}).status_code == 200


def client(kind: Any, ready: dict[str, Any]) -> Any:
    """Return a client of python-amazon-sp-api for the first account."""
    account = ready["accounts"][0]
    keys = {
        "refresh_token": account["refresh_token"],
        "lwa_app_id": account["client_id"],
        "lwa_client_secret": account["client_secret"],
    }
    made = kind(credentials=keys, marketplace=Marketplaces.US)
    made.endpoint = ready["url"]
    return made


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")  # it closes nothing
def test_feeds_and_reports_of_python_amazon_sp_api(monkeypatch: pytest.MonkeyPatch) -> None:
    with running() as ready:
        scheme, _, host = ready["url"].partition("//")
        monkeypatch.setattr(AccessTokenClient, "scheme", f"{scheme}//")
        monkeypatch.setattr(AccessTokenClient, "host", host)
        feeds, reports = client(Feeds, ready), client(Reports, ready)
        content = io.BytesIO(b"order-id\n111-1111111-1111111\n")
        _, made = feeds.submit_feed("POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA", content, content_type="text/tsv")
        advance(ready["url"], "PT6M")
        done = feeds.get_feed(made.payload["feedId"]).payload
        assert done["processingStatus"] == "DONE"
        assert "111-1111111-1111111 was not found" in feeds.get_feed_document(done["resultFeedDocumentId"])
        asked = reports.create_report(
            reportType="GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL",
            dataStartTime="2026-11-01T00:00:00Z",
            marketplaceIds=[Marketplaces.US.marketplace_id],
        ).payload
        advance(ready["url"], "PT1M")
        done = reports.get_report(asked["reportId"]).payload
        document = reports.get_report_document(done["reportDocumentId"], download=True).payload
        assert document["compressionAlgorithm"] == "GZIP"
        assert document["document"].startswith("amazon-order-id\tmerchant-order-id\t")
    del feeds, reports
    gc.collect()  # what it left open falls here, not in the next test
