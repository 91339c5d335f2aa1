from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from extract.cli.app import COMMANDS, app
from extract.models.builtin import CONVENTIONS
from tests.interrupting import interruptible

TEXT = "青石镇开镰\n\n昨日，青石镇老桥村的三百亩早稻开镰，村民王大山说：“今年每亩多收五十斤。”\n"
JIANBAO = [sys.executable, "-c", "from extract.cli.app import main; main()"]


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "nt20200206A2.txt").write_text(TEXT, encoding="utf-8")
    (folder / "old.txt").write_bytes(TEXT.encode("gbk"))
    return folder


def jianbao(*arguments: object, **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [*JIANBAO, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, timeout=120, check=False, **options)  # type: ignore[call-overload,no-any-return]


def invoke(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def records(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_documents_and_archives_to_a_file_by_any_number_of_workers(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "20200206.txt").write_text("青石镇昨日修桥两座。\n", encoding="utf-8")
    (folder / "bad.pdf").write_bytes(b"no document")
    (folder / "rows.jsonl").write_text('{"text": "镇医院收到口罩300只。", "date": "soon"}\n', encoding="utf-8")
    with zipfile.ZipFile(folder / "pages.zip", "w") as pages:
        pages.writestr("a.txt", "全镇八个村通了水。\n")
        pages.writestr("photo.jpg", b"x")
        pages.writestr("bad.pdf", b"no document")
    (folder / "m.csv").write_text("path,outlet\n20200206.txt,青石日报\na.txt,县报\nb.txt,县报\n", encoding="utf-8")
    said = []
    for workers in (1, 2):
        arguments = ("--model", "none", "--workers", workers, "--manifest", folder / "m.csv")
        code, _, err = invoke("run", folder, *arguments, "-o", tmp_path / f"{workers}.jsonl")
        assert code == 1
        said.append([line for line in err.splitlines() if "CPU s" not in line])
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()
    assert said[0] == said[1]
    found = [(r["source"]["path"], r["publication"]["outlet"]) for r in records(tmp_path / "1.jsonl")]  # type: ignore[index]
    assert found == [("20200206.txt", "青石日报"), ("pages.zip!/a.txt", "县报"), ("rows.jsonl#1", None)]
    told = "\n".join(said[0])
    assert "5 sources, 3 articles" in told
    assert "no source is called b.txt" in told
    assert "note: 1 file left out" in told
    assert "rows.jsonl#1: The field date" in told
    assert told.count("bad.pdf: It cannot be read as a PDF") == 2 or "pip install" in told


def test_a_folder_to_a_file(pages: Path, tmp_path: Path) -> None:
    code, out, err = invoke("run", pages, "--model", "none", "-o", tmp_path / "r.jsonl")
    assert (code, out) == (0, "")
    first, second = records(tmp_path / "r.jsonl")
    assert first["source"]["path"] == "nt20200206A2.txt"  # type: ignore[index]
    assert first["publication"]["date"] == "2020-02-06"  # type: ignore[index]
    assert first["publication"]["date_basis"] == "metadata"  # type: ignore[index]
    assert first["publication"]["page"] == "A2"  # type: ignore[index]
    assert second["source"]["encoding"] == "gb18030"  # type: ignore[index]
    assert first["text"] == second["text"]
    assert "2 sources, 2 articles" in err
    assert "chars per CPU second" in err


def test_a_bad_source_is_told_and_the_rest_goes_on(pages: Path, tmp_path: Path) -> None:
    (pages / "empty.txt").write_bytes(b"")
    (pages / "photo.png").write_bytes(b"\x89PNG")
    code, _, err = invoke("run", pages, tmp_path / "gone.txt", "--model", "none", "-o", tmp_path / "r.jsonl")
    assert code == 1
    assert len(records(tmp_path / "r.jsonl")) == 2
    assert "failed: pages/empty.txt: It is empty" in err
    assert "gone.txt: There is no such file" in err
    assert "2 failed" in err
    assert "photo.png" in err


def test_a_manifest_and_its_warnings(pages: Path, tmp_path: Path) -> None:
    manifest = pages / "manifest.csv"
    manifest.write_text("path,published,outlet\nold.txt,1978-05-12,青石日报\ngone.txt,,\n", encoding="utf-8")
    code, _, err = invoke("run", pages, "--manifest", manifest, "--model", "none", "-o", tmp_path / "r.jsonl")
    assert code == 0, err
    publication = records(tmp_path / "r.jsonl")[1]["publication"]
    assert (publication["date"], publication["outlet"]) == ("1978-05-12", "青石日报")  # type: ignore[index]
    assert "line 3: no source is called gone.txt" in err


def test_rows_and_limit(tmp_path: Path) -> None:
    table = tmp_path / "t.jsonl"
    table.write_text('{"body": "字一。", "day": "20220924"}\n' * 3, encoding="utf-8")
    arguments = ("--text-field", "body", "--date-field", "day", "--limit", 2, "--model", "none")
    code, _, err = invoke("run", table, "-o", tmp_path / "r.jsonl", *arguments)
    assert code == 0, err
    assert [record["publication"]["date"] for record in records(tmp_path / "r.jsonl")] == ["2022-09-24"] * 2  # type: ignore[index]


def test_output_inside_the_input_is_not_read(pages: Path) -> None:
    for _ in range(2):
        assert invoke("run", pages, "--model", "none", "-o", pages / "r.jsonl")[0] == 0
    assert len(records(pages / "r.jsonl")) == 2


def test_a_pipe(pages: Path) -> None:
    done = jianbao("run", "-", "--model", "none", input=TEXT.encode("utf-16"))
    assert done.returncode == 0, done.stderr.decode()
    record = json.loads(done.stdout)
    assert record["source"]["path"] == "stdin"
    assert b"\x1b" not in done.stderr, "no colours and no bar where nobody looks"
    assert jianbao("run", "-", "--model", "none", input=TEXT.encode("utf-16")).stdout == done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_a_terminal_sees_rate_and_time_left(pages: Path, tmp_path: Path) -> None:
    import pty

    parent, child = pty.openpty()
    command = [*JIANBAO, "run", str(pages), "--model", "none", "-o", str(tmp_path / "r.jsonl")]
    running = subprocess.Popen(command, stderr=child, env=os.environ | {"TERM": "xterm", "COLUMNS": "100"})
    os.close(child)
    shown = ""
    with suppress(OSError), os.fdopen(parent, encoding="utf-8", errors="replace") as screen:  # its end is an error
        for line in screen:
            shown += line
    assert running.wait(60) == 0
    assert "chars/s" in shown
    assert "0:00:00" in shown
    assert "2 sources, 2 articles" in shown


def test_a_reader_that_goes_away(pages: Path) -> None:
    lines = b'{"text": "\xe5\xad\x97\xe4\xb8\x80\xe3\x80\x82"}\n' * 3000
    (pages / "t.jsonl").write_bytes(lines)
    running = subprocess.Popen(
        [*JIANBAO, "run", str(pages / "t.jsonl"), "--model", "none"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.read(100)
    running.stdout.close()
    assert running.stderr.read() == b""
    assert running.wait(60) == 141


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_an_interruption_is_clean(tmp_path: Path, workers: int) -> None:
    (tmp_path / "t.jsonl").write_text(json.dumps({"text": TEXT * 4}) + "\n", encoding="utf-8")
    command = [*JIANBAO, "run", *[str(tmp_path / "t.jsonl")] * 20000, "--model", "none"]
    (tmp_path / "r.jsonl").write_text("old", encoding="utf-8")
    running = interruptible([*command, "--workers", str(workers), "-o", str(tmp_path / "r.jsonl")])
    part = tmp_path / ".r.jsonl.part"
    for _ in range(600):
        if running.poll() is not None or (part.exists() and part.stat().st_size):
            break
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130, err.decode()
    assert b"Traceback" not in err
    assert b"interrupted" in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.jsonl", "t.jsonl"]
    assert (tmp_path / "r.jsonl").read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run"], "INPUT"),
        (["run", "x", "--workers", "0"], "workers"),
        (["rnu"], "Did you mean 'run'"),
    ],
)
def test_wrong_usage(arguments: list[str], words: str) -> None:
    code, _, err = invoke(*arguments)
    assert code == 2
    assert words in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--encoding", "klingon"], "no such encoding"),
        (["--manifest", "gone.csv"], "gone.csv"),
        (["--patterns", "gone"], "gone"),
        (["--model", "nonsense"], "nonsense"),
        (["--segmenter", "nonsense"], "nonsense"),
        (["-o", "out.xml"], ".jsonl"),
        (["-o", "gone/out.jsonl"], "gone/out.jsonl"),
        (["--text-field", ""], "--text-field"),
        ([""], "one is empty"),
        (["-o", ""], "--output"),
        (["-o", "."], "a folder"),
    ],
)
def test_wrong_settings_are_one_line(pages: Path, arguments: list[str], words: str) -> None:
    done = jianbao("run", pages, *arguments, cwd=pages)
    assert done.returncode == 2, done.stderr.decode()
    assert words in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_schema() -> None:
    code, out, _ = invoke("schema")
    assert code == 0
    schema = json.loads(out)
    Draft202012Validator.check_schema(schema)
    assert set(schema["required"]) == set(schema["properties"])


def test_version() -> None:
    from extract import __version__

    assert invoke("--version")[:2] == (0, f"jianbao {__version__}\n")


def test_help_lists_the_commands_and_examples() -> None:
    _, out, _ = invoke("--help")
    assert all(name in out and summary in out for name, (_, summary) in COMMANDS.items())
    code, out, _ = invoke("run", "--help")
    assert code == 0
    assert "jianbao run pages/ --manifest pages.csv -o records.jsonl" in out


def test_help_names_the_models() -> None:
    help_text = "".join(CliRunner().invoke(app, ["run", "--help"], env={"COLUMNS": "400"}).output.split())
    for model in ("builtin", *(f"builtin:{convention}" for convention in CONVENTIONS), "none", "spacy:NAME"):
        assert model in help_text


def test_completion_knows_commands_and_options() -> None:
    def completed(words: str) -> str:
        environment = os.environ | {
            "_JIANBAO_COMPLETE": "complete_bash",
            "COMP_WORDS": words,
            "COMP_CWORD": str(words.count(" ")),
        }
        program = "import sys; sys.argv[0] = 'jianbao'; from extract.cli.app import main; main()"
        return subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
        ).stdout

    assert "schema" in completed("jianbao sch")
    assert "--manifest" in completed("jianbao run --mani")


