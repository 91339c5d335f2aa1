"""Characters per CPU second, a stage at a time and whole, beside other tools in the same run; whole runs over archives.

python -m tools.bench [FILE.jsonl[.gz] …] [--field text] [--characters N] [--runs N] [--write]

Without files the pages of corpus/ are repeated. Stages and peers: CPU seconds of one process on one thread
(`time.process_time`), each figure the best of three passes, each over other texts. `--runs`: characters of the whole
runs (bench_archive), 0 leaves them out. `--write` puts all of it between the markers of docs/performance.md.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import os
import platform
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from time import process_time
from typing import Any

import orjson

from extract.archive import batches
from extract.article import Source
from extract.assembly import to_row
from extract.collector import uncollected
from extract.pipeline import STAGES, Extractor, load
from tools import bench_archive, bench_peers, bench_values
from tools.bench_values import best, in_passes
from tools.floors import CORPUS
from tools.generate_docs import DOCS, between_markers


def texts(files: list[Path], field: str, characters: int) -> Iterator[str]:
    """Texts from the files, or the corpus pages again and again, until there are enough characters."""
    pages = [p.read_text(encoding="utf-8") for p in sorted(CORPUS.glob("*.txt")) if ".tagged" not in p.name]
    seen = 0
    while seen < characters:
        for text in (row[field] for row in rows(files)) if files else pages:
            yield text
            seen += len(text)
            if seen >= characters:
                return


def rows(files: list[Path]) -> Iterator[dict[str, Any]]:
    """What JSON Lines files hold."""
    for file in files:
        opener = gzip.open if file.suffix == ".gz" else open
        with opener(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)


def stage_costs(sources: list[Source]) -> dict[str, float]:
    """Seconds a character of every step, in the batches of a run; the fastest of the passes, each over other texts."""
    extractor = load()
    extractor.extract(sources[0])
    costs: dict[str, float] = {}
    for part in in_passes(sources):
        seconds: Counter[str] = Counter()
        for batch in batches(part):
            seconds.update(batch_seconds(extractor, [one for one in batch if isinstance(one, Source)]))
        characters = sum(len(source.text) for source in part)
        costs = {name: min(costs.get(name, 1.0), value / characters) for name, value in seconds.items()}
    return costs


def batch_seconds(extractor: Extractor, batch: list[Source]) -> dict[str, float]:
    """Seconds of every step over one batch."""
    start = process_time()
    articles = [article for source in batch for article in extractor.layout(source)]
    seconds = {"Layout": process_time() - start}
    for stage, kind in zip(extractor.stages, STAGES, strict=True):
        start = process_time()
        stage(articles)
        seconds[kind.__name__] = process_time() - start
    start = process_time()
    for article in articles:
        orjson.dumps(to_row(article))
    seconds["Records, as JSON"] = process_time() - start
    return seconds


def start_up(*arguments: str) -> float:
    """CPU seconds of a command, user and system, of a fresh interpreter; the least of three.

    The first of them leaves the modules compiled, as an installer does: reading the sources takes a sixth of the time.
    """
    installed = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    seconds = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [Path(sys.executable).with_name("jianbao"), *arguments]
        subprocess.run(command, check=True, capture_output=True, env=installed)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(seconds)


def posseg_speed(sources: list[Source]) -> float:
    """Characters per CPU second of jieba.posseg alone over the same texts."""
    import jieba.posseg

    jieba.setLogLevel(30)
    jieba.posseg.lcut("热身")

    def tag(source: Source) -> None:
        jieba.posseg.lcut(source.text)  # not kept: a growing heap would slow the collector, and so the yardstick

    return best(tag, in_passes(sources), lambda source: len(source.text))


def machine() -> str:
    """The processor by name."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "") or platform.processor() or platform.machine()


def table(sources: list[Source], name: str) -> tuple[str, float]:
    """The figures as a Markdown table, and the characters per CPU second of whole records."""
    characters = sum(len(source.text) for source in sources)
    gc.freeze()
    with uncollected():  # as in a run; for the yardstick alike
        costs = stage_costs(sources)
        posseg = posseg_speed(sources)
    whole = 1 / sum(costs.values())
    lines = [f"| {name} | {1 / cost:,.0f} | |" for name, cost in costs.items()]
    lines.append(f"| **whole record** | **{whole:,.0f}** | {whole / posseg:.2f} |")
    without = 1 / (1 / whole - costs["Tagger"])
    lines.append(f"| whole record without the model | {without:,.0f} | {without / posseg:.2f} |")
    lines.append(f"| jieba.posseg alone | {posseg:,.0f} | 1.00 |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    about = (
        f"{name}: {characters:,} characters in {len(sources):,} sources; {machine()}, "
        f"Python {platform.python_version()}, one thread; peak memory {peak:,.0f} MB; "
        f"`jianbao --help` {start_up('--help'):.2f} CPU seconds, `jianbao run` on one short page "
        f"{start_up('run', str(CORPUS / 'a01.txt')):.2f}."
    )
    head = "| step | characters per CPU second | times jieba.posseg |\n|---|---:|---:|\n"
    return f"{about}\n\n{head}" + "\n".join(lines), whole


def main() -> None:
    """Measure and print; write the table where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--field", default="text")
    parser.add_argument("--characters", type=int, default=900_000)
    parser.add_argument("--runs", type=int, default=3_000_000)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    found = texts(arguments.files, arguments.field, arguments.characters)
    sources = [
        Source(f"{i}.txt", sha256(t.encode()).hexdigest(), "utf-8", t, "2020-01-01") for i, t in enumerate(found)
    ]
    read = [source.text for source in sources]
    stages, whole = table(sources, ", ".join(file.name for file in arguments.files) or "The pages of corpus/, repeated")
    parts = [stages, bench_peers.table(read, whole), bench_values.table(read)]
    if arguments.runs:
        parts.append(bench_archive.table(list(texts(arguments.files, arguments.field, arguments.runs))))
    figures = "\n\n".join(parts)
    print(figures)
    page = DOCS / "performance.md"
    if arguments.write:
        page.write_text(between_markers(page.read_text(encoding="utf-8"), figures), encoding="utf-8")


if __name__ == "__main__":
    main()
