"""What the page may ask and send."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from fastapi.responses import FileResponse

from textmine.coding.page.codes import add_code, change_code, code_history, delete_code, merge_into
from textmine.coding.page.pointing import passages_to_read
from textmine.coding.page.ruling import RuleDesk
from textmine.coding.page.workbench import Workbench

Parts = Annotated[dict[str, Any], Body()]


def reading_routes(bench: Workbench) -> APIRouter:
    """Return the routes that change nothing but, for what to read next, the note of it."""
    router = APIRouter()

    @router.get("/project")
    def project(coder: str) -> dict[str, Any]:
        return bench.project(coder)

    @router.get("/transcript")
    def transcript(name: str) -> dict[str, Any]:
        return bench.transcript(name)

    @router.get("/codings")
    def codings(coder: str, name: str) -> dict[str, Any]:
        return bench.codings(coder, name)

    @router.get("/why")
    def reason(coder: str, coding: str) -> dict[str, Any]:
        return bench.reason(coder, coding)

    @router.get("/find")
    def find(query: str) -> list[dict[str, Any]]:
        return bench.find(query)

    @router.get("/agreement")
    def agreement() -> list[dict[str, Any]]:
        return bench.agreement()

    @router.get("/export")
    def export() -> FileResponse:
        path = bench.export(Path(tempfile.mkdtemp()) / "codages.qdpx")
        return FileResponse(path, filename=path.name, media_type="application/zip")

    @router.post("/next")
    def read_next(coder: str, how: str) -> dict[str, Any]:
        return passages_to_read(bench, coder, how)

    return router


def writing_routes(bench: Workbench) -> APIRouter:
    """Return the routes of a coder's gestures."""
    router = APIRouter()

    @router.post("/decisions")
    def decide(coder: str, decisions: Annotated[list[dict[str, Any]], Body()]) -> dict[str, Any]:
        return {"numbers": bench.decide(coder, list(decisions))}

    @router.post("/suggest")
    def suggest(coder: str, name: str) -> dict[str, Any]:
        return bench.suggest(coder, name)

    return router


def code_routes(bench: Workbench) -> APIRouter:
    """Return the routes of the codebook."""
    router = APIRouter()

    @router.post("/codes")
    def add(coder: str, parts: Parts) -> dict[str, str]:
        return {"code": add_code(bench, coder, parts)}

    @router.patch("/codes")
    def change(coder: str, code: str, parts: Parts) -> dict[str, str]:
        change_code(bench, coder, code, parts)
        return {"code": code}

    @router.delete("/codes")
    def delete(coder: str, code: str) -> dict[str, str]:
        delete_code(bench, coder, code)
        return {"code": code}

    @router.post("/codes/merge")
    def merge(coder: str, code: str, into: str) -> dict[str, str]:
        return {"coding": merge_into(bench, coder, code, into)}

    @router.get("/codes/history")
    def history() -> list[dict[str, Any]]:
        return code_history(bench)

    return router


def rule_routes(bench: Workbench) -> APIRouter:
    """Return the routes of rules."""
    router = APIRouter()
    desk = RuleDesk(bench)

    @router.get("/rules")
    def kept(coder: str, code: str = "") -> list[dict[str, Any]]:
        return desk.kept(coder, code)

    @router.get("/rules/proposed")
    def proposed(coder: str, code: str) -> dict[str, Any]:
        return {"rule": desk.proposed(coder, code)}

    @router.post("/rules")
    def keep(coder: str, rule: Parts) -> dict[str, str]:
        return {"identity": desk.keep(coder, rule)}

    @router.delete("/rules")
    def forget(coder: str, identity: str) -> dict[str, str]:
        desk.forget(coder, identity)
        return {"identity": identity}

    @router.post("/rules/found")
    def found(coder: str, rule: Parts) -> dict[str, Any]:
        return desk.found(coder, rule)

    @router.get("/rules/export")
    def export(coder: str) -> Response:
        name = {"Content-Disposition": 'attachment; filename="regles.csv"'}
        return Response(desk.export(coder), media_type="text/csv; charset=utf-8", headers=name)

    @router.post("/rules/import")
    async def take_in(coder: str, request: Request) -> dict[str, int]:
        return {"n": desk.take_in(coder, await request.body())}

    return router
