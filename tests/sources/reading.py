"""Two texts, and what was read of a source, sorted."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from extract.article import Source
from extract.errors import (
    InputError,
)
from extract.sources import ReadOptions, Sources

TEXT = "青石镇昨日召开春耕会议，部署备种、水利和农机检修工作。\n"
OTHER = "老桥小学的二十八名学生，把攒下的零花钱捐给了邻村图书室。\n"


def paths(found: list[Source | InputError]) -> list[str]:
    return [item.path for item in found]


def sources(found: list[Source | InputError]) -> list[Source]:
    return [item for item in found if isinstance(item, Source)]


def errors(found: list[Source | InputError]) -> list[InputError]:
    return [item for item in found if isinstance(item, InputError)]


def read(*inputs: Path | str, **options: object) -> list[Source | InputError]:
    return list(Sources(inputs, ReadOptions(**options)))  # type: ignore[arg-type]


def zipped(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()
