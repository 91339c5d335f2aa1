"""INCEpTION: a folder with one UIMA CAS an article (JSON 0.4.0, by dkpro-cassis), its types inside.

The spans are of the custom layer `webanno.custom.Jianbao`, the arrows of `webanno.custom.JianbaoRelation`; every line
of the text is a sentence. Offsets in the file count UTF-16 units, as UIMA does. INCEpTION's exports come back as UIMA
CAS JSON, as XMI with its TypeSystem.xml beside it, or as the zip of both.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from extract.errors import FormatError, SettingError
from extract.outputs.annotations import ATTRIBUTES, Document, Relation, Span, document, file_name
from extract.records import Record

LAYER, ARROW = "webanno.custom.Jianbao", "webanno.custom.JianbaoRelation"
SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
TYPES = "TypeSystem.xml"


def write(records: Iterable[Record], folder: Path) -> list[str]:
    """Write the articles into a folder; tells how many were left out because their id was there already."""
    cassis = _cassis("--to inception")
    types = type_system(cassis)
    (folder / TYPES).write_bytes(types.to_xml().encode())
    again = 0
    for record in records:
        path = folder / f"{file_name(record.id)}.json"
        if path.exists():
            again += 1
            continue
        path.write_text(_cas(cassis, types, document(record)).to_json(), encoding="utf-8")
    return [f"articles with an id that was there already, and were left out: {again}."] if again else []


def _cassis(option: str) -> Any:
    try:
        import cassis
    except ImportError:
        raise SettingError(f'{option} needs dkpro-cassis: python -m pip install "jianbao[inception]"') from None
    return cassis


def type_system(cassis: Any) -> Any:
    """The layers: spans with a label and attributes, relations with a label."""
    types = cassis.TypeSystem()
    span = types.create_type(name=LAYER, supertypeName="uima.tcas.Annotation")
    for name in ("label", *ATTRIBUTES):
        types.create_feature(domainType=span, name=name, rangeType="uima.cas.String")
    arrow = types.create_type(name=ARROW, supertypeName="uima.tcas.Annotation")
    for name, kind in (("Governor", span), ("Dependent", span), ("label", "uima.cas.String")):
        types.create_feature(domainType=arrow, name=name, rangeType=kind)
    types.create_type(name=SENTENCE, supertypeName="uima.tcas.Annotation")
    return types


def _cas(cassis: Any, types: Any, made: Document) -> Any:
    cas = cassis.Cas(typesystem=types)
    cas.sofa_string, cas.sofa_mime = made.text, "text/plain"
    layer, arrow, sentence = (types.get_type(name) for name in (LAYER, ARROW, SENTENCE))
    for match in re.finditer("[^\n]+", made.text):
        cas.add(sentence(begin=match.start(), end=match.end()))
    spans = [layer(begin=s.start, end=s.end, label=s.label, **s.attributes) for s in made.spans]
    cas.add_all(spans)
    for relation in made.relations:
        head, tail = spans[relation.head], spans[relation.tail]
        cas.add(arrow(begin=tail.begin, end=tail.end, Governor=head, Dependent=tail, label=relation.label))
    return cas


def read(path: Path) -> Iterator[Document]:
    """The documents of a folder or a file (.json, .xmi, .zip). Raises FormatError where it is no CAS of ours."""
    cassis = _cassis("import inception")
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        if file.suffix in READERS:
            try:
                yield _document(file.stem, READERS[file.suffix](cassis, file))
            except OSError as error:
                raise FormatError(str(file), f"it cannot be read: {error.strerror or error}.") from None
            except Exception as error:  # cassis and lxml raise anything for a broken file
                raise FormatError(str(file), f"this is no UIMA CAS with the layer {LAYER}: {error!r}") from None


def _json(cassis: Any, file: Path) -> Any:
    with file.open("rb") as stream:
        return cassis.load_cas_from_json(stream)


def _xmi(cassis: Any, file: Path) -> Any:
    with (file.parent / TYPES).open("rb") as types, file.open("rb") as stream:
        return cassis.load_cas_from_xmi(stream, typesystem=cassis.load_typesystem(types))


def _zip(cassis: Any, file: Path) -> Any:
    with zipfile.ZipFile(file) as archive:
        name = next(name for name in archive.namelist() if name.endswith((".xmi", ".json")))
        if name.endswith(".json"):
            return cassis.load_cas_from_json(io.BytesIO(archive.read(name)))
        types = cassis.load_typesystem(io.BytesIO(archive.read(TYPES)))
        return cassis.load_cas_from_xmi(io.BytesIO(archive.read(name)), typesystem=types)


READERS = {".json": _json, ".xmi": _xmi, ".zip": _zip}


def _document(name: str, cas: Any) -> Document:
    found = cas.select(LAYER)
    number = {id(span): i for i, span in enumerate(found)}
    spans = [Span(span.begin, span.end, span.label, _attributes(span)) for span in found]
    relations = [Relation(r.label, number[id(r.Governor)], number[id(r.Dependent)]) for r in cas.select(ARROW)]
    return Document(name, cas.sofa_string, spans, relations)


def _attributes(span: Any) -> dict[str, str]:
    told = {name: getattr(span, name, None) for name in ATTRIBUTES}
    return {name: value for name, value in told.items() if value is not None}
