"""slotq.tlc.output: a log becomes a report. The real TLC's logs are in test_run."""

from dataclasses import replace

import pytest

from slotq.tlc.output import OutputReader, read_output
from slotq.tlc.report import ActionCoverage, Outcome, Progress, Report, Step, Trace


def message(code: int, text: str, severity: int = 0) -> list[str]:
    """A message as TLC prints it, line by line."""
    head, tail = f"@!@!@STARTMSG {code}:{severity} @!@!@", f"@!@!@ENDMSG {code} @!@!@"
    return [head, *text.split("\n"), tail]


STARTING = message(2185, "Starting... (2026-01-01 00:00:00)")
SUCCESS = message(2193, "Model checking completed. No error has been found.\n  Estimates")
STATISTICS = message(
    2199, "1,234,567 states generated, 89 distinct states found, 0 states left on queue."
)
COVERAGE = [
    *message(2201, "The coverage statistics at 2026-01-01 00:00:00"),
    *message(2773, "<Init line 1, col 1 to line 1, col 4 of module M>: 1:1"),
    *message(2772, "<Take line 2, col 1 to line 2, col 4 of module M (2 12 2 33)>: 1,000:2,000"),
    *message(2221, "  line 7, col 9 to line 7, col 66 of module M: 1"),
    *message(2772, "<Take line 2, col 1 to line 2, col 4 of module M (3 12 3 33)>: 1:2"),
    *message(2772, "<Queue!Drop line 5, col 1 to line 5, col 1 of module M>: 0:0"),
    *message(2202, "End of statistics."),
]

EMPTY = Report(
    outcome=Outcome.UNFINISHED,
    violated=None,
    message="",
    version=None,
    initial=None,
    initial_generated=None,
    generated=None,
    distinct=None,
    queued=None,
    depth=None,
    trace=None,
    coverage={},
    printed=(),
    finished=False,
)


def test_a_log_without_a_verdict_is_no_success() -> None:
    """Nothing checked, an unknown language or a log cut short must never pass."""
    assert read_output([]) == EMPTY
    assert read_output(["some", "other program"]) == EMPTY
    assert read_output(SUCCESS[:-1]) == EMPTY
    finished = message(2186, "Finished in 1ms at (2026-01-01 00:00:00)")
    unknown = read_output([*message(424_242, "from the future"), *finished])
    assert unknown == replace(EMPTY, finished=True)


def test_the_first_error_is_the_verdict() -> None:
    """Errors that follow explain it; a success beside an error is none."""
    lines = [
        *message(2110, "Invariant TypeOK is violated.", 1),
        *message(1000, "TLC threw an unexpected exception.", 1),
        *SUCCESS,
    ]
    report = read_output(lines)
    expected = "Invariant TypeOK is violated.\nTLC threw an unexpected exception."
    assert (Outcome.INVARIANT, "TypeOK", expected) == (
        report.outcome,
        report.violated,
        report.message,
    )


def test_an_error_after_a_success_is_the_verdict() -> None:
    """A success that is taken back does not stand."""
    report = read_output([*SUCCESS, *message(1001, "Java ran out of memory.", 1)])
    assert (report.outcome, report.message) == (Outcome.FAILED, "Java ran out of memory.")


def test_counts_may_have_separators() -> None:
    """Some versions print a thousand as 1,000."""
    report = read_output([*STATISTICS, *message(2194, "... state graph search is 1,024.")])
    assert (
        report.generated,
        report.distinct,
        report.queued,
        report.depth,
    ) == (1_234_567, 89, 0, 1024)


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        (2190, "Finished computing initial states: 1 distinct state generated at 1.", (1, 1)),
        (2190, "Finished computing: 1,200 distinct states generated at 1.", (1200, 1200)),
        (2191, "Finished computing: 4 states generated, with 3 of them distinct at 1.", (3, 4)),
        (2190, "Finished in other words.", (None, None)),
    ],
)
def test_counts_initial_states(
    code: int, text: str, expected: tuple[int | None, int | None]
) -> None:
    """The number of initial states without and with repetitions, in both wordings."""
    report = read_output(message(code, text))
    assert (report.initial, report.initial_generated) == expected


