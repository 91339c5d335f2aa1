"""Text in XML 1.0: what it may hold, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """The text for an element; characters that XML forbids become U+FFFD, so that offsets stay.

    >>> xml_text("<b>\\x0b")
    '&lt;b&gt;\\ufffd'
    """
    return escape(_FORBIDDEN.sub("\ufffd", text), {"\r": "&#13;"})


def xml_attributes(attributes: Mapping[str, object]) -> str:
    """Attributes as they stand in a start tag, each with a space before it; those that are None or "" are left out.

    >>> xml_attributes({"xml:id": "n1", "ref": None})
    ' xml:id="n1"'
    """
    kept = {name: str(value) for name, value in attributes.items() if value is not None and value != ""}
    return "".join(f" {name}={quoteattr(_FORBIDDEN.sub(chr(0xFFFD), value))}" for name, value in kept.items())
