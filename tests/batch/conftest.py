"""The finished run of the small corpus, as the functions return it."""

import shutil

import pytest

from textmine.batch.pipeline import run_recipe


@pytest.fixture(scope="session")
def finished(small_corpus, small_run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "RUN"
    shutil.copytree(small_run, folder)
    return run_recipe(small_corpus, to=folder)
