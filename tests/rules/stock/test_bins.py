"""Bins: their order, their names, and what becomes of a table that a person pastes."""

import pytest

from shipby.stock.rules.bin_table import (
    EmptyBinTable,
    NoBinColumn,
    NoSkuColumn,
    SpreadsheetOfBins,
    TooManyBinRows,
    UnreadableBins,
    read_bins,
    table_text,
)
from shipby.stock.rules.bins import BadBin, BinDraft, KnownBin, bin_key, bin_of, decide, natural_key
from shipby.stock.rules.plan import plan_bins


def told(text: str) -> list[tuple[str, str]]:
    return [(row.sku, row.bin) for row in read_bins(text).rows]


def test_a2_is_walked_before_a10_and_what_has_no_bin_last() -> None:
    assert sorted(["A10", "", "a2", "A1", "B1", "10-2", "9-30"], key=bin_key) == ["9-30", "10-2", "A1", "a2", "A10", "B1", ""]


def test_names_that_differ_only_in_case_keep_one_order() -> None:
    assert sorted(["a1", "A1"], key=natural_key) == sorted(["A1", "a1"], key=natural_key)


@pytest.mark.parametrize("name", ["x" * 41, "A\x001", "A\u202e1", "A\ufffd"])
def test_a_bin_that_cannot_be_printed_is_refused(name: str) -> None:
    with pytest.raises(BadBin):
        bin_of(name)


@pytest.mark.parametrize("sign", ["\t", ";", ",", "|"])
def test_two_columns_are_read_with_names_and_without(sign: str) -> None:
    assert told(f"MUG-1{sign}A-1\r\nMUG-2{sign} A-2 \r\n") == [("MUG-1", "A-1"), ("MUG-2", "A-2")]
    assert told(f"Title{sign}Bin{sign}Seller SKU\nMug{sign}A-1{sign}MUG-1\n") == [("MUG-1", "A-1")]


def test_our_own_export_reads_back_as_it_was() -> None:
    assert told('sku,bin\n\'=MUG,A-1\n\'@x,\'-3\n"=""00123""",B') == [("=MUG", "A-1"), ("@x", "-3"), ("00123", "B")]


def test_a_sku_that_stands_twice_counts_once_or_not_at_all() -> None:
    table = read_bins("MUG-1\tA-1\nMUG-2\tB-1\nMUG-1\tA-1\nMUG-2\tB-2")

    assert [(row.sku, row.bin) for row in table.rows] == [("MUG-1", "A-1")]
    assert [(bad.line, bad.sku, bad.refusal.code) for bad in table.bad] == [(2, "MUG-2", "two_bins"), (4, "MUG-2", "two_bins")]
    assert "lines 2, 4" in table.bad[0].refusal.message


def test_a_line_that_cannot_be_taken_is_named_and_the_others_go_on() -> None:
    table = read_bins(f"MUG-1\tA-1\n\tA-2\n{'S' * 81}\tA-3\nMUG-4\t{'B' * 41}\nMUG-5\tA-5")

    assert [row.sku for row in table.rows] == ["MUG-1", "MUG-5"]
    assert [(bad.line, bad.refusal.code) for bad in table.bad] == [(2, "no_sku"), (3, "bad_sku"), (4, "bad_bin")]


def test_ten_thousand_pasted_lines_are_read_and_too_many_are_refused() -> None:
    assert len(read_bins("\n".join(f"SKU-{number}\tA-{number}" for number in range(10_000))).rows) == 10_000
    with pytest.raises(TooManyBinRows):
        read_bins("\n".join(f"S{number}\tA" for number in range(50_001)))


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", EmptyBinTable),
        (" \n\n", EmptyBinTable),
        ("sku\tbin\n", EmptyBinTable),
        ("MUG-1\nMUG-2\n", NoBinColumn),
        ("sku\ttitle\nMUG-1\tMug", NoBinColumn),
        ("title\tbin\nMug\tA-1", NoSkuColumn),
    ],
)
def test_a_table_that_lacks_a_column_says_which(text: str, refusal: type[UnreadableBins]) -> None:
    with pytest.raises(refusal):
        read_bins(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_files_are_read_in_the_code_pages_of_spreadsheets(encoding: str) -> None:
    assert told(table_text("MÜSLI-1\tGröße-3\n".encode(encoding))) == [("MÜSLI-1", "Größe-3")]


@pytest.mark.parametrize(("content", "refusal"), [(b"PK\x03\x04xl/", SpreadsheetOfBins), (b"%PDF\x01\x02\x03", UnreadableBins)])
def test_a_file_that_is_no_text_is_refused(content: bytes, refusal: type[UnreadableBins]) -> None:
    with pytest.raises(refusal):
        table_text(content)


def test_who_saw_another_bin_than_there_is_now_is_told_and_the_others_go_through() -> None:
    known = {(1, sku): KnownBin(key, 1, sku, place) for key, (sku, place) in enumerate([("A", "X"), ("B", "Y"), ("C", "")])}

    decided = decide(
        [BinDraft(1, "A", "Z", "W"), BinDraft(1, "B", "Z", "Y"), BinDraft(1, "C", "", ""), BinDraft(1, "D", "Z")], known
    )

    assert [(there.sku, after) for there, after in decided.changes] == [("B", "Z")]
    assert [(draft.sku, refusal.code) for draft, refusal in decided.refused] == [("A", "bin_changed"), ("D", "no_such_product")]
    assert "X" in decided.refused[0][1].message
    assert decided.same == 1


def test_a_row_counts_for_the_account_it_names_else_for_all_that_have_the_sku() -> None:
    known = {"MUG": [KnownBin(1, 10, "MUG", "A"), KnownBin(2, 20, "MUG", "B")]}
    accounts = {10: "North", 20: "South"}

    def planned(text: str, **how: object) -> list[tuple[int, str, str]]:
        asked = {"account_id": None, "keeps_new": False} | how
        plan = plan_bins(read_bins(text).rows, known, accounts, **asked)  # type: ignore[arg-type]
        return [(change.account_id, change.before, change.after) for change in plan.changes]

    assert planned("MUG\tC") == [(10, "A", "C"), (20, "B", "C")]
    assert planned("MUG\tC", account_id=20) == [(20, "B", "C")]
    assert planned("sku\tbin\taccount\nMUG\tC\tsouth") == [(20, "B", "C")]
    assert planned("MUG\tA") == [(20, "B", "A")]
    assert planned("CUP\tC", keeps_new=True) == []
    assert planned("CUP\tC", keeps_new=True, account_id=10) == [(10, "", "C")]


def test_unknown_skus_and_accounts_are_named_with_their_line() -> None:
    plan = plan_bins(
        read_bins("sku\tbin\taccount\nMUG\tC\tEast\nCUP\tD\t").rows, {}, {1: "A", 2: "B"}, account_id=None, keeps_new=True
    )

    assert [(bad.line, bad.refusal.code) for bad in plan.bad] == [(2, "unknown_bin_account"), (3, "no_such_product")]
