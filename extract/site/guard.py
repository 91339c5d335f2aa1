"""Who may ask for what: host, token, origin, rate and size of every request, and the headers of every answer."""

from __future__ import annotations

import asyncio
import hmac
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from extract.site.settings import SiteSettings, is_loopback

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_ADDRESS = 8192  # bytes of path and query
BODY_SECONDS = 30.0  # that a client may take to send a body, from the first look at it to its end
BURST = 20  # seconds' worth of requests that may come at once
TOKEN_COOKIE = "jianbao_token"
_PATH_MARKS = "/%:@!$&'()*+,;=~"  # stay as they are in a path; `\` does not: browsers take it for `/`
_CLOSED = (b"connection", b"close")  # what is still to come of a body that is refused is not read
_HEADERS = [
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),  # with `no-referrer` browsers send forms with `Origin: null`
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
]


class RefusedError(Exception):
    """A request that is not answered, with the status and the words that say why."""

    def __init__(self, status: int, words: str, headers: list[tuple[bytes, bytes]] | None = None) -> None:
        self.status, self.words, self.headers = status, words, headers or []
        super().__init__(words)


class Guard:
    """The application round the application."""

    def __init__(self, app: App, settings: SiteSettings) -> None:
        self.app, self.settings = app, settings
        self.rates = Rates(settings.rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say why not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            self._check(scope)
            await self.app(scope, _Limited(receive, self.settings.max_body), _headed(send))
        except RefusedError as refused:
            await _answer(_headed(send), refused)

    def _check(self, scope: Scope) -> None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > MAX_ADDRESS:
            raise RefusedError(414, "网址太长。The address is too long.")
        client = (scope.get("client") or ("",))[0]
        if not self.rates.allows(client):
            raise RefusedError(
                429, "请求太频繁，请稍候再试。Too many requests; wait a moment.", [(b"retry-after", b"1")]
            )
        host = headers.get("host", "")
        self._check_host(host)
        self._check_token(scope, headers)
        if scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            check_origin(scope["scheme"], host, headers)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > 12 or int(length) > self.settings.max_body:
            raise RefusedError(
                413, f"最多 {self.settings.max_body >> 20} MB。At most {self.settings.max_body >> 20} MB."
            )

    def _check_host(self, host: str) -> None:
        """A page of elsewhere whose name leads here (DNS rebinding) gives itself away by that name."""
        name = urlsplit(f"//{host}").hostname if host else None
        if self.settings.token is None and not (name and is_loopback(name)):
            raise RefusedError(421, "请用 127.0.0.1 或 localhost 打开。Open it as 127.0.0.1 or localhost.")

    def _check_token(self, scope: Scope, headers: dict[str, str]) -> None:
        token = self.settings.token
        if token is None:
            return
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = dict(pairs).get("token")
        if given is not None and _same(given, token) and scope["method"] == "GET":
            rest = urlencode([pair for pair in pairs if pair[0] != "token"])
            path = "/" + quote(scope.get("raw_path") or b"/", safe=_PATH_MARKS).lstrip("/")
            cookie = f"{TOKEN_COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000"
            location = path + (f"?{rest}" if rest else "")
            raise RefusedError(303, "", [(b"location", location.encode()), (b"set-cookie", cookie.encode())])
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        if not any(_same(known, token) for known in (bearer, cookies(headers).get(TOKEN_COOKIE, ""))):
            raise RefusedError(
                401,
                "需要口令：请用启动时显示的完整网址打开。A token is needed: open the address shown at the start.",
                [(b"www-authenticate", b"Bearer")],
            )


def check_origin(scheme: str, host: str, headers: dict[str, str]) -> None:
    """Raises RefusedError where a page of elsewhere sends the request."""
    site = headers.get("sec-fetch-site", "same-origin")
    origin = headers.get("origin")
    if site not in ("same-origin", "none") or (origin is not None and origin.lower() != f"{scheme}://{host}".lower()):
        raise RefusedError(403, "请求来自别的网页。The request comes from another site.")


def cookies(headers: dict[str, str]) -> dict[str, str]:
    """The cookies of a request; none where they cannot be read."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        return {}


def _same(a: str, b: str) -> bool:
    return hmac.compare_digest(a.encode("utf-8", "replace"), b.encode())


class Rates:
    """A bucket of requests for each address, filled at a steady rate."""

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.clock = rate, clock
        self.buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, client: str) -> bool:
        """Whether one more request of this client is answered."""
        if not self.rate:
            return True
        now = self.clock()
        left, then = self.buckets.pop(client, (self.rate * BURST, now))
        left = min(self.rate * BURST, left + (now - then) * self.rate)
        self.buckets[client] = (left - 1 if left >= 1 else left, now)
        if len(self.buckets) > 10_000:
            self.buckets.popitem(last=False)
        return left >= 1


class _Limited:
    """The body of a request, while it is not too large and not too slow."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self.receive, self.left = receive, limit
        self.ends: float | None = None
        self.ended = False

    async def __call__(self) -> Message:
        if self.ended:
            return await self.receive()  # the client's leaving may take as long as it likes
        now = asyncio.get_running_loop().time()
        self.ends = self.ends or now + BODY_SECONDS
        try:
            message = await asyncio.wait_for(self.receive(), self.ends - now)
        except TimeoutError:
            raise RefusedError(408, "上传太慢。The request took too long.", [_CLOSED]) from None
        self.left -= len(message.get("body", b""))
        self.ended = not message.get("more_body", False)
        if self.left < 0:
            raise RefusedError(413, "内容太大。The request is too large.", [_CLOSED])
        return message


def _headed(send: Send) -> Send:
    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *_HEADERS]
        await send(message)

    return headed


async def _answer(send: Send, refused: RefusedError) -> None:
    body = refused.words.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"), *refused.headers,
    ]  # fmt: skip
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
