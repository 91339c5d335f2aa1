"""What the records of a run depend on besides their sources, as short hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from importlib import metadata
from pathlib import Path

import orjson

from extract.archive.work import PACKAGE, Choices
from extract.rules import Patterns
from extract.sources import ReadOptions

# The rooms whose code decides what is in a record.
ROOMS = ("sources", "layout", "rules", "words", "values", "names", "models", "actions", "quotes")
LENGTH = 12  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class Versions:
    """`rules`: patterns and code; `model`: the tagger with its weights; `settings`: options, dictionary, manifest."""

    rules: str
    model: str
    settings: str


def versions(choices: Choices) -> Versions:
    """The versions that are in force. Raises SettingError where the choices name what isn't there."""
    return Versions(_rules(choices), _model(choices.model), _settings(choices))


def _rules(choices: Choices) -> str:
    files = [path for room in ROOMS for path in sorted((PACKAGE / room).rglob("*.py"))]
    files += [PACKAGE / name for name in ("assembly.py", "pipeline.py", "records.py")]
    patterns = Patterns.load(choices.patterns)
    patterns.check_names()
    return _hash([patterns.fingerprint().encode(), *(path.read_bytes() for path in files)])


def _model(model: str) -> str:
    scheme, _, name = model.partition(":")
    if scheme == "builtin":
        weights = sorted((PACKAGE / "models" / "weights").glob("tagger.*"))
        return f"{model} {_hash(path.read_bytes() for path in weights)}"
    if not name:
        return model
    found = [f"{package} {_installed(package)}" for package in (scheme, name) if _installed(package)]
    return " ".join([model, *found])


def _installed(package: str) -> str:
    try:
        return metadata.version(package)
    except (metadata.PackageNotFoundError, ValueError):
        return ""


def _settings(choices: Choices) -> str:
    options = replace(choices.options or ReadOptions(), follow=False)
    dictionary = Path(choices.dictionary).read_bytes() if choices.dictionary else b""
    manifest = choices.manifest.fingerprint() if choices.manifest else ""
    said = {"segmenter": choices.segmenter, "options": asdict(options), "manifest": manifest}
    return _hash([orjson.dumps(said, option=orjson.OPT_SORT_KEYS), dictionary])


def _hash(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()[:LENGTH]
