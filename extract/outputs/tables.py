"""A record as rows of tables: one table a class of findings, with the column names of the JSON.

Every row starts with the record's id and the path of its source and ends with its character range, in the record's
text (`start`, `end`) and in the decoded source (`source_start`, `source_end`). A value that lies deeper in the JSON has
its path as name, joined by `_` (`publication.date` is `publication_date`). A column is one row in TABLES.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any, Literal

from extract.outputs.tracing import Way
from extract.records import ROLES, Organization, Person, Place, Record

Cell = str | int | float | bool | list[str] | None
ColumnType = Literal["text", "integer", "number", "boolean", "list"]
Key = tuple[str, ...]
Range = tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the type of its cells (a list holds text), and how a row's thing gives the cell."""

    name: str
    type: ColumnType
    cell: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A class of findings: the things of a record that are its rows, their columns, and their character range.

    `key` tells the rows of one record apart; `refers` leads from columns to the columns of another table.
    """

    things: Callable[[Record], Iterable[Any]]
    own: tuple[Column, ...]
    key: Key
    range: Callable[[Any], Range]
    refers: Mapping[Key, tuple[str, Key]]

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns, in order: where from, the class's own, the range."""
        return (*SOURCE, *self.own, *RANGE)


@dataclass(frozen=True, slots=True)
class _In:
    """A thing with its place in its list and with what it belongs to."""

    position: int
    thing: Any
    owner: Any = None
    extra: Any = None


def rows(record: Record) -> Iterator[tuple[str, list[Cell]]]:
    """(name of the table, cells in the order of its columns) for everything in the record, table by table.

    >>> from extract import load
    >>> record = load(model="none")("县图书馆昨日开馆", published="2021-03-05")[0]
    >>> [cells[6] for name, cells in rows(record) if name == "dates"]
    ['2021-03-04']
    """
    way = Way(record)
    head: list[Cell] = [record.id, record.source.path]
    for name, table in TABLES.items():
        for thing in table.things(record):
            span = table.range(thing)
            there = way.span(*span) if span else (None, None)
            own = [_cell(column.cell(thing)) for column in table.own]
            yield name, [*head, *own, *(span or (None, None)), *there]


def entities(record: Record) -> Iterator[Organization | Person | Place]:
    """Everything named in a record: organizations, then people, then places."""
    yield from record.organizations
    yield from record.people
    yield from record.places


def posts(record: Record) -> dict[str, list[str]]:
    """The posts of every person, by the person's id: the organization's name and the title, as one line each."""
    names = {entity.id: entity.name for entity in entities(record)}
    return {
        person.id: [names.get(title.organization or "", "") + title.title for title in person.titles]
        for person in record.people
    }


def _cell(value: Any) -> Cell:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    cell: Cell = value
    return cell


def _text(name: str, cell: Callable[[Any], Any] | None = None) -> Column:
    return Column(name, "text", cell or attrgetter(name))


def _integer(name: str, cell: Callable[[Any], Any] | None = None) -> Column:
    return Column(name, "integer", cell or attrgetter(name))


def _number(name: str, cell: Callable[[Any], Any] | None = None) -> Column:
    return Column(name, "number", cell or attrgetter(name))


def _list(name: str, cell: Callable[[Any], Any] | None = None) -> Column:
    return Column(name, "list", cell or attrgetter(name))


def _of(path: str) -> Callable[[Any], Any]:
    """What a dotted path leads to, None where anything on the way is None."""
    steps = path.split(".")

    def follow(thing: Any) -> Any:
        for step in steps:
            thing = None if thing is None else getattr(thing, step)
        return thing

    return follow


def _deep(path: str, make: Callable[[str, Callable[[Any], Any]], Column] = _text) -> Column:
    return make(path.replace(".", "_"), _of(path))


def _texts(role: str) -> Callable[[Any], list[str]]:
    return lambda action: [argument.text for argument in getattr(action, role)]


def _numbered(name: str) -> Callable[[Record], Iterable[_In]]:
    return lambda record: (_In(i, thing) for i, thing in enumerate(getattr(record, name)))


def _mentions(record: Record) -> Iterator[_In]:
    for entity in entities(record):
        for position, mention in enumerate(entity.mentions):
            yield _In(position, mention, entity)


def _people(record: Record) -> Iterator[_In]:
    held = posts(record)
    for position, person in enumerate(record.people):
        yield _In(position, person, extra=held[person.id])


def _posts(record: Record) -> Iterator[_In]:
    organizations = {organization.id: organization for organization in record.organizations}
    for person in record.people:
        for position, title in enumerate(person.titles):
            yield _In(position, title, person, organizations.get(title.organization or ""))


def _arguments(record: Record) -> Iterator[_In]:
    for action in record.actions:
        for role in ROLES:
            for position, argument in enumerate(getattr(action, role)):
                yield _In(position, argument, action, role)


def _own_range(thing: Any) -> Range:
    return thing.start, thing.end


def _inner_range(place: _In) -> Range:
    return _own_range(place.thing)


def _first_mention(entity: Organization | Person | Place) -> Range:
    return _own_range(entity.mentions[0]) if entity.mentions else None


