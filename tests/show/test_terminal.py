"""Tables on the terminal: text in brackets is text."""

import pandas as pd
from rich.console import Console

from textmine.show.terminal import fault_table, plain_table


def printed(table):
    console = Console(width=200, force_terminal=False)
    with console.capture() as shown:
        console.print(table)
    return shown.get()


def test_brackets_are_not_taken_for_styles():
    row = ("a [x].txt", 3, "warning", "sous [labels] : [rires], [/b] \\")
    faults = pd.DataFrame([row], columns=["file", "line", "severity", "message"])
    assert "a [x].txt" in printed(fault_table(faults, "fr"))
    assert "sous [labels] : [rires], [/b] \\" in printed(fault_table(faults, "fr"))
    assert "[rires]" in printed(plain_table(pd.DataFrame({"word": ["[rires]"]}), "fr"))


def test_what_is_not_asked_is_an_empty_cell():
    met = pd.array([True, None], dtype="boolean")
    grid = plain_table(pd.DataFrame({"stage": ["annotate", "products"], "is_met": met}), "fr")
    assert [list(column.cells) for column in grid.columns] == [["annotate", "products"], ["oui", ""]]
