"""Products: noted when orders come in, shown in one order, given bins; undo puts back only what is still as it was set."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shipby.actions.set_bins import set_bins
from shipby.actions.undo_bins import undo_bins
from shipby.journal.reads import events_of
from shipby.orders.reads.open_skus import open_skus
from shipby.stock.models import Product
from shipby.stock.reads import bin_counts, bins_of, products_page, without_bin_among
from shipby.stock.rules.bins import BadBin, BinDraft, NothingToUndo, TooManyBins
from tests.actions.told import NORA, a_line, an_account, an_order, record, scope_of
from tests.conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def an_order_of(account_id: int, number: int, *skus: str, **facts: object) -> str:
    order_id = f"113-0000000-{number:07d}"
    lines = [a_line(f"{number:07d}{place:07d}", sku=sku, title=f"Title of {sku}") for place, sku in enumerate(skus)]
    record(account_id, an_order(order_id, *lines, **facts))
    return order_id


def a_shop(*skus: str) -> int:
    account_id = an_account("North")
    for number, sku in enumerate(skus):
        an_order_of(account_id, number, sku)
    return account_id


def keep(account_id: int, **bins: str) -> int:
    drafts = [BinDraft(account_id, sku, place) for sku, place in bins.items()]
    done = set_bins(scope=scope_of(account_id), drafts=drafts, actor=NORA, now=NOW)
    assert done.change_id is not None
    return done.change_id


def test_every_sku_of_an_order_is_a_product_and_keeps_its_bin_when_the_order_comes_again() -> None:
    account_id = a_shop("MUG", "CUP")
    keep(account_id, MUG="A-1")

    an_order_of(account_id, 9, "MUG")

    assert list(Product.objects.order_by("sku").values_list("sku", "title", "bin")) == [
        ("CUP", "Title of CUP", ""),
        ("MUG", "Title of MUG", "A-1"),
    ]


def test_a_newer_title_replaces_the_old_one() -> None:
    account_id = a_shop("MUG")
    record(account_id, an_order("113-0000000-0000077", a_line("77", sku="MUG", title="Blue mug, large", asin="B01")))

    assert Product.objects.values_list("title", "asin").get() == ("Blue mug, large", "B01")


def test_products_without_a_bin_come_first_and_pages_hold_each_one_once() -> None:
    account_id = a_shop(*(f"SKU-{number}" for number in range(9)))
    keep(account_id, **{"SKU-0": "A", "SKU-5": "B"})

    seen, after = [], None
    while True:
        page = products_page([account_id], after=after, limit=2)
        seen += [row.sku for row in page.rows]
        if (after := page.after) is None:
            break

    assert seen == ["SKU-1", "SKU-2", "SKU-3", "SKU-4", "SKU-6", "SKU-7", "SKU-8", "SKU-0", "SKU-5"]
    assert [row.sku for row in products_page([account_id], find="title sku-3").rows] == ["SKU-3"]
    assert [row.sku for row in products_page([account_id], find="%").rows] == []


def test_counts_tell_how_many_lack_a_bin_and_how_many_of_them_open_orders_wait_for() -> None:
    account_id = a_shop("MUG", "CUP", "JAR")
    an_order_of(account_id, 9, "OLD", status="SHIPPED")
    keep(account_id, MUG="A-1")

    counts, wanted = bin_counts([account_id]), open_skus([account_id])

    assert (counts.products, counts.without_bin) == (4, 3)
    assert wanted == {(account_id, "MUG"): 1, (account_id, "CUP"): 1, (account_id, "JAR"): 1}
    assert len(without_bin_among([account_id], wanted.keys())) == 2


def test_bins_of_another_shop_are_neither_seen_nor_set() -> None:
    north, east = a_shop("MUG"), an_account("East")
    an_order_of(east, 1, "MUG")

    done = set_bins(scope=scope_of(north), drafts=[BinDraft(east, "MUG", "A-1")], actor=NORA, now=NOW)

    assert [(draft.sku, refusal.code) for draft, refusal in done.refused] == [("MUG", "no_such_product")]
    assert (done.changed, done.change_id, bins_of([east], ["MUG"])) == (0, None, {})


def test_the_same_table_again_changes_nothing() -> None:
    account_id = a_shop("MUG")
    drafts = [BinDraft(account_id, "MUG", " A-1 ")] * 2

    first = set_bins(scope=scope_of(account_id), drafts=drafts, actor=NORA, now=NOW)
    again = set_bins(scope=scope_of(account_id), drafts=drafts, actor=NORA, now=NOW)

    assert (first.changed, again.changed, again.same, again.change_id) == (1, 0, 2, None)
    assert bins_of([account_id], ["MUG"]) == {(account_id, "MUG"): "A-1"}
    assert [event.kind for event in events_of("product", Product.objects.get().pk)] == ["bin_set"]


def test_a_bad_bin_leaves_everything_as_it_was() -> None:
    account_id = a_shop("MUG", "CUP")

    good, bad = BinDraft(account_id, "MUG", "A"), BinDraft(account_id, "CUP", "x" * 41)
    with pytest.raises(BadBin):
        set_bins(scope=scope_of(account_id), drafts=[good, bad], actor=NORA, now=NOW)
    with pytest.raises(TooManyBins):
        set_bins(scope=scope_of(account_id), drafts=[good] * 50_001, actor=NORA, now=NOW)

    assert bins_of([account_id], ["MUG", "CUP"]) == {}


def test_undo_puts_back_what_is_still_as_it_was_set_and_works_once() -> None:
    account_id = a_shop("MUG", "CUP")
    keep(account_id, MUG="A-1", CUP="A-2")
    change = keep(account_id, MUG="B-1", CUP="B-2")
    keep(account_id, CUP="C-2")

    assert undo_bins(scope=scope_of(account_id), change_id=change, actor=NORA, now=NOW) == (1, 1)
    assert bins_of([account_id], ["MUG", "CUP"]) == {(account_id, "MUG"): "A-1", (account_id, "CUP"): "C-2"}
    with pytest.raises(NothingToUndo):
        undo_bins(scope=scope_of(account_id), change_id=change, actor=NORA, now=NOW)


def test_another_shop_cannot_undo() -> None:
    account_id, east = a_shop("MUG"), an_account("East")
    change = keep(account_id, MUG="A-1")

    with pytest.raises(NothingToUndo):
        undo_bins(scope=scope_of(east), change_id=change, actor=NORA, now=NOW)


def test_a_sku_that_no_order_has_had_is_kept_where_that_is_wished() -> None:
    account_id = a_shop()
    done = set_bins(scope=scope_of(account_id), drafts=[BinDraft(account_id, "NEW", "A-1", is_new=True)], actor=NORA, now=NOW)

    an_order_of(account_id, 1, "NEW")

    assert done.changed == 1
    assert Product.objects.values_list("bin", "title").get() == ("A-1", "Title of NEW")


def test_ten_thousand_bins_are_set_and_undone_in_a_known_number_of_statements() -> None:
    account_id = an_account("North")
    Product.objects.bulk_create(
        Product(account_id=account_id, sku=f"SKU-{number}", first_seen_at=NOW, changed_at=NOW) for number in range(10_000)
    )
    drafts = [BinDraft(account_id, f"SKU-{number}", f"A-{number}") for number in range(10_000)]

    with CaptureQueriesContext(
        connection,
    ) as captured:
        done = set_bins(scope=scope_of(account_id), drafts=drafts, actor=NORA, now=NOW)

    assert done.changed == 10_000
    assert len(captured) <= 8
    assert undo_bins(scope=scope_of(account_id), change_id=done.change_id or 0, actor=NORA, now=NOW) == (10_000, 0)
