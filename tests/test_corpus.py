"""The gold pages agree with their sources, and the checker that says so finds what it should."""

from __future__ import annotations

import csv
import importlib.util
import json
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
PAGES = sorted(path.name.removesuffix(".gold.json") for path in CORPUS.glob("*.gold.json"))
BLIND = CORPUS / "blind"


def load_checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_gold", ROOT / "tools" / "check_gold.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


check_gold = load_checker()


def test_there_are_pages() -> None:
    assert len(PAGES) >= 69


@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_faults(name: str) -> None:
    faults, counts = check_gold.check_page(CORPUS, name)
    assert faults == []
    assert counts["articles"] >= 1
    assert counts["DATE"] >= 1


def test_blind_pages_have_no_faults() -> None:
    faults, counts = check_gold.check_folder(BLIND)
    assert faults == []
    assert len(counts) >= 3
    assert all(page["articles"] and page["actions"] and page["DATE"] for page in counts.values())


def test_every_page_is_in_the_manifest_and_every_row_has_a_page() -> None:
    with (CORPUS / "manifest.csv").open(encoding="utf-8", newline="") as handle:
        rows = {row["path"]: row["published"] for row in csv.DictReader(handle)}
    assert sorted(rows) == [f"{name}.txt" for name in PAGES]
    for name in PAGES:
        gold = json.loads((CORPUS / f"{name}.gold.json").read_text(encoding="utf-8"))
        assert gold["published"] == rows[f"{name}.txt"]


@pytest.mark.parametrize(
    ("tagged", "fault"),
    [
        ("<PER>石<ORG>某</ORG></PER>", "nests, crosses"),
        ("<PER>石某</ORG>", "nests, crosses"),
        ("<PER>石某</PER?>", "a ? stands"),
        ("石某</PER>", "closes nothing"),
        ("<PER>石某", "never closed"),
        ('<DATE? v="">连夜</DATE>', "a ? stands"),
        ("<PER></PER>石某", "an empty mention"),
        ("<PERSON>石某</PERSON>", "a malformed tag"),
        ('<NUM v=2 u="名" of="">两名</NUM>', "a malformed tag"),
    ],
)
def test_faulty_tags_are_found(tagged: str, fault: str) -> None:
    _, _, faults = check_gold.parse_tags(tagged)
    assert any(fault in found for found in faults), faults


def test_tags_give_offsets_in_the_text_without_them() -> None:
    text, mentions, faults = check_gold.parse_tags('甲<PER>石\n某</PER>乙<DATE? v="">连夜</DATE?>')
    assert (text, faults) == ("甲石\n某乙连夜", [])
    assert [(m.start, m.end, m.kind, m.optional) for m in mentions] == [(1, 4, "PER", False), (5, 7, "DATE", True)]


@pytest.mark.parametrize(
    ("tagged", "fault"),
    [
        ("<DATE>昨日</DATE>", "lacks v"),
        ('<DATE v="昨日">昨日</DATE>', "v='昨日'"),
        ('<DATE v="P">两天</DATE>', "v='P'"),
        ('<NUM v="2" u="名">两名</NUM>', "lacks of"),
        ('<NUM v="two" u="名" of="">两名</NUM>', "is no number"),
        ('<NUM v="5~3" u="名" of="">三至五名</NUM>', "is no number"),
        ('<NUM v="2" m="many" u="名" of="">两名</NUM>', "m='many'"),
        ('<NUM v="2" u="人" of="">两名</NUM>', "unit '人' is not in it"),
        ('<NUM v="2" u="名" of="渔民">两名</NUM>船工', "of='渔民' is not in the source"),
        ('<PER v="x">石某</PER>', "has v"),
        ("<ORG>县医院,</ORG>", "punctuation inside"),
        ("<ORG>县医院 </ORG>", "white space at the edge"),
    ],
)
def test_faulty_mentions_are_found(tagged: str, fault: str) -> None:
    text, mentions, _ = check_gold.parse_tags(tagged)
    faults = list(check_gold.mention_faults(mentions[0], text))
    assert any(fault in found for found in faults), faults


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"type": "dance"}, "no such type"),
        ({"at": "乡政府召开会议"}, "its clause is not in the source"),
        ({"trigger": "召集"}, "not in its clause"),
        ({"agent": ["县政府"]}, "agent '县政府' is not in the source"),
        ({"modality": "maybe"}, "modality 'maybe'"),
        ({"polarity": "?"}, "polarity '?'"),
    ],
)
def test_faulty_actions_are_found(change: dict[str, object], fault: str) -> None:
    source = "镇政府昨日召\n开会议。"
    action: dict[str, object] = {"type": "meet", "trigger": "召开", "at": "镇政府昨日召\n开会议", "agent": ["镇政府"]}
    action |= {
        "object": ["会议"],
        "recipient": [],
        "place": [],
        "time": ["昨日"],
        "modality": "actual",
        "polarity": "+",
    }
    assert list(check_gold.action_faults(action, source)) == []
    faults = list(check_gold.action_faults(action | change, source))
    assert any(fault in found for found in faults), faults


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"headline": "桥塌了"}, "headline '桥塌了' is not in the source"),
        ({"subheads": ["连夜抢修"]}, "subhead '连夜抢修' is not in the source"),
        ({"first": "昨日"}, "too short to tell where the body begins"),
        ({"last": "桥通车了。"}, "too short to tell where the body ends"),
        ({"bylines": [{"role": "reporter", "name": "石某"}]}, "byline '石某' is not in the source"),
        ({"bylines": [{"role": "author", "name": "乡政府"}]}, "no such role as 'author'"),
    ],
)
def test_faulty_articles_are_found(change: dict[str, object], fault: str) -> None:
    flat = "新桥通车昨日上午新桥通车了。乡政府说新桥通车了。"
    article: dict[str, object] = {"headline": "新桥通车", "kicker": "", "deck": "", "subheads": [], "bylines": []}
    article |= {"first": "昨日上午新桥通车了", "last": "乡政府说新桥通车了。"}
    assert list(check_gold.article_faults(article, flat)) == []
    faults = list(check_gold.article_faults(article | change, flat))
    assert any(fault in found for found in faults), faults


def test_a_changed_source_and_a_missing_row_are_found(tmp_path: Path) -> None:
    for path in CORPUS.glob(f"{PAGES[0]}.*"):
        shutil.copy(path, tmp_path)
    (tmp_path / "manifest.csv").write_text("path,published,outlet,page,place\nz.txt,,,,\n", encoding="utf-8")
    source = tmp_path / f"{PAGES[0]}.txt"
    source.write_text("补" + source.read_text(encoding="utf-8"), encoding="utf-8")
    faults, _ = check_gold.check_folder(tmp_path)
    assert any("differ at 0" in fault for fault in faults)
    assert any("not in manifest.csv" in fault for fault in faults)
    assert any("names z.txt" in fault for fault in faults)
    assert check_gold.main([str(tmp_path)]) == 1