def test_help_is_quick() -> None:
    program = (
        "import resource, subprocess, sys;"
        "subprocess.run([sys.executable, '-c', sys.argv[1], '--help'], stdout=subprocess.DEVNULL);"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); print(used.ru_utime + used.ru_stime)"
    )
    times = [float(subprocess.check_output([sys.executable, "-c", program, JIANBAO[2]])) for _ in range(3)]
    assert min(times) <= 0.3


def test_nothing_to_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "photo.png").write_bytes(b"x")
    (tmp_path / "r.jsonl").write_text("old", encoding="utf-8")
    done = jianbao("run", "in", "--model", "none", "-o", "r.jsonl", cwd=tmp_path)
    assert done.returncode == 1
    assert "in: There is nothing to read in it; 1 file of other formats left out." in done.stderr.decode()
    assert (tmp_path / "r.jsonl").read_text(encoding="utf-8") == "old"


def test_one_is_one(pages: Path, tmp_path: Path) -> None:
    _, _, err = invoke("run", pages / "old.txt", "--model", "none", "-o", tmp_path / "r.jsonl")
    assert "1 source, 1 article, " in err


def test_the_limit_counts_sources_alone(pages: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "m.csv"
    manifest.write_text("path,published\nold.txt,1978-05-12\nnt20200206A2.txt,1978-02-31\n", encoding="utf-8")
    arguments = ("--manifest", manifest, "--model", "none", "--limit", 1, "-o", tmp_path / "r.jsonl")
    code, _, err = invoke("run", pages, *arguments)
    assert len(records(tmp_path / "r.jsonl")) == 1
    assert code == 1
    assert "1 source, 1 article" in err
    assert "0 failed" in err
    assert "manifest: " in err
    assert "m.csv (line 3): published" in err
    assert "no source is called" not in err
