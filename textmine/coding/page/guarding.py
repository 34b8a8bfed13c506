"""The guard of the pages: on this machine only, for those who have the token, with nothing from elsewhere."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse

from textmine.errors import TextmineError
from textmine.messages import LANGUAGES, catalogue

HOSTS: Final = ("127.0.0.1", "localhost")
COOKIE: Final = "textmine"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}
_KINDS: Final = dict.fromkeys(("page.css", "masks.css"), "text/css") | dict.fromkeys(
    (
        "page.js", "basics.js", "codebook.js", "codesheet.js", "next.js", "rules.js", "suggestions.js",
        "tools.js", "transcript.js", "masks.js", "masklist.js",
    ),
    "text/javascript",
)  # fmt: skip


def guarded_app(*, token: str, language: str = "fr") -> FastAPI:
    """Return an application without routes that refuses strangers and tells errors in one sentence.

    Parameters
    ----------
    token
        What the address must carry; without it, or with a foreign ``Host`` or ``Origin``, all is refused
        (403).
    language
        "fr" or "en": of the errors.

    Notes
    -----
    The token comes with the first address and is then held in a cookie of this site only (``HttpOnly``,
    ``SameSite=Strict``). No script, style or font comes from elsewhere (Content-Security-Policy).
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    language = told_language(language)

    @app.middleware("http")
    async def guard(request: Request, answer: Any) -> Response:  # noqa: ANN401 - of the framework
        if not _is_ours(request.headers.get("host", ""), request.headers.get("origin")):
            return JSONResponse({"error": "host"}, status_code=403)
        given = request.query_params.get("token") or request.cookies.get(COOKIE, "")
        if not hmac.compare_digest(given.encode(), token.encode()):
            return JSONResponse({"error": "token"}, status_code=403)
        response: Response = await answer(request)
        response.headers.update(HEADERS)
        return response

    @app.exception_handler(TextmineError)
    async def tell(_: Request, error: TextmineError) -> JSONResponse:
        return JSONResponse({"error": error.say(language)}, status_code=400)

    @app.exception_handler(RequestValidationError)
    async def tell_misshapen(_: Request, error: RequestValidationError) -> JSONResponse:
        names = ", ".join(".".join(map(str, one["loc"])) for one in error.errors())
        return JSONResponse({"error": TextmineError("misshapen", names=names).say(language)}, status_code=422)

    return app


def page_routes(file: str, subject: str, *, token: str, coder: str, language: str) -> APIRouter:
    """Return the routes of a page and of what it is made of.

    Parameters
    ----------
    file
        The page among the static files: "page.html", "masks.html".
    subject
        Its part of the catalogue, all of which goes with it.
    coder
        Whose page this is, unless the address says another (``coder=``).
    """
    router = APIRouter()
    words = catalogue(told_language(language), subject)

    @router.get("/")
    def page(request: Request) -> HTMLResponse:
        who = request.query_params.get("coder") or coder
        response = HTMLResponse(_filled(file, {"coder": who, "language": language, "words": words}))
        response.set_cookie(COOKIE, token, httponly=True, samesite="strict")
        return response

    @router.get("/static/{name}")
    def static(name: str) -> Response:
        if name not in _KINDS:
            return JSONResponse({"error": "name"}, status_code=404)
        return Response(_static(name), media_type=_KINDS[name])

    return router


def told_language(language: str) -> str:
    """Return a language of the catalogue: the one given, or French.

    Examples
    --------
    >>> told_language("en"), told_language("de")
    ('en', 'fr')
    """
    return language if language in LANGUAGES else "fr"


def _filled(file: str, facts: Mapping[str, Any]) -> str:
    html = _static(file).replace("{{language}}", facts["language"])
    html = html.replace("{{title}}", facts["words"]["title"])
    return html.replace("{{facts}}", json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c"))


def _is_ours(host: str, origin: str | None) -> bool:
    """Return whether a request is for this machine, and from a page of this server.

    Examples
    --------
    >>> _is_ours("127.0.0.1:8000", None), _is_ours("evil.example", None)
    (True, False)
    >>> _is_ours("localhost:8000", "http://localhost:8000"), _is_ours("localhost:8000", "http://evil.example")
    (True, False)
    """
    name = host.rsplit(":", 1)[0] if ":" in host else host
    return name in HOSTS and (origin is None or origin == f"http://{host}")


def _static(name: str) -> str:
    return (resources.files("textmine.coding.page") / "static" / name).read_text("utf-8")
