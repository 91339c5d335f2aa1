"""The one place that opens patterns/.

A pattern folder has rooms (`name`, `action`, `unit`, `time`, `layout`, `lexicon`). Three kinds of file: `*.toml` rules,
`*.tsv` tables (first row the column names), `*.txt` word lists (one a line). Lines that begin with `#` are comments in
tables and lists. A user's folder is laid over the built-in one file by file: a file of a new name adds, one of the same
name replaces the built-in file, whose columns it must have.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from extract.errors import PatternError, SettingError

ROOMS = ("action", "layout", "lexicon", "name", "time", "unit")
ADDED = {"action": ("*.toml",), "name": ("org_*.toml", "loc_*.toml"), "time": ("*.toml",), "unit": ("*.tsv",)}
"""What a laid-over file of a new name may be called, by room; in other rooms only the built-in names are read."""
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
        self._rules: dict[tuple[Path, type[BaseModel]], BaseModel] = {}

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

    def added(self, room: str, suffix: str) -> list[str]:
        """Stems of the files of one kind that the laid-over folder adds to a room, sorted."""
        built = {path.name for path in (self.folders[0] / room).glob("*" + suffix)}
        return [stem for stem in self.names(room, suffix) if stem + suffix not in built]

    def check_names(self) -> None:
        """Raises PatternError where the laid-over folder holds a rule file that nothing reads, as a misspelt one."""
        for room, files in self._files.items():
            forms = ADDED.get(room, ())
            built = sorted(path.name for path in (self.folders[0] / room).glob("*.*") if not _is_one(path, forms))
            for name, path in files.items():
                if name not in built and not _is_one(path, forms) and path.suffix in (".toml", ".tsv", ".txt"):
                    read = ", ".join([*built, *forms])
                    raise PatternError(f"{path}: no file of this name is read; in {room}/ are read {read}.")

    def fingerprint(self) -> str:
        """A hash of the names and bytes of all the files that are in force."""
        digest = hashlib.sha256()
        for room, files in self._files.items():
            for name, path in sorted(files.items()):
                digest.update(f"{room}/{name}\n".encode() + path.read_bytes())
        return digest.hexdigest()

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
            return tomllib.loads(_text(path))
        except tomllib.TOMLDecodeError as error:
            raise PatternError(f"{path}: {error}") from None

    def rule(self, room: str, stem: str, model: type[M]) -> M:
        """One TOML file, validated by its model, the same object each time. Raises PatternError that names the fault.

        The model's context tells by `shipped` whether the file is a built-in one.
        """
        path = self.path(room, stem + ".toml")
        known = self._rules.get((path, model))
        if not isinstance(known, model):
            try:
                context = {"shipped": path.is_relative_to(builtin_folder())}
                known = model.model_validate(self.toml(room, stem), context=context)
            except ValidationError as error:
                raise PatternError(f"{path}: {_faults(error)}") from None
            self._rules[path, model] = known
        return known

    def table(self, room: str, stem: str) -> list[dict[str, str]]:
        """The rows of one TSV table by column name.

        Raises PatternError where the table is empty, a row has too few or many cells, or a user's table lacks a column
        of the built-in one that it replaces.
        """
        return [row for _, row in self._numbered(room, stem)]

    def rows(self, room: str, stem: str, model: type[M]) -> list[M]:
        """The rows of one TSV table, each validated by its model. Raises PatternError that names line and column."""
        rows = []
        for number, row in self._numbered(room, stem):
            try:
                rows.append(model.model_validate(row))
            except ValidationError as error:
                path = self.path(room, stem + ".tsv")
                raise PatternError(f"{path}, line {number}: {_faults(error)}") from None
        return rows

    def _numbered(self, room: str, stem: str) -> Iterator[tuple[int, dict[str, str]]]:
        path = self.path(room, stem + ".tsv")
        lines = _entries(path)
        number, header = next(lines, (0, ""))
        columns = header.split("\t")
        if not number:
            raise PatternError(f"{path}: the table is empty; its first row must be the column names.")
        replaced = self.folders[0] / room / path.name
        if replaced != path and replaced.is_file():
            wanted = next(_entries(replaced))[1].split("\t")
            if lacking := [column for column in wanted if column not in columns]:
                raise PatternError(f"{path}, line {number}: there is no column {', '.join(lacking)}.")
        for number, line in lines:
            cells = line.split("\t")
            if len(cells) != len(columns):
                raise PatternError(f"{path}, line {number}: {len(cells)} cells where the header has {len(columns)}.")
            yield number, dict(zip(columns, cells, strict=True))

    def words(self, stem: str) -> tuple[str, ...]:
        """The entries of one word list of the room `lexicon`, in file order. Raises PatternError if it is no text."""
        return tuple(line.strip() for _, line in _entries(self.path("lexicon", stem + ".txt")) if line.strip())


def _is_one(path: Path, forms: Iterable[str]) -> bool:
    return any(path.match(form) for form in forms)


def _entries(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a table or list with their numbers from 1, without empty ones and comments."""
    return ((i, s) for i, s in enumerate(_text(path).splitlines(), 1) if s and s[0] != "#")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise PatternError(f"{path}: it cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise PatternError(f"{path}, line {line}: this is not UTF-8; save the file as UTF-8.") from None


def _faults(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
