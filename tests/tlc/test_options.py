"""slotq.tlc.options: what is passed on to TLC, and what is refused and why."""

from pathlib import Path

import pytest

from slotq.tlc.options import OptionError, Passed, read_options

HERE = str(Path().absolute())


@pytest.mark.parametrize(
    ("words", "tlc", "java"),
    [
        ("", (), ()),
        ("-workers 4", ("-workers", "4"), ()),
        ("-fp 7", ("-fp", "7"), ()),
        ("-seed -3 -simulate num=9", ("-seed", "-3", "-simulate", "num=9"), ()),
        ("-continue -nowarning", ("-continue", "-nowarning"), ()),
        ("-simulate num=9 -depth 4", ("-simulate", "num=9", "-depth", "4"), ()),
        ("-simulate num=9,file=t", ("-simulate", f"num=9,file={HERE}/t"), ()),
        ("-dump graph", ("-dump", f"{HERE}/graph"), ()),
        ("-dump dot,actionlabels g.dot", ("-dump", "dot,actionlabels", f"{HERE}/g.dot"), ()),
        ("-metadir -x -recover /a/b", ("-metadir", f"{HERE}/-x", "-recover", "/a/b"), ()),
        ("-checkpoint 5 -J-Xmx8g", ("-checkpoint", "5"), ("-Xmx8g",)),
        ("-J-XX:+UseParallelGC -J-Xss4m", (), ("-XX:+UseParallelGC", "-Xss4m")),
    ],
)
def test_options_are_passed_on(words: str, tlc: tuple[str, ...], java: tuple[str, ...]) -> None:
    """Files are those of the folder in which slotq runs."""
    assert read_options(words.split()) == Passed(tlc, java)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("-config x.cfg", "'-config' is not passed on to TLC: the row of the model"),
        ("-deadlock", "'-deadlock' is not passed on to TLC: the row of the model"),
        ("-tool", "'-tool' is not passed on to TLC: slotq passes it itself"),
        ("-terse", "'-terse' is not passed on to TLC: slotq reads the verdict"),
        ("-difftrace", "'-difftrace' is not passed on to TLC: slotq reads the verdict"),
        ("-dfid 5", "'-dfid' is not passed on to TLC: a search of bounded depth"),
        ("-view", "'-view' is not passed on to TLC"),
        ("-workerz 2", "'-workerz' is not passed on to TLC: passed on are -aril, -checkpoint"),
        ("-workers 2 Other", "'Other' is not passed on to TLC"),
        ("-workers 0", "-workers needs a number of threads, not '0'"),
        ("-workers auto", "-workers needs a number of threads, not 'auto'"),
        ("-workers", "-workers needs a number of threads"),
        ("-depth 9", "-depth is only for random behaviours: it needs -simulate num=N"),
        ("-seed 3 -workers 2", "-seed is only for random behaviours"),
        ("-aril 3", "-aril is only for random behaviours"),
        ("-depth many", "-depth needs a number, not 'many'"),
        ("-recover", "-recover needs a folder"),
        ("-dump", "-dump needs a file"),
        ("-dump dot", "-dump needs a file"),
        ("-simulate", "-simulate needs num=N"),
        ("-simulate -depth 9", "-simulate needs num=N"),
        ("-simulate file=t", "-simulate needs num=N"),
        ("-simulate num=9,rate=t", "-simulate needs num=N or num=N,file=FILE"),
        ("-simulate num=9,file=a,b", "-simulate needs num=N or num=N,file=FILE"),
        ("-J-Djava.io.tmpdir=/", "-J-Djava.io.tmpdir=/ is not passed on: only -J-Xmx"),
        ("-J-cp", "-J-cp is not passed on"),
        ("-J-XX:HeapDumpPath=/a", "-J-XX:HeapDumpPath=/a is not passed on: it names a file"),
        (
            "-J-XX:VMOptionsFile=a",
            "-J-XX:VMOptionsFile=a is not passed on: Java would take other options from a file",
        ),
        ("-J-XX:VMOptionsFile=/a", "-J-XX:VMOptionsFile=/a is not passed on: Java would take"),
        ("-J-XX:Flags=a", "-J-XX:Flags=a is not passed on: Java would take"),
        ("-J-XX:OnError=a", "-J-XX:OnError=a is not passed on: Java would run a command"),
        ("-J-XX:OnOutOfMemoryError=a", "-J-XX:OnOutOfMemoryError=a is not passed on: Java would"),
        ("-J-XX:é", "-J-XX:é is not passed on: only -J-Xmx"),
        ("-J", "-J is not passed on"),
    ],
)
def test_what_would_break_the_verdict_is_refused(words: str, reason: str) -> None:
    """In one line, which says why."""
    with pytest.raises(OptionError) as caught:
        read_options(words.split())
    assert str(caught.value).startswith(reason)


@pytest.mark.parametrize(
    ("words", "simulates", "recovers", "reorders"),
    [
        ("-dump x", False, False, False),
        ("-simulate num=1", True, False, True),
        ("-recover x", False, True, False),
        ("-workers 2", False, False, True),
        ("-continue", False, False, True),
    ],
)
def test_what_options_mean(words: str, *, simulates: bool, recovers: bool, reorders: bool) -> None:
    """What then is not compared depends on it."""
    found = read_options(words.split())
    assert (found.simulates, found.recovers, found.reorders) == (simulates, recovers, reorders)
