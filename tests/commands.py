"""Textmine as a user types it: in this process, where its libraries are loaded once, or in a fresh one."""

import contextlib
import io
import os
import subprocess
import sys
import warnings
from unittest import mock


def textmine(*arguments, language="en", cwd=None, fresh=False):
    """Run a command line; give its exit code and what it printed.

    The words of ``--help`` are chosen where the program starts: ask for them with ``fresh``.
    """
    words = [str(argument) for argument in arguments]
    environment = {**os.environ, "TEXTMINE_LANGUAGE": language}
    if fresh:
        command = [sys.executable, "-m", "textmine", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, env=environment)
    out, err, code = io.StringIO(), io.StringIO(), 0
    with (
        contextlib.chdir(cwd or os.curdir),
        mock.patch.dict(os.environ, environment),
        mock.patch.object(sys, "argv", ["textmine", *words]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        warnings.catch_warnings(),
    ):
        _warn_as_python_does()
        try:
            _main()
        except SystemExit as end:
            code = end.code or 0
    return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())


def _main():
    from textmine.cli import main

    main()


def _warn_as_python_does():
    warnings.resetwarnings()
    for category in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
        warnings.simplefilter("ignore", category)


def assert_one_sentence(done, *words):
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    told = [line for line in done.stderr.splitlines() if "━" not in line and line.strip()]
    sentence = " ".join(told[-1:])
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in sentence, done.stderr
