"""GraphML: the network of who acts with whom, for networkx, igraph, yEd and Cytoscape."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from extract.outputs.network import network
from extract.outputs.xml_text import xml_attributes, xml_text
from extract.records import Record

NODE = {"label": "string", "class": "string", "actions": "int", "articles": "int", "first": "string", "last": "string"}
EDGE = {
    "type": "string",
    "relation": "string",
    "weight": "int",
    "articles": "int",
    "first": "string",
    "last": "string",
}


def write(records: Iterable[Record], path: Path) -> list[str]:
    """Write the network of the records; nothing to tell."""
    found = network(records)
    number = {key: i for i, key in enumerate(found.nodes)}
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
        for of, columns in (("node", NODE), ("edge", EDGE)):
            for name, kind in columns.items():
                file.write(f'<key id="{of}_{name}" for="{of}" attr.name="{name}" attr.type="{kind}"/>\n')
        file.write('<graph id="acts" edgedefault="directed">\n')
        for key, times in found.nodes.items():
            values = (key[1], key[0], times.weight, times.articles, times.first, times.last)
            file.write(f'<node id="n{number[key]}">{_data("node", NODE, values)}</node>\n')
        for i, ((source, target, kind, relation), times) in enumerate(found.arrows.items()):
            values = (kind, relation, times.weight, times.articles, times.first, times.last)
            head = xml_attributes({"id": f"e{i}", "source": f"n{number[source]}", "target": f"n{number[target]}"})
            file.write(f"<edge{head}>{_data('edge', EDGE, values)}</edge>\n")
        file.write("</graph>\n</graphml>\n")
    return []


def _data(of: str, columns: Iterable[str], values: Iterable[object]) -> str:
    pairs = zip(columns, values, strict=True)
    return "".join(f'<data key="{of}_{name}">{xml_text(str(value))}</data>' for name, value in pairs if value != "")
