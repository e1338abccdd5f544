"""`slotq exercise`: the exercises of the course, and what an answer breaks."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from slotq.cli.display import activity, output
from slotq.course.check import check as judge
from slotq.course.exercise import TASK, find_exercise, load_exercises
from slotq.course.start import start as begin
from slotq.course.verdict import Verdict
from slotq.system.files import private_folder
from slotq.system.terminal import printable_lines, write

app = typer.Typer(
    help="The exercises of the course (docs/course): begin one, and have your answer judged.",
    rich_markup_mode=None,
)
Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="The folder that holds your exercises.")
]
Number = Annotated[
    int, typer.Argument(metavar="N", help="The number of the exercise; it is its chapter's.")
]


@app.command("list")
def list_exercises() -> None:
    """List the exercises, each with the files that you edit."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("N", justify="right")
    table.add_column("question")
    table.add_column("you edit")
    for exercise in load_exercises().values():
        names = ", ".join(given.file for given in exercise.given)
        table.add_row(str(exercise.number), exercise.title, names)
    output().print(table)


@app.command()
def show(number: Number) -> None:
    """Print a task, and what is said of the files as they are given.

    Exit code 0: it is printed. 2: it cannot be.
    """
    exercise = find_exercise(number)
    with private_folder("slotq-exercise-") as folder:
        begin(folder, exercise)
        verdict = judge(folder, exercise)
    write(f"{exercise.files[TASK]}\nAs given:\n\n{_said(number, verdict)}")


@app.command()
def start(folder: Folder, number: Number) -> None:
    """Put the files of an exercise into a folder of their own below DIR, and print the task.

    Exit code 0: they are there. 2: they cannot be written, or were there already.
    """
    exercise = find_exercise(number)
    own = begin(folder, exercise)
    write(f"{exercise.files[TASK]}\nThe files are in {own}.\n")


@app.command()
def check(folder: Folder, number: Number) -> None:
    """Judge your answer to an exercise, and say what it breaks.

    Your code runs in a process of its own, for a limited time.

    Exit code 0: it is solved. 1: not yet. 2: the answer cannot be judged.
    """
    exercise = find_exercise(number)
    with activity() as shown:
        shown.begin("judging your answer")
        verdict = judge(folder, exercise)
    write(_said(number, verdict))
    following = load_exercises().get(number + 1)
    if verdict.solved and following is not None:
        write(f"Next: slotq exercise start {folder} {following.number} ({following.title})\n")
    raise typer.Exit(0 if verdict.solved else 1)


def _said(number: int, verdict: Verdict) -> str:
    said = "solved" if verdict.solved else "not yet"
    lines = [f"Exercise {number}: {said}.", *verdict.lines]
    return printable_lines("\n".join(lines)) + "\n"
