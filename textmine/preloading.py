"""What the server of helpers imports before it forks them (`textmine.helpers`): each then has it at once."""

import gc
from importlib import import_module
from typing import Final

from textmine.french import import_french
from textmine.memory import collect_seldom

_NEEDED: Final = ("pandas", "pyarrow.parquet", "scipy.sparse.linalg", "sklearn.decomposition")

collect_seldom()
for name in _NEEDED:
    import_module(name)
import_french()
# what is here stays: a search for garbage would copy the pages that helpers share
gc.freeze()
