from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest

import extract.archive.folder as folder_module
from extract.archive.folder import OutputFolder, Wishes
from extract.archive.versions import Versions, versions
from extract.errors import SettingError
from extract.sources import ReadOptions, Sources
from tests.archive.folders import CHOICES, KB, NOW, archive_in, page, paths, rows, run, shards, states, table

SMALL = 8 * KB  # of a shard: several of them for a few pages


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return archive_in(tmp_path / "in")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_every_source_is_a_row_and_every_record_in_a_shard(archive: Path, out: Path) -> None:
    plan = run(archive, out, shard_bytes=SMALL)
    assert (plan.found, plan.new, plan.changed, plan.gone) == (42, 42, 0, 0)
    assert list(shards(out))[:2] == ["records-00000.jsonl", "records-00001.jsonl"]
    assert len(shards(out)) > 3
    assert paths(out) == sorted(paths(out))
    assert len(paths(out)) == 41
    found = states(out)
    assert found.pop("empty.txt") == "failed"
    assert set(found.values()) == {"done"}
    (row,) = rows(
        out,
        "SELECT size, mtime_ns, sha256, articles, characters, rules, model, finished FROM sources "
        "WHERE path = '0/000.txt'",
    )
    stat = (archive / "0" / "000.txt").stat()
    assert row[:2] == (stat.st_size, stat.st_mtime_ns)
    assert len(row[2]) == 64
    assert row[3:7] == (1, len(page(0)), "rules", "model")
    assert row[7].endswith("+00:00")
    assert rows(out, "SELECT path, kind FROM failures ORDER BY path") == [
        ("bad.jsonl", "FormatError"),
        ("empty.txt", "EmptyError"),
    ]
    assert rows(out, "SELECT sources, failed, articles, reason != '' FROM sources WHERE path = 'bad.jsonl'") == [
        (2, 1, 1, 1)
    ]
    assert [name for name in os.listdir(out) if name.startswith(".records")] == []


