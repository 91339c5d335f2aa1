"""GEXF 1.2: the network of who acts with whom, for Gephi."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from extract.outputs.network import network
from extract.outputs.xml_text import xml_attributes
from extract.records import Record

NODE = {"class": "string", "actions": "integer", "articles": "integer", "first": "string", "last": "string"}
EDGE = {"type": "string", "relation": "string", "articles": "integer", "first": "string", "last": "string"}


def write(records: Iterable[Record], path: Path) -> list[str]:
    """Write the network of the records; nothing to tell."""
    found = network(records)
    number = {key: i for i, key in enumerate(found.nodes)}
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
            '<graph mode="static" defaultedgetype="directed">\n' + _declared("node", NODE) + _declared("edge", EDGE)
        )
        file.write("<nodes>\n")
        for key, times in found.nodes.items():
            values = (key[0], times.weight, times.articles, times.first, times.last)
            head = xml_attributes({"id": f"n{number[key]}", "label": key[1]})
            file.write(f"<node{head}>{_values(values)}</node>\n")
        file.write("</nodes>\n<edges>\n")
        for i, ((source, target, kind, relation), times) in enumerate(found.arrows.items()):
            ends = {"id": f"e{i}", "source": f"n{number[source]}", "target": f"n{number[target]}"}
            head = xml_attributes(ends | {"label": kind, "weight": times.weight})
            file.write(f"<edge{head}>{_values((kind, relation, times.articles, times.first, times.last))}</edge>\n")
        file.write("</edges>\n</graph>\n</gexf>\n")
    return []


def _declared(of: str, columns: Mapping[str, str]) -> str:
    rows = "".join(
        f'<attribute id="{i}" title="{name}" type="{kind}"/>' for i, (name, kind) in enumerate(columns.items())
    )
    return f'<attributes class="{of}">{rows}</attributes>\n'


def _values(values: Iterable[object]) -> str:
    rows = "".join(f'<attvalue for="{i}"{xml_attributes({"value": v})}/>' for i, v in enumerate(values) if v != "")
    return f"<attvalues>{rows}</attvalues>"
