"""Turn a notebook, as it stands, into a Markdown page: nothing is executed."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import nbformat

SCOPED_STYLE = re.compile(r"<style scoped>.*?</style>", flags=re.DOTALL)
REPOSITORY_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?!https?:|#)([^)]+)\)")


def sheet(path: Path) -> tuple[str, dict[str, bytes]]:
    """Return the Markdown of a notebook, and its pictures by file name."""
    pictures: dict[str, bytes] = {}
    parts: list[str] = []
    heading = path.stem
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            heading = next(
                (line.lstrip("# ") for line in cell.source.splitlines() if line[:1] == "#"), heading
            )
            parts.append(REPOSITORY_LINK.sub(_elsewhere, cell.source))
        elif cell.cell_type == "code":
            parts.append(f"```python\n{cell.source}\n```")
            for output in cell.outputs:
                parts.append(_shown(output, f"{path.stem}-{len(pictures) + 1}.png", heading, pictures))
    return "\n\n".join(parts) + "\n", pictures


def opening(path: Path) -> tuple[str, str]:
    """Return the title of a notebook and its first paragraph."""
    first = nbformat.read(path, as_version=4).cells[0].source
    title, _, rest = first.partition("\n")
    return title.lstrip("# "), REPOSITORY_LINK.sub(r"\1", rest.strip().split("\n\n")[0])


def _elsewhere(found: re.Match[str]) -> str:
    """Keep a link to another notebook; other files, which are not in the site, are named."""
    target = Path(found[2].partition("#")[0])
    return f"[{found[1]}]({target.stem}.md)" if target.suffix == ".ipynb" else f"{found[1]} (`{target}`)"


def _shown(output: nbformat.NotebookNode, name: str, heading: str, pictures: dict[str, bytes]) -> str:
    data = output.get("data", {})
    if "image/png" in data:
        pictures[name] = base64.b64decode(data["image/png"])
        return f"![{heading.replace('`', '')}]({name})"
    if "text/html" in data:
        table = SCOPED_STYLE.sub("", data["text/html"]).replace(' border="1"', "")
        return '<div class="output">' + "".join(line.strip() for line in table.splitlines()) + "</div>"
    text = data.get("text/plain", output.get("text", ""))
    return f"````{{.text .output}}\n{text}\n````" if text else ""
