"""What whoever serves the pages may choose."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path

from extract.errors import SettingError

_TOKEN = re.compile(r"[A-Za-z0-9_-]{12,200}")  # what a cookie and an address can hold as it is


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """Raises SettingError for an address beyond this machine without a token, or a token that is easily guessed."""

    index: Path
    host: str = "127.0.0.1"
    port: int = 8000
    token: str | None = None  # what a visitor must know; None: none is asked for
    sources: Path | None = None  # the folder that the sources were read from
    rate: float = 200.0  # requests a second from one address, twenty times as many at once; 0: no limit
    seconds: float = 10.0  # that one question to the index may take
    max_body: int = 2 << 20  # bytes of a request
    max_text: int = 200_000  # characters of a text to extract from
    model: str = "builtin"

    def __post_init__(self) -> None:
        if self.token is not None and not _TOKEN.fullmatch(self.token):
            raise SettingError("--token: use twelve or more letters, digits, - and _, or `auto`.")
        if not is_loopback(self.host) and not self.token:
            raise SettingError(f"--host {self.host}: others could reach the pages; give a --token (--token auto).")


def is_loopback(host: str) -> bool:
    """Whether the address is this machine alone.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
