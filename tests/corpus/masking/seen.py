"""What masking sees in a few turns, for the tests of names."""

from textmine.bench.marked import Study
from textmine.corpus.masking.cells import cells_of
from textmine.corpus.masking.finding import Finder
from textmine.corpus.masking.listing import read_list


def places_of(listed, *turns, speakers=("Q",)):
    """Return the surface and entity of each name found in turns, given (entity, kind, name) of a list."""
    rows = [("m", speakers[at % len(speakers)], turn) for at, turn in enumerate(turns)]
    study = Study("x", rows=rows)
    study.names = [(entity, name, kind) for entity, kind, name in listed]
    cells = list(cells_of(study.corpus()))
    places = Finder(listed=read_list(study.list_table())).find(cells)
    return [
        (cell.text[one.start : one.end], one.entity)
        for cell, here in zip(cells, places, strict=True)
        if (cell.table, cell.column) == ("turns", "text")
        for one in here
    ]
