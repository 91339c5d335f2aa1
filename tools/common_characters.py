"""Writes patterns/lexicon/common.txt: the characters that make up most of any Chinese text, in both scripts.

The counts are those of jieba's dictionary (MIT), each word's frequency given to its characters; the Traditional forms
come from patterns/lexicon/fold.tsv. Run from the root: `.venv/bin/python tools/common_characters.py`.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import jieba

SIZE = 1200
WIDTH = 50
HEADER = """\
# The {size} most frequent Chinese characters, counted from the dictionary of jieba (MIT), then their Traditional forms:
# what tells a right decoding from a wrong one. tools/common_characters.py writes it.
"""


def frequent(size: int) -> list[str]:
    """The most frequent Han characters of jieba's dictionary, by the frequencies of its words."""
    counts: Counter[str] = Counter()
    with jieba.get_dict_file() as lines:
        for line in lines:
            word, frequency, *_ = line.decode("utf-8").split()
            for char in word:
                if "\u4e00" <= char <= "\u9fff":
                    counts[char] += int(frequency)
    return [char for char, _ in counts.most_common(size)]


def traditional(simplified: list[str]) -> list[str]:
    """The Traditional characters that fold to one of these."""
    rows = [s.split("\t") for s in Path("patterns/lexicon/fold.tsv").read_text(encoding="utf-8").splitlines()[2:]]
    wanted = set(simplified)
    return [row[0] for row in rows if row[1] in wanted and "\u4e00" <= row[0] <= "\u9fff" and row[0] not in wanted]


def main() -> None:
    """Write the list."""
    simplified = frequent(SIZE)
    chars = "".join(simplified) + "".join(traditional(simplified))
    lines = "".join(chars[i : i + WIDTH] + "\n" for i in range(0, len(chars), WIDTH))
    Path("patterns/lexicon/common.txt").write_text(HEADER.format(size=SIZE) + lines, encoding="utf-8")
    print(f"{len(chars)} characters")


if __name__ == "__main__":
    main()