def test_the_places_of_one_action_are_added_up() -> None:
    """TLC counts each disjunct of an action apart; coverage is of the action."""
    expected = {"Take": ActionCoverage(1001, 2002), "Queue!Drop": ActionCoverage(0, 0)}
    assert expected == read_output(COVERAGE).coverage


def test_the_last_coverage_counts() -> None:
    """TLC prints coverage every minute, each time from the start."""
    expected = read_output(COVERAGE).coverage
    assert expected == read_output([*COVERAGE, *COVERAGE]).coverage


def test_reads_a_loop() -> None:
    """Positions are from 0, and parameters beside an action's name do not matter."""
    lines = [
        *message(2217, "1: <Initial predicate>\nhour = 0\n", 4),
        *message(2217, "2: <Take(p1,2) line 1, col 1 to line 1, col 2 of module M>\nhour = 1\n", 4),
        *message(2217, "3: <Action line 1, col 1 to line 1, col 2 of module M>\nhour = 2\n", 4),
        *message(2122, "2: Back to state: <Drop line 1, col 1 to line 1, col 2 of module M>", 4),
    ]
    steps = (Step(None, "hour = 0"), Step("Take", "hour = 1"), Step("Action", "hour = 2"))
    assert Trace(steps, back_to=1, closing_action="Drop") == read_output(lines).trace


def test_malformed_details_are_left_out() -> None:
    """Words that are not understood cost a detail, not the verdict."""
    lines = [
        *STARTING,
        *message(2190, "all of them"),
        *message(2199, "many states"),
        *message(2194, "deep"),
        *message(2200, "Progress unknown"),
        *message(2122, "Back somewhere"),
        *message(2122, "2: Back to state"),
        *message(2772, "<Take>"),
        *message(2217, "1: an unknown head\nhour = 0"),
        *SUCCESS,
    ]
    report = read_output(lines)
    assert Outcome.OK is report.outcome
    assert (report.generated, report.depth, report.coverage) == (None, None, {})
    assert Trace((Step(None, "hour = 0"),), back_to=1) == report.trace


def test_tells_of_progress() -> None:
    """Progress comes as it is printed, before the log ends."""
    seen: list[Progress] = []
    reader = OutputReader(seen.append)
    text = "Progress(4) at 2026-01-01 00:00:00: 1,057 states generated (6,489 s/min), "
    text += "12 distinct states found (1,366 ds/min), 3 states left on queue."
    for line in message(2200, text):
        reader.feed(line)
    assert [Progress(4, 1057, 12, 3)] == seen


def test_keeps_what_the_specification_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only lines after the start are its own, and only so many are kept."""
    monkeypatch.setattr("slotq.tlc.output.MAX_PRINTED", 2)
    lines = ["Picked up an option of Java", *STARTING, '<<"a", 1>>', "b", "c"]
    assert read_output(lines).printed == ('<<"a", 1>>', "b")


def test_hands_over_what_the_specification_prints() -> None:
    """As it comes, and then nothing is kept, so that it may be any number of lines."""
    heard: list[str] = []
    reader = OutputReader(on_printed=heard.append)
    for line in ["Picked up an option of Java", *STARTING, "a", "b"]:
        reader.feed(line)
    assert (heard, reader.report().printed) == (["a", "b"], ())


def test_a_parse_error_is_explained_by_the_parser() -> None:
    """The parser speaks outside messages; its words are the explanation."""
    lines = [
        *message(2220, "Starting SANY..."),
        "Parsing file M.tla",
        "***Parse Error***",
        "",
        'Encountered "====" at line 4\r\n',
        *message(3002, "Parsing or semantic analysis failed.", 1),
    ]
    report = read_output(lines)
    expected = (
        '***Parse Error***\nEncountered "====" at line 4\nParsing or semantic analysis failed.'
    )
    assert (Outcome.PARSE, expected) == (report.outcome, report.message)