def test_nothing_is_read_twice(archive: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(archive, out, shard_bytes=SMALL)
    before = {path: path.stat().st_ino for path in out.glob("records-*")}
    monkeypatch.setattr(Sources, "read", lambda *_: pytest.fail("a source was read"))
    assert run(archive, out, shard_bytes=SMALL).new == 0
    assert {path: path.stat().st_ino for path in out.glob("records-*")} == before


def test_a_changed_source_is_read_again_in_its_place(
    archive: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(archive, out, shard_bytes=SMALL)
    before = shards(out)
    (archive / "1" / "013.txt").write_text(page(999), encoding="utf-8")
    os.utime(archive / "1" / "016.txt", ns=(1, 1))  # touched, not changed
    read = []
    real = Sources.read
    monkeypatch.setattr(Sources, "read", lambda self, file: read.append(file.path) or real(self, file))
    plan = run(archive, out, shard_bytes=SMALL)
    assert (plan.new, plan.changed, plan.gone) == (0, 1, 0)
    assert read == ["1/013.txt"]
    run(archive, tmp_path / "fresh", shard_bytes=SMALL)
    assert shards(out) == shards(tmp_path / "fresh")
    assert sum(before[name] != data for name, data in shards(out).items()) == 1
    assert run(archive, out, shard_bytes=SMALL).changed == 0


def test_new_sources_come_last_and_gone_ones_go(archive: Path, out: Path) -> None:
    run(archive, out, shard_bytes=SMALL)
    (archive / "0" / "0005.txt").write_text(page(5), encoding="utf-8")
    (archive / "1" / "013.txt").unlink()
    (archive / "empty.txt").unlink()
    plan = run(archive, out, shard_bytes=SMALL)
    assert (plan.new, plan.changed, plan.gone) == (1, 0, 2)
    assert paths(out)[-1] == "0/0005.txt"
    assert "1/013.txt" not in paths(out)
    assert len(paths(out)) == len(set(paths(out))) == 41
    assert {"1/013.txt", "empty.txt"}.isdisjoint(states(out))
    assert rows(out, "SELECT path FROM failures") == [("bad.jsonl",)]


def test_a_shard_of_which_nothing_is_left_is_gone(archive: Path, out: Path) -> None:
    run(archive, out, shard_bytes=SMALL)
    in_first = {json.loads(line)["source"]["path"] for line in shards(out)["records-00000.jsonl"].splitlines()}
    for path in in_first | {"bad.jsonl", "empty.txt"}:
        (archive / path).unlink(missing_ok=True)
    run(archive, out, shard_bytes=SMALL)
    first = shards(out).get("records-00000.jsonl", b"")
    assert first == b""
    assert not in_first & set(paths(out))


@pytest.mark.parametrize("damage", ["lost", "shorter", "other"])
def test_a_damaged_shard_is_made_anew(archive: Path, out: Path, damage: str) -> None:
    run(archive, out, shard_bytes=SMALL)
    before = shards(out)
    shard = out / "records-00001.jsonl"
    if damage == "lost":
        shard.unlink()
    elif damage == "shorter":
        shard.write_bytes(before[shard.name][:-10])
    else:  # the same length: noticed where its bytes are wanted for a copy
        shard.write_bytes(before[shard.name].replace(b"1", b"2"))
        first = json.loads(before[shard.name].splitlines()[0])["source"]["path"]
        (archive / first).write_text((archive / first).read_text(encoding="utf-8") + " ", encoding="utf-8")
        run(archive, out, shard_bytes=SMALL)
        (archive / first).write_text((archive / first).read_text(encoding="utf-8")[:-1], encoding="utf-8")
    run(archive, out, shard_bytes=SMALL)
    assert shards(out) == before


def test_other_rules_are_told_and_wait_for_redo(archive: Path, out: Path) -> None:
    run(archive, out, shard_bytes=SMALL)
    before = {path: path.stat().st_ino for path in out.glob("records-*")}
    newer = Versions("newer", "model", "settings")
    plan = run(archive, out, newer, shard_bytes=SMALL)
    assert plan.outdated == [(42, "rules", "model", "settings")]
    assert {path: path.stat().st_ino for path in out.glob("records-*")} == before
    data = shards(out)
    plan = run(archive, out, newer, shard_bytes=SMALL, redo=True)
    assert (plan.again, plan.outdated) == (42, [])
    assert shards(out) == data
    assert rows(out, "SELECT DISTINCT rules FROM sources") == [("newer",)]
    assert run(archive, out, newer, shard_bytes=SMALL).outdated == []


def test_the_failed_are_tried_again_where_that_is_asked_for(archive: Path, out: Path) -> None:
    broken = archive / "0" / "late.txt"
    broken.symlink_to(archive / "nothing.txt")
    run(archive, out, shard_bytes=SMALL)
    assert states(out)["0/late.txt"] == "failed"
    assert run(archive, out, shard_bytes=SMALL).again == 0
    plan = run(archive, out, shard_bytes=SMALL, retry_failed=True)
    assert plan.again == 3
    assert states(out)["empty.txt"] == "failed"
    assert len(rows(out, "SELECT * FROM failures")) == 3
    (archive / "nothing.txt").write_text(page(1), encoding="utf-8")
    assert run(archive, out, shard_bytes=SMALL).changed == 1
    assert states(out)["0/late.txt"] == "done"


def test_a_limit_takes_the_next_ones(archive: Path, out: Path, tmp_path: Path) -> None:
    run(archive, out, shard_bytes=SMALL, limit=5)
    assert len(rows(out, "SELECT 1 FROM sources WHERE state IN ('done', 'failed')")) == 5
    run(archive, out, shard_bytes=SMALL, limit=5)
    assert len(rows(out, "SELECT 1 FROM sources WHERE state IN ('done', 'failed')")) == 10
    run(archive, out, shard_bytes=SMALL)
    run(archive, tmp_path / "fresh", shard_bytes=SMALL)
    assert paths(out) == paths(tmp_path / "fresh")


def test_a_sample_is_always_the_same(archive: Path, out: Path, tmp_path: Path) -> None:
    run(archive, out, sample=7)
    run(archive, tmp_path / "other", sample=7)
    assert len(states(out)) == 7
    assert shards(out) == shards(tmp_path / "other")
    run(archive, out, sample=9)
    assert len(states(out)) == 9
    plan = run(archive, out)
    assert (plan.new, plan.gone) == (33, 0)


def test_a_long_table_is_spread_over_shards_and_can_be_stopped_within(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_module, "SPREAD", 1)
    archive = tmp_path / "in"
    archive.mkdir()
    (archive / "a.txt").write_text(page(1), encoding="utf-8")
    (archive / "b.jsonl").write_text(table(100) + "no json\n", encoding="utf-8")
    (archive / "c.txt").write_text(page(2), encoding="utf-8")
    run(archive, tmp_path / "whole", shard_bytes=SMALL)
    assert len(shards(tmp_path / "whole")) > 5
    assert paths(tmp_path / "whole") == ["a.txt", *(f"b.jsonl#{n}" for n in range(1, 101)), "c.txt"]
    assert rows(tmp_path / "whole", "SELECT sources, articles, failed FROM sources WHERE path = 'b.jsonl'") == [
        (101, 100, 1)
    ]
    for _ in range(13):
        run(archive, out, shard_bytes=SMALL, limit=8)
    assert states(out) == {"a.txt": "done", "b.jsonl": "done", "c.txt": "done"}
    assert b"".join(shards(out).values()) == b"".join(shards(tmp_path / "whole").values())
    (archive / "b.jsonl").write_text(table(120), encoding="utf-8")  # longer, and the bad line is gone
    run(archive, tmp_path / "whole", shard_bytes=SMALL)
    assert paths(tmp_path / "whole") == ["a.txt", *(f"b.jsonl#{n}" for n in range(1, 121)), "c.txt"]
    (archive / "b.jsonl").write_text(table(3), encoding="utf-8")
    run(archive, tmp_path / "whole", shard_bytes=SMALL)
    assert paths(tmp_path / "whole") == ["a.txt", *(f"b.jsonl#{n}" for n in range(1, 4)), "c.txt"]
    assert states(tmp_path / "whole")["b.jsonl"] == "done"


def test_members_of_a_large_archive_are_read_where_the_work_is_done(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "in"
    archive.mkdir()
    with zipfile.ZipFile(archive / "pages.zip", "w") as pages:
        pages.writestr("2020/02/06/a.txt", page(1))
        pages.writestr("bad.pdf", b"%PDF-1.4 and no more")
        pages.writestr("rows.jsonl", table(3))
        pages.writestr("z.txt", page(2))
        pages.writestr("empty.txt", b"")
    run(archive, tmp_path / "whole")
    monkeypatch.setattr(folder_module, "SPREAD", 1)
    with OutputFolder(out, Sources([archive], ReadOptions()), Wishes(), NOW) as output:
        output.prepare()
        pieces = [type(piece).__name__ for portion in output._portions() for piece in portion.batch()]
    assert pieces == ["Document", "Document", "Document", "Source", "Source", "Source", "Document"]
    run(archive, out)
    assert shards(out) == shards(tmp_path / "whole")
    failures = "SELECT path, kind FROM failures ORDER BY path"
    assert rows(out, failures) == rows(tmp_path / "whole", failures) != []
    (row,) = rows(out, "SELECT sources, failed, sha256 FROM sources")
    assert row == rows(tmp_path / "whole", "SELECT sources, failed, sha256 FROM sources")[0]
    first = json.loads(shards(out)["records-00000.jsonl"].splitlines()[0])
    assert first["publication"]["date"] == "2020-02-06"


def opened(archive: Path, out: Path) -> OutputFolder:
    return OutputFolder(out, Sources([archive], ReadOptions()), Wishes(), NOW)


def test_two_runs_in_one_folder_are_one_too_many(archive: Path, out: Path) -> None:
    with opened(archive, out), pytest.raises(SettingError, match="another run"), opened(archive, out):
        pass
    with opened(archive, out):
        pass


def test_other_inputs_do_not_drive_out_what_is_there(archive: Path, out: Path, tmp_path: Path) -> None:
    run(archive, out)
    other = tmp_path / "other"
    other.mkdir()
    (other / "x.txt").write_text(page(1), encoding="utf-8")
    with pytest.raises(SettingError, match="other inputs"):
        run(other, out)
    assert len(paths(out)) == 41


def test_the_output_may_lie_in_the_input_but_not_the_other_way(archive: Path) -> None:
    run(archive, archive / "out")
    assert run(archive, archive / "out").new == 0
    with pytest.raises(SettingError, match="is read"):
        run(archive / "0", archive)


def test_a_ledger_that_is_none_is_refused(archive: Path, out: Path) -> None:
    out.mkdir()
    (out / "ledger.sqlite").write_text("no database, and long enough to be none" * 100, encoding="utf-8")
    with pytest.raises(SettingError, match="ledger"):
        run(archive, out)


def test_names_that_are_no_utf8(archive: Path, out: Path) -> None:
    (archive / os.fsdecode(b"\xc7\xe0.txt")).write_text(page(1), encoding="utf-8")
    run(archive, out)
    assert rows(out, "SELECT state, reason FROM sources WHERE path LIKE '%udc%'")[0][0] == "failed"


def test_versions_follow_what_they_stand_for(tmp_path: Path) -> None:
    first = versions(CHOICES)
    assert first == versions(CHOICES)
    from dataclasses import replace

    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "saying.txt").write_text("青石镇\n", encoding="utf-8")
    other = versions(replace(CHOICES, patterns=str(tmp_path), model="builtin", segmenter="jieba"))
    assert all(getattr(first, name) != getattr(other, name) for name in ("rules", "model", "settings"))
