"""From sources to records: the stages, read top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from extract.actions import Actions
from extract.article import Article, Source, Stage
from extract.assembly import to_record
from extract.layout import Layout
from extract.models import Tagger
from extract.names import Names
from extract.quotes import Quotes
from extract.records import Record
from extract.rules import Settings
from extract.values import Values
from extract.words import Sentences, Words

# Order matters: mentions are found on characters, the words are cut between them, then clauses are read.
STAGES: tuple[type[Stage], ...] = (Sentences, Values, Tagger, Names, Words, Quotes, Actions)
