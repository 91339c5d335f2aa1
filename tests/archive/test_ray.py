"""The same run on a cluster of two workers, on this machine alone."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.archive import Choices
from extract.archive.folder import OutputFolder, Wishes
from extract.errors import SettingError
from extract.sources import ReadOptions, Sources
from tests.archive.folders import CHOICES, KB, NOW, archive_in, engine, page, paths, run, shards

pytest.importorskip("ray", reason="Ray is not installed (pip install 'jianbao[ray]')")
pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
pytestmark = pytest.mark.slow

from extract.archive.ray_ import Extract, RayEngine, connect, extract_parquet  # noqa: E402 - Ray is there

SHARD = 8 * KB


@pytest.fixture(scope="module")
def cluster() -> Iterator[object]:
    ray = connect(3, None)
    yield ray
    ray.shutdown()


def on_cluster(archive: Path, out: Path, kill: int = 0) -> int:
    """A run on two actors, some of which are killed on the way; how many."""
    killed = 0
    with OutputFolder(out, Sources([archive], ReadOptions()), Wishes(shard_bytes=SHARD), NOW) as output:
        output.prepare()
        working = RayEngine(CHOICES, 2)
        for number, _ in enumerate(output.run(working)):
            if killed < kill and number % 3 == 0:
                os.kill(next(iter(working.processes.values())), signal.SIGKILL)
                killed += 1
    return killed


def test_a_run_on_a_cluster_is_the_run_here(tmp_path: Path, cluster: object) -> None:
    archive = archive_in(tmp_path / "in", 60)
    run(archive, tmp_path / "here", shard_bytes=SHARD)
    on_cluster(archive, tmp_path / "there")
    assert len(paths(tmp_path / "there")) == 61
    assert shards(tmp_path / "there") == shards(tmp_path / "here")


def test_a_worker_killed_on_the_cluster_loses_nothing(tmp_path: Path, cluster: object) -> None:
    archive = archive_in(tmp_path / "in", 120)
    run(archive, tmp_path / "here", shard_bytes=SHARD)
    assert on_cluster(archive, tmp_path / "there", kill=2) == 2
    assert shards(tmp_path / "there") == shards(tmp_path / "here")


def test_wrong_choices_are_told(tmp_path: Path, cluster: object) -> None:
    with pytest.raises(SettingError, match="patterns"):
        next(RayEngine(Choices(patterns=str(tmp_path / "none")), 1).run([[]], lambda batch: batch))


def test_parquet_to_parquet_on_any_filesystem(tmp_path: Path, cluster: object) -> None:
    import pyarrow.fs
    import pyarrow.parquet

    (tmp_path / "bucket" / "texts").mkdir(parents=True)
    texts = [page(number).strip() for number in range(30)]
    table = pa.table({"body": texts, "path": [f"{n}.txt" for n in range(30)], "published": ["2021-03-05"] * 30})
    pyarrow.parquet.write_table(table, tmp_path / "bucket" / "texts" / "0.parquet")
    bucket = pyarrow.fs.SubTreeFileSystem(str(tmp_path / "bucket"), pyarrow.fs.LocalFileSystem())
    extract_parquet("texts", "records", CHOICES, text="body", rows=8, filesystem=bucket)
    found = pyarrow.parquet.read_table(tmp_path / "bucket" / "records").sort_by("path").to_pylist()
    assert [row["path"] for row in found] == sorted(f"{number}.txt" for number in range(30))
    extractor = engine().desk.extractor
    for row in found:
        (expected,) = extractor(texts[int(row["path"][:-4])], published="2021-03-05")
        record = json.loads(row["record"])
        assert record["counts"] == expected.model_dump(mode="json")["counts"]
        assert record["publication"]["date"] == "2021-03-05"


def test_a_table_through_the_operator() -> None:
    table = pa.table({"text": [page(3), "", None], "path": ["a", "b", "c"]})
    rows = Extract(CHOICES)(table).to_pylist()
    assert rows[0]["path"] == "a"
    assert json.loads(rows[0]["record"])["source"]["path"] == "a"
