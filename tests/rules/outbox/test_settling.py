"""Which file a processing report answers: never a guess."""

from dataclasses import dataclass

import pytest

from shipby.outbox.rules import BatchState
from shipby.outbox.rules.settling import (
    BatchSettledOtherwise,
    Candidate,
    FileRow,
    ReportDoesNotAddUp,
    ReportFitsMany,
    ReportFitsNone,
    ReportFitsOther,
    decide_batch,
    digest_of,
    verdicts_of,
)

ANN, BEN, CAT = "111-1111111-1111111", "222-2222222-2222222", "333-3333333-3333333"


@dataclass(frozen=True)
class Row:
    record_number: int | None
    order_id: str = ""
    order_item_id: str = ""
    code: str = "18028"
    kind: str = "Error"
    message: str = "The data you submitted is incomplete or invalid."


@dataclass(frozen=True)
class Report:
    processed: int
    successful: int | None = None
    rows: tuple[Row, ...] = ()


def a_file(
    number: int, *orders: str, state: BatchState = BatchState.DOWNLOADED, digest: str = "", is_open: bool = True
) -> Candidate:
    rows = tuple(FileRow(n, order, f"{n}0000000000000") for n, order in enumerate(orders, start=1))
    return Candidate(number, number, state, len(rows), digest, is_open, rows)


def decide(report: Report, *files: Candidate, wanted: int | None = None, counts_header: bool = False) -> int:
    return decide_batch(report, files, counts_header=counts_header, wanted=wanted).number


def test_the_only_open_file_with_as_many_rows_is_the_one() -> None:
    assert decide(Report(2, 2), a_file(2, ANN, BEN), a_file(1, CAT)) == 2


def test_the_orders_in_the_error_rows_tell_two_files_of_one_size_apart() -> None:
    report = Report(2, 1, (Row(1, CAT),))

    assert decide(report, a_file(2, ANN, BEN), a_file(1, CAT, BEN)) == 1


def test_what_a_person_said_was_uploaded_goes_before_what_was_only_downloaded() -> None:
    assert decide(Report(1, 1), a_file(2, ANN), a_file(1, BEN, state=BatchState.SENT)) == 1


def test_two_files_that_fit_are_not_guessed_between() -> None:
    with pytest.raises(ReportFitsMany) as refusal:
        decide(Report(1, 1), a_file(2, ANN), a_file(1, BEN))

    assert "1, 2" in refusal.value.message


def test_a_person_may_say_which_one() -> None:
    assert decide(Report(1, 1), a_file(2, ANN), a_file(1, BEN), wanted=1) == 1


def test_files_that_everything_else_has_proven_step_back() -> None:
    assert decide(Report(1, 1), a_file(2, ANN), a_file(1, BEN, is_open=False)) == 2


@pytest.mark.parametrize(
    "report",
    [Report(3, 3), Report(2, 1, (Row(1, CAT),)), Report(2, 1, (Row(9),)), Report(0, 0)],
    ids=["other count", "unknown order", "no such record", "empty"],
)
def test_a_report_for_a_foreign_file_settles_nothing(report: Report) -> None:
    with pytest.raises(ReportFitsNone):
        decide(report, a_file(1, ANN, BEN))


def test_a_report_that_does_not_fit_the_named_file_is_refused() -> None:
    with pytest.raises(ReportFitsOther):
        decide(Report(3, 3), a_file(1, ANN, BEN), wanted=1)
    with pytest.raises(ReportFitsNone):
        decide(Report(3, 3), a_file(1, ANN, BEN), wanted=7)


def test_the_same_report_again_finds_the_file_it_settled() -> None:
    report = Report(2, 1, (Row(2, BEN),))
    settled = a_file(1, ANN, BEN, state=BatchState.SETTLED, digest=digest_of(report), is_open=False)

    assert decide(report, settled) == 1
    assert decide(report, settled, wanted=1) == 1


def test_the_same_report_again_never_settles_the_next_file_by_itself() -> None:
    report = Report(1, 1)
    settled = a_file(1, ANN, state=BatchState.SETTLED, digest=digest_of(report), is_open=False)

    with pytest.raises(ReportFitsMany):
        decide(report, a_file(2, BEN), settled)
    assert decide(report, a_file(2, BEN, state=BatchState.SENT), settled) == 2


def test_another_report_for_a_settled_file_changes_nothing() -> None:
    settled = a_file(1, ANN, state=BatchState.SETTLED, digest="other", is_open=False)

    with pytest.raises(BatchSettledOtherwise):
        decide(Report(1, 1), settled, wanted=1)


def test_failures_that_the_report_does_not_list_are_not_called_accepted() -> None:
    with pytest.raises(ReportDoesNotAddUp):
        decide(Report(2, 0, (Row(1, ANN),)), a_file(1, ANN, BEN))


def test_record_numbers_may_count_the_header() -> None:
    report = Report(2, 1, (Row(3),))

    assert decide(report, a_file(1, ANN, BEN), counts_header=True) == 1
    assert [v.number for v in verdicts_of(report, a_file(1, ANN, BEN), counts_header=True)] == [2]
    with pytest.raises(ReportFitsNone):
        decide(report, a_file(1, ANN, BEN))


def test_the_order_id_is_believed_before_the_record_number() -> None:
    report = Report(2, 1, (Row(1, BEN),))

    assert [v.number for v in verdicts_of(report, a_file(1, ANN, BEN), counts_header=False)] == [2]


def test_an_error_beats_a_warning_and_a_warning_is_accepted() -> None:
    rows = (Row(1, ANN, kind="Warning"), Row(2, BEN, kind="Warning"), Row(2, BEN, code="5"), Row(2, BEN, kind="warning"))

    verdicts = verdicts_of(Report(2, 1, rows), a_file(1, ANN, BEN), counts_header=False)

    assert [(v.number, v.is_accepted, v.code) for v in verdicts] == [(1, True, "18028"), (2, False, "5")]


def test_two_rows_of_one_order_without_item_and_number_are_not_guessed_between() -> None:
    with pytest.raises(ReportFitsNone):
        decide(Report(2, 1, (Row(None, ANN),)), a_file(1, ANN, ANN))
