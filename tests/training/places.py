"""The tables that names of places are invented from, with a few places of our own."""

from pathlib import Path

PLACES = {
    "provinces": ["东山省"],
    "cities": ["清河市", "市辖区"],
    "areas": ["临水县", "柳林区"],
    "streets": ["大柳镇", "石桥街道", "白沙乡"],
}


def write_places(data: Path) -> None:
    """Write the tables where a folder of corpora has them."""
    folder = data / "admin_divisions" / "dist"
    folder.mkdir(parents=True)
    for name, places in PLACES.items():
        rows = "".join(f'{i},"{place}"\n' for i, place in enumerate(places))
        (folder / f"{name}.csv").write_text("code,name\n" + rows, encoding="utf-8")
