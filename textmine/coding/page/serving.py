"""A page served on 127.0.0.1, at an address that only who started it knows."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from textmine.coding.page.server import page_app
from textmine.coding.page.workbench import Workbench
from textmine.errors import TextmineError

if TYPE_CHECKING:
    from fastapi import FastAPI


def serve(
    bench: Workbench,
    *,
    coder: str,
    language: str = "fr",
    port: int = 0,
    ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve the page of coders until it is stopped: see `serve_app`."""
    serve_app(
        lambda token: page_app(bench, token=token, coder=coder, language=language),
        coder=coder,
        port=port,
        ready=ready,
    )


def serve_app(
    app_of: Callable[[str], FastAPI],
    *,
    coder: str,
    port: int = 0,
    ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve an application until it is stopped.

    Parameters
    ----------
    app_of
        Makes the application, given the token that its address must carry.
    port
        0 takes a free one.
    ready
        Called with the address, token and all, once the port is held.

    Raises
    ------
    TextmineError
        The port is taken.
    """
    import uvicorn

    token = secrets.token_urlsafe(24)
    with socket.socket() as held:
        try:
            held.bind(("127.0.0.1", port))
        except OSError as error:
            raise TextmineError("port_taken", port=port) from error
        held.listen(64)
        number = held.getsockname()[1]
        ready(f"http://127.0.0.1:{number}/?{urlencode({'token': token, 'coder': coder})}")
        config = uvicorn.Config(app_of(token), log_level="warning", access_log=False)
        uvicorn.Server(config).run(sockets=[held])
