"""What records can be exported to. A new format is one module and one row in FORMATS."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from extract.errors import SettingError
from extract.outputs.annotations import Document
from extract.records import Record

Write = Callable[[Iterable[Record], Path], list[str]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its module, what it is in a few words, the suffixes of its files, and whether it fills a folder.
    `reads`: whether what annotators corrected in it comes back.

    The module's `write(records, path)` writes to a path where nothing stands (into a folder that is empty) and returns
    what the user must be told.
    """

    module: str
    summary: str
    suffixes: tuple[str, ...]
    folder: bool = False
    reads: bool = False

    def write(self, records: Iterable[Record], path: Path) -> list[str]:
        """Write the records; the module is imported now. Raises SettingError where a library is missing."""
        write: Write = import_module(self.module).write
        return write(records, path)

    def read(self, path: Path) -> Iterator[Document]:
        """The documents that a tool gave back, where the format `reads`."""
        read: Callable[[Path], Iterator[Document]] = import_module(self.module).read
        return read(path)


def export(records: Iterable[Record], name: str, target: Path, overwrite: bool = False) -> list[str]:
    """Write records in the format of this name; what the user must be told of it.

    The file or folder takes its name when all is written; an older one stays as it was until then. Raises SettingError
    for an unknown format, a missing library, and where something stands there already, unless `overwrite`.
    """
    if name not in FORMATS:
        raise SettingError(f"--to {name}: there is no such format; there are {', '.join(FORMATS)}.")
    form = FORMATS[name]
    target = Path(os.path.realpath(target))
    _check(target, form, overwrite)
    part, old = (target.with_name(f".{target.name}.{state}") for state in ("part", "old"))
    _remove(part)
    try:
        if form.folder:
            part.mkdir()
        notes = form.write(records, part)
        if form.folder and target.exists():
            os.replace(target, old)
        os.replace(part, target)
    except OSError as error:
        raise SettingError(f"--output {target}: it cannot be written: {error.strerror or error}.") from None
    finally:
        _remove(part)
    _remove(old)
    return notes


def _check(target: Path, form: Format, overwrite: bool) -> None:
    """Raises SettingError where the target cannot be made, or may not be replaced."""
    if not target.parent.is_dir():
        raise SettingError(f"--output {target}: there is no folder {target.parent}.")
    if not target.exists():
        return
    if not overwrite:
        raise SettingError(f"--output {target}: it is there already; name another, or say --overwrite.")
    if target.is_dir() != form.folder:
        kind = "a folder is written" if form.folder else "one file is written"
        raise SettingError(f"--output {target}: {kind}, and there it is the other; name another.")
    foreign = [path.name for path in target.iterdir() if not _own(path, form)] if form.folder else []
    if foreign:
        raise SettingError(f"--output {target}: it holds what no export wrote ({sorted(foreign)[0]}); name another.")


def _own(path: Path, form: Format) -> bool:
    return path.is_file() and path.name.endswith(form.suffixes)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


# One row a format.
FORMATS: dict[str, Format] = {
    "csv": Format("extract.outputs.csv_tables", "tables, one CSV file each", (".csv",), folder=True),
    "xlsx": Format("extract.outputs.xlsx", "tables, one sheet each, for Excel", (".xlsx",)),
    "parquet": Format("extract.outputs.parquet", "tables, one typed file each", (".parquet",), folder=True),
    "sqlite": Format("extract.outputs.sqlite", "tables in a database, with views and full text", (".db", ".sqlite")),
    "brat": Format(
        "extract.outputs.brat", "standoff annotation for brat", (".txt", ".ann", ".conf"), folder=True, reads=True
    ),
    "conll": Format("extract.outputs.conll", "characters with BIO tags", (".conll", ".txt")),
    "label-studio": Format(
        "extract.outputs.label_studio", "tasks with predictions", (".json", ".xml"), folder=True, reads=True
    ),
    "doccano": Format("extract.outputs.doccano", "examples with entities and relations", (".jsonl",), reads=True),
    "inception": Format(
        "extract.outputs.inception", "UIMA CAS for INCEpTION", (".json", ".xml"), folder=True, reads=True
    ),
    "docbin": Format("extract.outputs.docbin", "spaCy documents", (".spacy",)),
    "tei": Format("extract.outputs.tei", "TEI P5, entities and actions stand-off", (".xml",)),
    "jsonld": Format("extract.outputs.jsonld", "schema.org and Web Annotations", (".jsonld", ".json")),
    "ftm": Format("extract.outputs.followthemoney", "entities of FollowTheMoney", (".ftm", ".json", ".ijson")),
    "gexf": Format("extract.outputs.gexf", "who acts with whom, for Gephi", (".gexf",)),
    "graphml": Format("extract.outputs.graphml", "who acts with whom, for networkx and others", (".graphml",)),
    "elasticsearch": Format(
        "extract.outputs.elasticsearch", "bulk requests and index template", (".json", ".ndjson"), folder=True
    ),
}


def read(name: str, paths: Iterable[Path]) -> Iterator[Document]:
    """What came back from an annotation tool. Raises SettingError for a format that cannot be read."""
    known = {name: form for name, form in FORMATS.items() if form.reads}
    if name not in known:
        raise SettingError(f"import {name}: there is no such format to read; there are {', '.join(known)}.")
    for path in paths:
        yield from known[name].read(path)
