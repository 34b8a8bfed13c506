"""README and notebooks are true: the blocks run, the verbs are there, notebooks run top to bottom."""

import re

import pytest

from tests.conftest import ROOT, SAMPLE

README = (ROOT / "README.md").read_text("utf-8")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def block_after(mark):
    found = re.search(rf"<!-- {mark} -->\n```\w+\n(.*?)```", README, flags=re.DOTALL)
    assert found, mark
    return found[1]


def test_the_python_examples_run(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    examples = re.findall(r"<!-- example -->\n```python\n(.*?)```", README, flags=re.DOTALL)
    assert len(examples) >= 2
    for example in examples:
        exec(compile(example, "README.md", "exec"), {})
    assert "Convergence(" in capsys.readouterr().out


def test_the_two_commands_are_on_the_first_screen():
    assert README.index("<!-- tests -->") < 3_000
    assert block_after("run").strip().endswith(f"textmine run corpus/{SAMPLE.name} -o RUN")
    assert block_after("tests").strip().endswith("python -m pytest")


def test_links_and_pictures_are_there():
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_verb_is_in_the_readme():
    from textmine.cli import app

    groups = [
        ("textmine", app),
        *((f"textmine {group.name}", group.typer_instance) for group in app.registered_groups),
    ]
    for before, group in groups:
        for command in group.registered_commands:
            name = command.name or command.callback.__name__
            assert f"{before} {name}" in README, name


def test_the_notebooks_are_these():
    assert [path.stem for path in NOTEBOOKS] == [
        "01-corpus",
        "02-segments-and-french",
        "03-topics-and-classes",
        "04-vectors-per-pilot",
        "05-convergence-imitation-complementarity",
        "06-coding",
        "07-your-own-corpus",
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebooks_are_small_and_their_outputs_say_nothing_of_the_machine(path):
    import nbformat

    assert path.stat().st_size < 600_000
    kept = nbformat.read(path, as_version=4)
    outputs = [output for cell in kept.cells for output in cell.get("outputs", [])]
    said = "".join(str(output.get("text", "")) + str(output.get("data", "")) for output in outputs)
    assert not re.search(r"0x[0-9a-f]{8}|/tmp/|/home/|/root/|<script|\.py:\d", said)
    shown = [output for output in outputs if "textmine" in output.get("data", {}).get("text/html", "")]
    assert len(shown) >= 2
    assert not any("<pre" in output["data"]["text/html"] for output in shown)
    for cell in kept.cells:
        for target in re.findall(
            r"\]\(([^)#]+\.ipynb)\)", cell.source if cell.cell_type == "markdown" else ""
        ):
            assert (path.parent / target).exists(), target


@pytest.fixture(scope="module")
def kernel():
    """One kernel for all notebooks, where libraries are loaded once; each begins without names (`AFRESH`)."""
    from jupyter_client import KernelManager

    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(ROOT / "notebooks"))
    yield manager
    manager.shutdown_kernel(now=True)


AFRESH = """%reset -f
import pandas
from textmine.memory import collect_seldom
pandas.reset_option("^display")
collect_seldom()
del pandas, collect_seldom"""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
@pytest.mark.filterwarnings("ignore")
def test_notebooks_run_and_their_texts_agree_with_those_kept(path, kernel):
    import nbformat
    from nbclient import NotebookClient

    kept = nbformat.read(path, as_version=4)
    again = nbformat.from_dict(kept.copy())
    again.cells.insert(0, nbformat.v4.new_code_cell(AFRESH))
    client = NotebookClient(again, km=kernel, timeout=300)
    client.execute()
    client.kc.stop_channels()
    for before, after in zip(kept.cells, again.cells[1:], strict=True):
        if before.cell_type == "code":
            assert before.outputs, f"a cell without its output: {before.source[:60]}"
            assert texts_of(after) == texts_of(before)


def texts_of(cell):
    """Printed text, however it was cut, and plain representations; pictures may differ by fonts."""
    printed = [output.text for output in cell.outputs if output.get("name") == "stdout"]
    return ["".join(printed), *(output.data.get("text/plain") for output in cell.outputs if "data" in output)]
