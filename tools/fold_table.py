"""Write patterns/lexicon/fold.tsv: Traditional character → Simplified character, one to one.

The pairs are those that OpenCC (Apache-2.0, https://github.com/BYVoid/OpenCC) gives for each single character with its
t2s configuration. Run with the `opencc` package installed: python tools/fold_table.py
"""

from pathlib import Path

from opencc import OpenCC

TARGET = Path(__file__).parent.parent / "patterns" / "lexicon" / "fold.tsv"
RANGES = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))

convert = OpenCC("t2s").convert
rows = []
for low, high in RANGES:
    for code in range(low, high):
        char = chr(code)
        simple = convert(char)
        if simple != char and len(simple) == 1 and ord(simple) < 0x10000:
            rows.append(f"{char}\t{simple}")
header = (
    "# Traditional character, tab, Simplified character: OpenCC's t2s for single characters (Apache-2.0).\n"
    "# Written by tools/fold_table.py.\n"
)
TARGET.write_text(header + "traditional\tsimplified\n" + "\n".join(rows) + "\n", encoding="utf-8")
print(len(rows), "pairs →", TARGET)
