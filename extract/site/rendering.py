"""Templates with everything escaped, in the reader's language."""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from extract.index.query import Filters
from extract.site import texts
from extract.site.charts import amount

_FOLDERS = {"person": "people", "organization": "organizations", "place": "places"}
SESSION_COOKIE = "jianbao_session"
LANGUAGE_COOKIE = "jianbao_lang"
_MONTH = 30 * 24 * 3600


class Renderer:
    """The templates, and the secret that forms are signed with; a new one whenever the server starts."""

    def __init__(self) -> None:
        self.environment = Environment(
            loader=FileSystemLoader(Path(__file__).with_name("templates"), encoding="utf-8"),
            autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        self.environment.filters["yuan"] = yuan
        self.environment.filters["amount"] = amount
        self.environment.filters["number"] = number
        self.environment.filters["short"] = short
        self._secret = secrets.token_bytes(32)

    def page(self, request: Request, template: str, code: int = 200, **values: Any) -> HTMLResponse:
        """A page as an answer."""
        language = language_of(request)
        session = request.cookies.get(SESSION_COOKIE) or secrets.token_urlsafe(24)
        html = self.environment.get_template(template).render(
            **values,
            t=lambda text, **fields: (
                texts.words(text, language).format(**fields) if fields else texts.words(text, language)
            ),
            label=lambda code: texts.label(str(code), language),
            action=lambda code: texts.action_label(str(code), language),
            name_link=name_link,
            article_link=article_link,
            link=link,
            lang=language,
            path=request.url.path,
            other_language=_with(request, "lang", "zh" if language == "en" else "en"),
            with_query=lambda name, value: _with(request, name, value),
            csrf=self.signed(session),
        )
        response = HTMLResponse(html, code, headers={"cache-control": "no-store", "vary": "Cookie"})
        if request.cookies.get(SESSION_COOKIE) is None:
            response.set_cookie(SESSION_COOKIE, session, httponly=True, samesite="strict")
        if request.query_params.get("lang") in texts.LANGUAGES:
            response.set_cookie(LANGUAGE_COOKIE, language, max_age=_MONTH, httponly=True, samesite="strict")
        return response

    def words(self, request: Request, text: str) -> str:
        """A text in the reader's language."""
        return texts.words(text, language_of(request))

    def signed(self, session: str) -> str:
        """What a form of this session must carry."""
        return hmac.new(self._secret, session.encode("utf-8", "replace"), "sha256").hexdigest()

    def own_form(self, request: Request, given: str) -> bool:
        """Whether a form was made by this server for this visitor."""
        session = request.cookies.get(SESSION_COOKIE, "")
        return bool(session) and hmac.compare_digest(self.signed(session).encode(), given.encode("utf-8", "replace"))


def language_of(request: Request) -> str:
    """Asked for, else remembered, else Chinese."""
    asked = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    return asked if asked in texts.LANGUAGES else "zh"


def name_link(kind: str, name: str) -> str:
    """The page of a name.

    >>> name_link("person", "a/b")
    '/people/a%2Fb'
    """
    return f"/{_FOLDERS[kind]}/{quote(name, safe='')}"


def article_link(record: str) -> str:
    """The page of an article."""
    return f"/articles/{quote(record, safe='')}"


def link(path: str, filters: Filters | None = None, **changes: object) -> str:
    """A link with the filters of a page, some of them changed; empty ones are left out."""
    pairs = dict(filters.items()) if filters else {}
    pairs |= {name: str(value) for name, value in changes.items()}
    asked = urlencode([(name, value) for name, value in pairs.items() if value])
    return f"{path}?{asked}" if asked else path


def _with(request: Request, name: str, value: object) -> str:
    """This page with one part of its question changed."""
    pairs = [(key, old) for key, old in request.query_params.multi_items() if key not in (name, "token")]
    return f"{request.url.path}?{urlencode([*pairs, (name, str(value))])}"


def yuan(value: float | None) -> str:
    """A sum in yuan with its thousands parted, nothing for None.

    >>> yuan(1250000.0), yuan(0.5), yuan(None)
    ('1,250,000', '0.5', '')
    """
    return "" if value is None else number(value)


def short(text: object, length: int = 200) -> str:
    """A text that fits into a list.

    >>> short("好" * 5, 3)
    '好好…'
    """
    words = str(text)
    return words if len(words) <= length else words[: length - 1] + "…"


def number(value: float) -> str:
    """A number with its thousands parted, and no more digits after the point than it has."""
    return f"{int(value):,}" if value == int(value) else f"{value:,.10g}"
