"""The server of the page of masking: its routes, behind the guard of all pages."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, FastAPI

from textmine.coding.page.guarding import guarded_app, page_routes, told_language
from textmine.coding.page.reviewing import MaskDesk

Sent = Annotated[dict[str, Any], Body()]


def mask_app(desk: MaskDesk, *, token: str, coder: str, language: str = "fr") -> FastAPI:
    """Return the web application that reviews a masking, behind the guard of `guarded_app`.

    Parameters
    ----------
    desk
        The table, and how it is applied.
    token
        What the address must carry.
    coder
        Who reviews, unless the address says another (``coder=``).
    language
        "fr" or "en".
    """
    language = told_language(language)
    app = guarded_app(token=token, language=language)
    app.include_router(page_routes("masks.html", "masks", token=token, coder=coder, language=language))
    app.include_router(_routes(desk), prefix="/api")
    return app


def _routes(desk: MaskDesk) -> APIRouter:
    router = APIRouter()

    @router.get("/masks")
    def review() -> dict[str, Any]:
        return desk.review()

    @router.post("/masks/decisions")
    def decide(coder: str, sent: Sent) -> dict[str, Any]:
        return desk.decide(coder, sent)

    @router.post("/masks/join")
    def join(coder: str, sent: Sent) -> dict[str, Any]:
        return desk.join(coder, sent.get("entity"), sent.get("into"))

    @router.post("/masks/undo")
    def undo() -> dict[str, Any]:
        return desk.undo()

    @router.post("/masks/apply")
    def apply() -> dict[str, Any]:
        return desk.apply()

    return router
