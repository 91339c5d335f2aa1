"""One record as a self-contained HTML page: the text with coloured spans, its facts beside it. Nothing is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from string import Template

from extract.outputs.spans import Piece, figure, marked_blocks
from extract.outputs.tables import posts
from extract.records import Action, Record

LABELS = {
    "PER": "人物", "ORG": "机构", "LOC": "地点", "DATE": "时间", "NUM": "数量", "ACT": "行动", "QUO": "引语",
}  # fmt: skip
_TEMPLATE = Path(__file__).with_name("page.html")


def to_page(record: Record) -> str:
    """The page of one record, as HTML text; every character of the record is escaped."""
    return Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=escape(record.headline or record.text[:20]),
        meta=" · ".join(map(escape, _meta(record))),
        legend="".join(
            f'<label><input type="checkbox" value="{kind}" checked> <span class="{kind}">{label}</span></label>'
            for kind, label in LABELS.items()
        ),
        article=_article(record),
        tables="".join(_tables(record)),
    )


def _meta(record: Record) -> list[str]:
    known = record.publication
    parts = [record.source.path, known.outlet, known.date and f"{known.date} ({known.date_basis})", known.page]
    return [part for part in parts if part]


def _article(record: Record) -> str:
    tags = {"headline": "h1"}
    parts = []
    for block, pieces in marked_blocks(record):
        tag = tags.get(block.kind, "p")
        parts.append(f'<{tag} class="{block.kind}">{"".join(map(_marked, pieces))}</{tag}>')
    return "\n".join(parts)


def _marked(piece: Piece) -> str:
    text, marks = piece
    if not marks:
        return escape(text)
    note = " ｜ ".join(f"{LABELS[mark.kind]}: {mark.note}" for mark in marks)
    kinds = " ".join(dict.fromkeys(mark.kind for mark in marks))
    return f'<span class="{kinds}" title="{escape(note)}">{escape(text)}</span>'


def _tables(record: Record) -> Iterable[str]:
    held = posts(record)
    people = [(p.name, "、".join(held[p.id]), "" if p.age is None else figure(p.age)) for p in record.people]
    yield _table("人物", ("姓名", "职务", "年龄"), people)
    yield _table("机构", ("名称", "全称"), [(o.name, o.canonical or "") for o in record.organizations])
    yield _table("地点", ("名称", "代码", "所属"), [(p.name, p.code or "", " ".join(p.path)) for p in record.places])
    yield _table("行动", ("类型", "触发", "谁", "什么", "对谁", "何处", "何时", "状态"), map(_action, record.actions))
    yield _table("时间", ("原文", "值"), [(d.text, d.value or "") for d in record.dates])
    yield _table(
        "数量",
        ("原文", "值", "单位", "对象"),
        [(c.text, figure(c.value, c.low, c.high), c.unit, c.of.text if c.of else "") for c in record.counts],
    )
    quotes = [(q.speaker.text if q.speaker else "", q.text[:60]) for q in record.quotes]
    yield _table("引语", ("说话人", "内容"), quotes)
    if record.warnings:
        yield '<h2 class="warn">提醒</h2>' + "".join(f"<p>{escape(warning)}</p>" for warning in record.warnings)


def _action(action: Action) -> Sequence[str]:
    roles = (action.agent, action.object, action.recipient, action.place, action.time)
    filled = ["、".join(argument.text for argument in role) for role in roles]
    return action.type, action.trigger.text, *filled, action.modality + (" 否定" if action.polarity == "-" else "")


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    if not body:
        return ""
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    return f"<h2>{escape(title)}</h2><table><tr>{head}</tr>{body}</table>"
