"""The one place that opens patterns/.

A pattern folder has rooms (`name`, `action`, `unit`, `time`, `layout`, `lexicon`). Three kinds of file: `*.toml` rules,
`*.tsv` tables (first row the column names), `*.txt` word lists (one a line). Lines that begin with `#` are comments in
tables and lists. A user's folder is laid over the built-in one file by file: a file of the same name replaces the
built-in file, a new one is added.
"""

from __future__ import annotations

import tomllib
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from extract.errors import PatternError, SettingError

ROOMS = ("action", "layout", "lexicon", "name", "time", "unit")
_PACKAGE = Path(__file__).parent.parent
M = TypeVar("M", bound=BaseModel)


def builtin_folder() -> Path:
    """The built-in pattern folder: `extract/_patterns` in a wheel, `patterns/` beside the package in a checkout."""
    packaged = _PACKAGE / "_patterns"
    return packaged if packaged.is_dir() else _PACKAGE.parent / "patterns"


class Patterns:
    """The pattern files, read lazily and at most once.

    >>> "fold" in Patterns.load().names("lexicon", ".tsv")
    True
    """

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self.folders = folders

    @staticmethod
    @cache
    def load(extra: Path | str | None = None) -> Patterns:
        """The built-in patterns, with the folder `extra` laid over them.

        Raises SettingError where `extra` is no folder or holds no known room.
        """
        if extra is None:
            return Patterns((builtin_folder(),))
        folder = Path(extra)
        if not folder.is_dir():
            raise SettingError(f"--patterns {extra}: there is no such folder.")
        if not any((folder / room).is_dir() for room in ROOMS):
            raise SettingError(f"--patterns {extra}: none of the folders {', '.join(ROOMS)} is in it.")
        return Patterns((builtin_folder(), folder))

    @cached_property
    def _files(self) -> dict[str, dict[str, Path]]:
        found: dict[str, dict[str, Path]] = {room: {} for room in ROOMS}
        for folder in self.folders:
            for room in ROOMS:
                for path in sorted((folder / room).glob("*.*")):
                    found[room][path.name] = path
        return found

    def names(self, room: str, suffix: str) -> list[str]:
        """Stems of the files of one kind in one room, sorted."""
        return sorted(name.removesuffix(suffix) for name in self._files[room] if name.endswith(suffix))

    def path(self, room: str, name: str) -> Path:
        """The file that is in force under this name. Raises PatternError where there is none."""
        try:
            return self._files[room][name]
        except KeyError:
            raise PatternError(f"patterns/{room}/{name} is missing.") from None

    def toml(self, room: str, stem: str) -> dict[str, Any]:
        """One TOML file, parsed. Raises PatternError with the line where it is malformed."""
        path = self.path(room, stem + ".toml")
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise PatternError(f"{path}: {error}") from None

    def rule(self, room: str, stem: str, model: type[M]) -> M:
        """One TOML file, validated by its model. Raises PatternError that names file, key and fault."""
        try:
            return model.model_validate(self.toml(room, stem))
        except ValidationError as error:
            faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise PatternError(f"{self.path(room, stem + '.toml')}: {faults}") from None

    def table(self, room: str, stem: str) -> list[dict[str, str]]:
        """The rows of one TSV table by column name. Raises PatternError where a row has too few or many cells."""
        path = self.path(room, stem + ".tsv")
        lines = [(i, s) for i, s in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if s and s[0] != "#"]
        columns = lines[0][1].split("\t")
        rows = []
        for number, line in lines[1:]:
            cells = line.split("\t")
            if len(cells) != len(columns):
                raise PatternError(f"{path}, line {number}: {len(cells)} cells where the header has {len(columns)}.")
            rows.append(dict(zip(columns, cells, strict=True)))
        return rows

    def words(self, stem: str) -> tuple[str, ...]:
        """The entries of one word list of the room `lexicon`, in file order."""
        lines = self.path("lexicon", stem + ".txt").read_text(encoding="utf-8").splitlines()
        return tuple(s.strip() for s in lines if s.strip() and s[0] != "#")
