"""The server of the page of coders: on this machine only, for those who have the token."""

from __future__ import annotations

from fastapi import FastAPI

from textmine.coding.page.guarding import guarded_app, page_routes, told_language
from textmine.coding.page.routes import code_routes, reading_routes, rule_routes, writing_routes
from textmine.coding.page.workbench import Workbench


def page_app(bench: Workbench, *, token: str, coder: str, language: str = "fr") -> FastAPI:
    """Return the web application of a project, behind the guard of `guarded_app`.

    Parameters
    ----------
    bench
        The project.
    token
        What the address must carry.
    coder
        Whose page this is, unless the address says another (``coder=``).
    language
        "fr" or "en".
    """
    language = told_language(language)
    app = guarded_app(token=token, language=language)
    app.include_router(page_routes("page.html", "code", token=token, coder=coder, language=language))
    for router in (reading_routes(bench), writing_routes(bench), code_routes(bench), rule_routes(bench)):
        app.include_router(router, prefix="/api")
    return app