def _inner(name: str, make: Callable[[str, Callable[[Any], Any]], Column] = _text) -> Column:
    """A column of the thing inside an `_In`."""
    return make(name.replace(".", "_"), _of(f"thing.{name}"))


_CLASSES: dict[type, str] = {Organization: "organization", Person: "person", Place: "place"}
SOURCE = (_text("record_id"), _text("source_path"))  # filled by `rows`
RANGE = (_integer("start"), _integer("end"), _integer("source_start"), _integer("source_end"))
_POSITION = _integer("position")
_MENTIONS = _integer("mentions", lambda entity: len(entity.mentions))

# One row a table, one row a column: the name, the type, and where in the record the cell comes from.
TABLES: dict[str, Table] = {
    "articles": Table(
        lambda record: [record],
        (
            _deep("source.sha256"),
            _deep("source.encoding"),
            _deep("source.article", _integer),
            _deep("publication.date"),
            _deep("publication.date_basis"),
            _deep("publication.outlet"),
            _deep("publication.page"),
            _deep("publication.place.name"),
            _deep("publication.place.code"),
            _text("headline"),
            _text("kicker"),
            _text("deck"),
            _list("subheads"),
            _text("text"),
            _list("warnings"),
        ),
        (),
        lambda record: (0, len(record.text)),
        {},
    ),
    "organizations": Table(
        lambda record: record.organizations,
        (_text("id"), _text("name"), _text("kind"), _text("canonical"), _MENTIONS),
        ("id",),
        _first_mention,
        {},
    ),
    "people": Table(
        _people,
        (
            _inner("id"),
            _inner("name"),
            _inner("age", _number),
            _list("posts", attrgetter("extra")),
            _integer("mentions", lambda place: len(place.thing.mentions)),
        ),
        ("id",),
        lambda place: _first_mention(place.thing),
        {},
    ),
    "posts": Table(
        _posts,
        (
            _text("person", _of("owner.id")),
            _text("person_name", _of("owner.name")),
            _POSITION,
            _inner("title"),
            _inner("organization"),
            _text("organization_name", _of("extra.name")),
            _text("organization_canonical", _of("extra.canonical")),
        ),
        ("person", "position"),
        _inner_range,
        {("person",): ("people", ("id",)), ("organization",): ("organizations", ("id",))},
    ),
    "places": Table(
        lambda record: record.places,
        (_text("id"), _text("name"), _text("code"), _list("path"), _MENTIONS),
        ("id",),
        _first_mention,
        {},
    ),
    "mentions": Table(
        _mentions,
        (
            _text("entity", _of("owner.id")),
            _text("class", lambda place: _CLASSES[type(place.owner)]),
            _text("name", _of("owner.name")),
            _POSITION,
            _inner("text"),
            _inner("by"),
            _inner("confidence", _number),
        ),
        ("entity", "position"),
        _inner_range,
        {},
    ),
    "dates": Table(
        lambda record: record.dates,
        (
            _text("id"),
            _text("text"),
            _text("kind"),
            _text("value"),
            _text("earliest"),
            _text("latest"),
            _text("basis"),
            _list("alternatives"),
            _text("by"),
        ),
        ("id",),
        _own_range,
        {},
    ),
    "counts": Table(
        lambda record: record.counts,
        (
            _text("id"),
            _text("text"),
            _text("kind"),
            _number("value"),
            _number("low"),
            _number("high"),
            _text("approx"),
            _text("unit"),
            _text("unit_code"),
            _deep("of.text"),
            _deep("of.head"),
            _deep("of.start", _integer),
            _deep("of.end", _integer),
            Column("cumulative", "boolean", attrgetter("cumulative")),
            _text("role"),
            _text("by"),
        ),
        ("id",),
        _own_range,
        {},
    ),
    "actions": Table(
        lambda record: record.actions,
        (
            _text("id"),
            _text("type"),
            _text("trigger", _of("trigger.text")),
            *(_list(role, _texts(role)) for role in ROLES),
            _list("counts"),
            _text("modality"),
            _text("polarity"),
            _text("said_in"),
            _text("ordered_by"),
            _text("by"),
            _number("confidence"),
        ),
        ("id",),
        lambda action: _own_range(action.trigger),
        {},
    ),
    "arguments": Table(
        _arguments,
        (
            _text("action", _of("owner.id")),
            _text("type", _of("owner.type")),
            _text("role", attrgetter("extra")),
            _POSITION,
            _inner("text"),
            _inner("ref"),
        ),
        ("action", "role", "position"),
        _inner_range,
        {("action",): ("actions", ("id",))},
    ),
    "quotes": Table(
        _numbered("quotes"),
        (
            _inner("id"),
            _POSITION,
            _inner("text"),
            _inner("kind"),
            _inner("speaker.text"),
            _inner("speaker.ref"),
            _inner("speaker.start", _integer),
            _inner("speaker.end", _integer),
        ),
        ("position",),
        _inner_range,
        {},
    ),
    "credits": Table(
        _numbered("bylines"),
        (_POSITION, _inner("role"), _inner("name")),
        ("position",),
        _inner_range,
        {},
    ),
}
