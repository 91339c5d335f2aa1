"""The reader of the case tables in tests/cases: `输入 => 期望`, `=> -` for must-not-match."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "cases"


def read_cases(name: str) -> list[tuple[str, str]]:
    """(input, expected) of every line of tests/cases/NAME.txt; refuses malformed and duplicate lines."""
    path = FOLDER / f"{name}.txt"
    cases: list[tuple[str, str]] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split(" => ")
        if len(parts) != 2 or not parts[0].strip() or not parts[1].strip():
            raise ValueError(f"{path.name}, line {number}: not of the form `输入 => 期望`: {line}")
        text, expected = parts[0], parts[1].strip()
        if text in seen:
            raise ValueError(f"{path.name}, line {number}: the same input as line {seen[text]}: {text}")
        seen[text] = number
        cases.append((text, expected))
    if not cases:
        raise ValueError(f"{path.name}: no cases")
    return cases
