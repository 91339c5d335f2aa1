"""TEI, JSON-LD, FollowTheMoney, networks, Elasticsearch: read by each format's reader, or held against its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from extract.outputs import elasticsearch, followthemoney, jsonld
from extract.outputs.formats import FORMATS, export
from extract.outputs.network import network
from extract.outputs.xml_text import xml_text
from extract.records import Record
from tests.outputs import made

TEI = {"t": "http://www.tei-c.org/ns/1.0"}
ID = "{http://www.w3.org/XML/1998/namespace}id"
EXCHANGE = ["tei", "jsonld", "ftm", "gexf", "graphml", "elasticsearch"]


def given_by(*names: str, text: str = "甲乙丙丁捐", **more: Any) -> Record:
    """A record in which the first person gives the others something together with the second organization."""
    people = [made.person(text, i, i + 1, id=f"p{i + 1}", name=name) for i, name in enumerate(names)]
    agent, *others = [made.span(text, i, i + 1, ref=f"p{i + 1}") for i in range(len(names))]
    return made.record(text, people=people, actions=[made.action(text, 4, 5, agent=[agent], recipient=others)], **more)


@pytest.mark.parametrize("name", EXCHANGE)
def test_same_records_same_bytes(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def content(path: Path) -> list[bytes]:
        return [file.read_bytes() for file in sorted(path.iterdir())] if path.is_dir() else [path.read_bytes()]

    export([made.full(), *made.pages()], name, tmp_path / "a")
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    export([made.full(), *made.pages()], name, tmp_path / "b")
    assert content(tmp_path / "a") == content(tmp_path / "b")


@pytest.mark.parametrize("name", FORMATS)
def test_no_records_are_no_error(name: str, tmp_path: Path) -> None:
    made.need(name)
    export([], name, tmp_path / "out")
    assert (tmp_path / "out").exists()


# TEI


def tei(tmp_path: Path, *records: Record) -> Any:
    """The corpus of the records, valid by the schema of the part of TEI that is used."""
    etree = pytest.importorskip("lxml.etree")
    export(records, "tei", tmp_path / "out.xml", overwrite=True)
    tree = etree.parse(tmp_path / "out.xml")
    schema = etree.RelaxNG(etree.parse(Path(__file__).with_name("tei_subset.rng")))
    assert schema.validate(tree), schema.error_log.last_error
    ids = {element.get(ID) for element in tree.iter() if element.get(ID)}
    for element in tree.iter():
        for name in ("ref", "who"):
            assert element.get(name) is None or element.get(name)[1:] in ids, "a pointer to nothing"
    return tree


def words(element: Any) -> str:
    return "".join(element.itertext())


def test_tei_pages_are_valid_and_hold_their_text(tmp_path: Path) -> None:
    records = [*made.pages(), made.full(), made.full()]
    tree = tei(tmp_path, *records)
    articles = tree.findall("t:TEI", TEI)
    assert len(articles) == len(records)
    for article, record in zip(articles, records, strict=True):
        blocks = [words(block) for block in article.findall("t:text/t:body/t:div/*", TEI)]
        assert blocks == [record.text[block.start : block.end] for block in record.blocks]


def test_tei_of_a_record(tmp_path: Path) -> None:
    tree = tei(tmp_path, made.full())
    body = tree.find(".//t:body", TEI)
    assert [(name.tag.split("}")[1], words(name)) for name in body.iter() if name.get("ref")] == [
        ("orgName", "青石县文化局"), ("persName", "王大山"), ("placeName", "老桥村"), ("rs", "捐"),
    ]  # fmt: skip
    assert body.find(".//t:date", TEI).get("when") == "2021-03-04"
    assert dict(body.find(".//t:measure", TEI).attrib) == {
        ID: "n1.c1",
        "quantity": "3",
        "unit": "册",
        "commodity": "书",
    }
    assert body.find(".//t:q", TEI).get("who") == "#n1.p1"
    assert tree.find(".//t:person/t:occupation", TEI).text == "青石县文化局局长"
    (event,) = tree.findall(".//t:event", TEI)
    assert [(rs.get("type"), rs.text) for rs in event.iter("{*}rs")] == [("agent", "王大山"), ("recipient", "老桥村")]


def test_tei_puts_heads_first_and_lines_apart(tmp_path: Path) -> None:
    text = "引题\n正题\n第一段\n小题\n两\n行"
    spans = [("kicker", 0, 2), ("headline", 3, 5), ("paragraph", 6, 9), ("headline", 10, 12), ("caption", 13, 16)]
    blocks = [{"kind": kind, "start": start, "end": end} for kind, start, end in spans]
    tree = tei(tmp_path, made.record(text, blocks=blocks))
    found = [(b.tag.split("}")[1], b.get("type") or b.get("rend"), words(b)) for b in tree.find(".//t:div", TEI)]
    assert found == [
        ("head", "kicker", "引题"), ("head", "main", "正题"), ("p", None, "第一段"), ("p", "headline", "小题"),
        ("p", "caption", "两\n行"),
    ]  # fmt: skip
    assert len(tree.findall(".//t:lb", TEI)) == 1


def test_tei_points_to_nothing_that_is_left_out(tmp_path: Path) -> None:
    text = "青石县三所小学修路两里\n次日动工"
    crossing = [made.count(text, 3, 5, unit="所"), made.count(text, 9, 13, id="c2", unit="里")]
    arguments = [made.span(text, 3, 5, ref="c1"), made.span(text, 9, 13, ref="c2"), made.span(text, 12, 14, ref="t1")]
    record = made.record(
        text,
        blocks=[{"kind": "paragraph", "start": 0, "end": 11}, {"kind": "paragraph", "start": 12, "end": 16}],
        organizations=[made.organization(text, 0, 4)],
        counts=crossing,
        dates=[made.date(text, 12, 14)],
        actions=[made.action(text, 7, 8, object=arguments[:2], time=arguments[2:])],
        quotes=[made.span(text, 14, 16, kind="indirect", speaker=made.span(text, 3, 5, ref="c1"))],
    )
    tree = tei(tmp_path, record)
    assert tree.findall(".//t:measure", TEI) == []
    assert [(rs.text, rs.get("ref")) for rs in tree.iterfind(".//t:event/t:desc/t:rs", TEI)] == [
        ("三所", None), ("两里\n次", None), ("次日", "#n1.t1"),
    ]  # fmt: skip
    assert tree.find(".//t:q", TEI).get("who") is None


@settings(max_examples=40, deadline=None)
@given(record=made.records())
def test_any_record_is_valid_tei_and_keeps_its_text(record: Record, tmp_path_factory: pytest.TempPathFactory) -> None:
    tree = tei(tmp_path_factory.mktemp("tei"), record)
    (block,) = tree.findall(".//t:div/t:p", TEI)
    assert words(block) == record.text.replace("\x0b", "\ufffd")


def test_what_xml_forbids() -> None:
    assert xml_text("a\x00\ud800\ufffe&\r𠮷") == "a\ufffd\ufffd\ufffd&amp;&#13;𠮷"


# JSON-LD


def test_json_ld_is_read_by_rdflib_offline(tmp_path: Path) -> None:
    rdflib = pytest.importorskip("rdflib")
    export([made.full()], "jsonld", tmp_path / "out.jsonld")
    graph = rdflib.Graph().parse(tmp_path / "out.jsonld", format="json-ld")
    base = f"urn:jianbao:{made.full().id}"
    asked = graph.query(
        """
        PREFIX s: <https://schema.org/> PREFIX oa: <http://www.w3.org/ns/oa#>
        SELECT ?kind ?agent ?recipient ?status ?exact ?start WHERE {
          ?article a s:NewsArticle ; s:mentions ?act . ?act a ?kind ; s:actionStatus ?status .
          ?act s:agent/s:name ?agent ; s:recipient/s:name ?recipient .
          ?note a oa:Annotation ; oa:hasBody ?act ; oa:hasTarget ?there . ?there oa:hasSource ?article ;
          oa:hasSelector ?by, ?place . ?by oa:exact ?exact . ?place a oa:TextPositionSelector ; oa:start ?start . }"""
    )
    ((kind, agent, recipient, status, exact, start),) = asked
    assert str(kind) == "https://schema.org/DonateAction"
    assert (str(agent), str(recipient), str(exact), start.toPython()) == ("王大山", "老桥村", "捐", 17)
    assert str(status) == "https://schema.org/CompletedActionStatus"
    assert (rdflib.URIRef(f"{base}#q1"), rdflib.RDF.type, rdflib.URIRef("https://schema.org/Quotation")) in graph


def test_json_ld_is_expanded_by_pyld_without_a_loader(tmp_path: Path) -> None:
    pyld = pytest.importorskip("pyld")

    def refuse(url: str, options: object) -> None:
        raise AssertionError(f"loads {url}")

    export([*made.pages(), made.full()], "jsonld", tmp_path / "out.jsonld")
    data = json.loads((tmp_path / "out.jsonld").read_text(encoding="utf-8"))
    nodes = pyld.jsonld.expand(data, {"documentLoader": refuse})
    assert sum(node["@type"] == ["https://schema.org/NewsArticle"] for node in nodes) == 3
    assert all(":" in key or key[0] == "@" for node in nodes for key in node)


def test_types_of_schema_org_are_those_of_the_patterns() -> None:
    types = jsonld.schema_types()
    assert types["donate"] == "DonateAction"
    assert "casualty" not in types
    text = "三人受伤"
    record = made.record(text, actions=[made.action(text, 2, 4, type="casualty", modality="planned")])
    (action,) = (node for node in jsonld.nodes(record, types) if node["id"].endswith("#a1"))
    assert (action["type"], action["additionalType"]) == ("Action", "jianbao:casualty")
    assert action["actionStatus"] == "PotentialActionStatus"


@settings(max_examples=40, deadline=None)
@given(made.records())
def test_selectors_quote_what_they_point_to(record: Record) -> None:
    for node in jsonld.nodes(record, {}):
        if node["type"] == "Annotation":
            place, quote = node["hasTarget"]["hasSelector"]
            text = quote["prefix"] + quote["exact"] + quote["suffix"]
            assert record.text[place["start"] : place["end"]] == quote["exact"]
            assert record.text.find(text, place["start"] - len(quote["prefix"])) == place["start"] - len(
                quote["prefix"]
            )


def pointers(value: Any) -> Iterator[str]:
    """What is pointed to from inside a node: `{"id": …}` alone, and the source and body of an annotation."""
    if isinstance(value, list):
        yield from (found for item in value for found in pointers(item))
    elif isinstance(value, dict):
        if set(value) == {"id"}:
            yield value["id"]
        for key, inner in value.items():
            yield from [inner] if key in ("hasSource", "hasBody") else pointers(inner)


@settings(max_examples=40, deadline=None)
@given(made.records())
def test_what_json_ld_points_to_is_a_node(record: Record) -> None:
    found = list(jsonld.nodes(record, {}))
    ids = [node["id"] for node in found]
    assert len(ids) == len(set(ids))
    assert set(pointers(found)) <= set(ids)


# FollowTheMoney


REFERRING = {
    "proof", "document", "resolved", "holder", "post", "payer", "beneficiary", "organizer", "involved",
}  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(made.records())
def test_what_an_entity_refers_to_stands_before_it(record: Record) -> None:
    seen: set[str] = set()
    for entity in followthemoney.entities(record):
        for name in REFERRING & set(entity["properties"]):
            assert set(entity["properties"][name]) <= seen, name
        assert entity["id"] not in seen
        seen.add(entity["id"])


def test_entities_are_valid_in_followthemoney(tmp_path: Path) -> None:
    ftm = pytest.importorskip("followthemoney")
    export([made.full(), *made.pages()], "ftm", tmp_path / "out.ftm")
    seen = set()
    for line in (tmp_path / "out.ftm").read_text(encoding="utf-8").splitlines():
        data = json.loads(line)
        proxy = ftm.model.get_proxy(data, cleaned=False)
        ftm.model.get(data["schema"]).validate(data)
        assert set(proxy.properties) == set(data["properties"]), (
            "a property that the schema does not have or cleans away"
        )
        for name in set(data["properties"]) & {"proof", "document", "resolved", "holder", "post", "payer", "involved"}:
            assert set(data["properties"][name]) <= seen, "what is referred to stands before"
        seen.add(data["id"])


def test_entities_of_a_record() -> None:
    found = [(e["schema"], e["properties"]) for e in followthemoney.entities(made.full())]
    schemas = [schema for schema, _ in found]
    assert schemas == [
        "Article", "Person", "Mention", "PublicBody", "Mention", "Address", "Mention", "Position", "Occupancy", "Event",
    ]  # fmt: skip
    assert dict(found)["Position"]["name"] == ["青石县文化局局长"]


def test_a_gift_of_money_is_a_payment() -> None:
    record = given_by("王大山", "李小满", text="甲乙五元捐")
    money = made.count(record.text, 2, 4, kind="money", value=5, unit="元", unit_code="CNY")
    (action,) = record.actions
    record = made.record(
        record.text, people=[p.model_dump() for p in record.people], counts=[money],
        actions=[action.model_dump() | {"counts": ["c1"]}],
    )  # fmt: skip
    *_, payment = followthemoney.entities(record)
    assert payment["schema"] == "Payment"
    assert payment["properties"]["amount"] == ["5"]
    assert payment["properties"]["payer"] == [f"jianbao-{record.id}-p1"]
    denied = made.record(record.text, actions=[made.action(record.text, 4, 5, polarity="-", counts=["c1"])])
    assert [e["schema"] for e in followthemoney.entities(denied)] == ["Article", "Event"]


# Networks


def three() -> list[Record]:
    """Wang gives to Li and Zhang, and again to Li in another article, where nobody gives to Zhao."""
    again = given_by("王大山", "李小满", id="bb", publication=made.NOWHERE | {"date": "2021-04-01"})
    denied = made.action(again.text, 4, 5, agent=[made.span(again.text, 0, 1, ref="p1")], polarity="-", id="a2")
    actions = [*(action.model_dump() for action in again.actions), denied]
    people = [person.model_dump() for person in again.people]
    publication = again.publication.model_dump()
    return [
        given_by("王大山", "李小满", "张三妹"),
        made.record(again.text, id="bb", publication=publication, people=people, actions=actions),
    ]


def test_the_network_of_two_articles() -> None:
    found = network(three())
    weights = {(a[1], b[1], kind, relation): times.weight for (a, b, kind, relation), times in found.arrows.items()}
    assert weights == {("王大山", "李小满", "donate", "to"): 2, ("王大山", "张三妹", "donate", "to"): 1}
    times = found.nodes["person", "王大山"]
    assert (times.weight, times.articles, times.first, times.last) == (3, 2, "2021-03-05", "2021-04-01")


def test_agents_of_one_action_are_joined() -> None:
    text = "甲乙来"
    organizations = [made.organization(text, i, i + 1, id=f"o{i + 1}") for i in range(2)]
    agents = [made.span(text, i, i + 1, ref=f"o{i + 1}") for i in range(2)]
    record = made.record(
        text, organizations=organizations, actions=[made.action(text, 2, 3, type="meet", agent=agents)]
    )
    assert [(a[1], b[1], relation) for a, b, _, relation in network([record]).arrows] == [("甲", "乙", "with")]


@pytest.mark.parametrize(("name", "reader"), [("gexf", "read_gexf"), ("graphml", "read_graphml")])
def test_networks_are_read_by_networkx(name: str, reader: str, tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx")
    export(three(), name, tmp_path / "out")
    graph = getattr(networkx, reader)(tmp_path / "out")
    assert graph.is_directed()
    labels = {node: data["label"] for node, data in graph.nodes(data=True)}
    assert set(labels.values()) == {"王大山", "李小满", "张三妹"}
    edges = {(labels[a], labels[b]): data for a, b, data in graph.edges(data=True)}
    given_ = edges["王大山", "李小满"]
    assert (int(given_["weight"]), given_["type"], given_["relation"], given_["articles"]) == (2, "donate", "to", 2)
    assert (given_["first"], given_["last"]) == ("2021-03-05", "2021-04-01")


@pytest.mark.parametrize(("name", "reader"), [("gexf", "read_gexf"), ("graphml", "read_graphml")])
@settings(max_examples=25, deadline=None)
@given(record=made.records())
def test_any_network_is_read(name: str, reader: str, record: Record, tmp_path_factory: pytest.TempPathFactory) -> None:
    networkx = pytest.importorskip("networkx")
    target = tmp_path_factory.mktemp("net") / "out"
    export([record], name, target)
    graph, found = getattr(networkx, reader)(target), network([record])
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (len(found.nodes), len(found.arrows))


# Elasticsearch


def check_mapped(value: Any, mapping: dict[str, Any], path: str) -> None:
    """Raises AssertionError where a value does not fit its mapping, or has none."""
    if value is None or mapping.get("enabled") is False:
        return
    for item in value if isinstance(value, list) else [value]:
        if "properties" in mapping:
            assert set(item) <= set(mapping["properties"]), f"{path}: {set(item) - set(mapping['properties'])}"
            for name, inner in item.items():
                check_mapped(inner, mapping["properties"][name], f"{path}.{name}")
        else:
            kinds = {"integer": int, "double": (int, float), "boolean": bool}
            assert isinstance(item, kinds.get(mapping["type"], str)), f"{path}: {item!r} is no {mapping['type']}"


def test_bulk_requests_fit_their_template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elasticsearch, "PIECE", 30_000)
    records = [made.full(), *made.pages()]
    notes = export(records, "elasticsearch", tmp_path / "out")
    assert "_index_template" in notes[0]
    template = json.loads((tmp_path / "out" / "template.json").read_text(encoding="utf-8"))
    mappings = template["template"]["mappings"]
    assert mappings["dynamic"] == "strict"
    files = sorted((tmp_path / "out").glob("bulk-*.ndjson"))
    assert len(files) > 1
    lines = [line for file in files for line in file.read_bytes().split(b"\n")[:-1]]
    assert [json.loads(line) for line in lines[::2]] == [
        {"index": {"_index": "jianbao", "_id": record.id}} for record in records
    ]
    for line, record in zip(lines[1::2], records, strict=True):
        document = json.loads(line)
        check_mapped(document, {"properties": mappings["properties"]}, "record")
        assert document.pop("words")
        assert document == record.model_dump(mode="json")
    analyzers = template["template"]["settings"]["analysis"]["analyzer"]
    used = {field["analyzer"] for field in walk(mappings) if "analyzer" in field}
    assert used == set(analyzers)


def walk(mapping: dict[str, Any]) -> list[dict[str, Any]]:
    inner = [field for key in ("properties", "fields") for field in mapping.get(key, {}).values()]
    return [*inner, *(found for field in inner for found in walk(field))]


def test_every_field_of_a_record_is_mapped() -> None:
    def names(schema: dict[str, Any], path: str = "") -> set[str]:
        schema = next((s for s in schema.get("anyOf", []) if "null" not in str(s.get("type"))), schema)
        schema = schema.get("items", schema) if schema.get("type") == "array" else schema
        if "$ref" in schema:
            return names(defined[schema["$ref"].split("/")[-1]], path)
        inner = schema.get("properties", {})
        return {path + name for name in inner} | {n for key, s in inner.items() for n in names(s, f"{path}{key}.")}

    def mapped(mapping: dict[str, Any], path: str = "") -> set[str]:
        inner = mapping.get("properties", {})
        return {path + name for name in inner} | {n for key, m in inner.items() for n in mapped(m, f"{path}{key}.")}

    whole = Record.model_json_schema(mode="serialization")
    defined = whole["$defs"]
    wanted = {name for name in names(whole) if not name.startswith("blocks.")}
    assert mapped({"properties": elasticsearch.FIELDS}) == wanted | {"words"}
