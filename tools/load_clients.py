"""Clients that ask a server for pages, many at once, and what they saw."""

from __future__ import annotations

import asyncio
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx2 as httpx

Answer = tuple[str, float, int]  # kind of page, seconds, status (0: no answer)


@contextmanager
def served(path: Path) -> Iterator[str]:
    """The pages of an index, served by a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-c",
        "from extract.cli.app import main; main()",
        "serve",
        str(path),
        "--port",
        str(port),
    ]
    process = subprocess.Popen([*command, "--rate", "0"], stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _wait(address: str) -> None:
    for _ in range(200):
        with suppress(httpx.HTTPError):
            httpx.get(address + "/static/style.css")
            return
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def ask(address: str, questions: Sequence[tuple[str, str]], clients: int, seconds: float) -> list[Answer]:
    """Ask for the pages in turn, by so many clients at once, for so long."""
    return asyncio.run(_ask(address, questions, clients, seconds))


async def _ask(address: str, questions: Sequence[tuple[str, str]], clients: int, seconds: float) -> list[Answer]:
    answers: list[Answer] = []
    until = time.monotonic() + seconds

    async def one(client: httpx.AsyncClient, at: int) -> None:
        while time.monotonic() < until:
            kind, page = questions[at % len(questions)]
            at += 1
            started = time.monotonic()
            try:
                status = (await client.get(address + page)).status_code
            except httpx.HTTPError:
                status = 0
            answers.append((kind, time.monotonic() - started, status))

    async with httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=clients)) as client:
        await asyncio.gather(*(one(client, n * 37) for n in range(clients)))
    return answers


def report(measured: dict[str, Sequence[Answer]]) -> str:
    """A table: the median and the 95th percentile of each kind of page in milliseconds, two columns a measurement."""
    kinds = list(dict.fromkeys(kind for answers in measured.values() for kind, _, _ in answers))
    heads = " | ".join(f"{name}, median ms | 95 % within ms" for name in measured)
    lines = [f"| page | {heads} |", "|---|" + "---:|---:|" * len(measured)]
    for kind in kinds:
        cells = [cell for answers in measured.values() for cell in _cells([s for k, s, _ in answers if k == kind])]
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    totals = [
        f"{name}: {len(answers):,} pages, {sum(status != 200 for _, _, status in answers)} errors"
        for name, answers in measured.items()
    ]
    return "\n".join(lines) + f"\n\n{'; '.join(totals)}."


def _cells(seconds: Sequence[float]) -> tuple[str, str]:
    if len(seconds) < 2:
        return "–", "–"
    return f"{statistics.median(seconds) * 1000:.0f}", f"{statistics.quantiles(seconds, n=20)[-1] * 1000:.0f}"
