"""The floors of the corpus: scores that may only rise.

python tools/floors.py --check   score corpus/ and fail where a figure is under its floor in corpus/floors.json
python tools/floors.py --raise   raise every floor to the figure reached now, rounded down; none is ever lowered
"""

from __future__ import annotations

import argparse
import json
import sys
from math import floor
from pathlib import Path

from extract.evaluate import Report, evaluate
from extract.pipeline import load
from extract.records import Record
from extract.sources import Manifest, Sources

CORPUS = Path(__file__).parent.parent / "corpus"
FLOORS = CORPUS / "floors.json"


def corpus_records(model: str = "builtin") -> list[Record]:
    """The records of the corpus pages, extracted now."""
    extractor = load(model=model)
    records: list[Record] = []
    pages = [path for path in sorted(CORPUS.glob("*.txt")) if not path.name.endswith(".tagged.txt")]
    for source in Sources(pages, manifest=Manifest.read(CORPUS / "manifest.csv")):
        if isinstance(source, Exception):
            raise source
        records += extractor.extract(source)
    return records


def score() -> Report:
    """The corpus scored against its gold."""
    return evaluate(CORPUS, corpus_records())


def fallen(figures: dict[str, float], floors: dict[str, float]) -> list[str]:
    """One line for every figure that is under its floor or gone."""
    return [f"{name}: {figures.get(name, 0.0):.4f} is under its floor {low:.4f}" for name, low in floors.items()
            if figures.get(name, 0.0) < low]  # fmt: skip


def main() -> int:
    """Check or raise; exit code 1 where a figure has fallen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("--check", action="store_true")
    choice.add_argument("--raise", action="store_true", dest="lift")
    choice.add_argument("--errors", type=int, metavar="N", help="print N mistakes of each kind")
    arguments = parser.parse_args()
    report = score()
    figures = report.figures()
    floors: dict[str, float] = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    for name, value in figures.items():
        print(f"{name:26s} {value:.4f}   floor {floors.get(name, 0.0):.4f}")
    if arguments.errors:
        for kind, mistakes in report.mistakes.items():
            print(
                f"\n== {kind} ({len(mistakes)})",
                *(" | ".join(map(str, m)) for m in mistakes[: arguments.errors]),
                sep="\n   ",
            )
    if arguments.lift:
        raised = {name: max(floors.get(name, 0.0), floor(value * 1000) / 1000) for name, value in figures.items()}
        FLOORS.write_text(json.dumps(raised, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return 0
    faults = fallen(figures, floors)
    print(*faults, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
