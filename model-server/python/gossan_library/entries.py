"""Entries of tools/spectral/library/minerals, as their files have them."""

import functools
import json
import pathlib
from dataclasses import dataclass

SPECTRAL = pathlib.Path(__file__).resolve().parents[3] / "tools" / "spectral"
LIBRARY = SPECTRAL / "library" / "minerals"


@dataclass(frozen=True)
class Entry:
    """One material. `groups` of "vnir" and "swir"; `variants` and `features` are the file's own objects."""

    name: str
    kind: str
    family: str
    occurrence: str
    groups: tuple[str, ...]
    features: tuple[dict, ...]
    variants: tuple[dict, ...]


@functools.cache
def load_entries() -> dict[str, Entry]:
    """All entries by name, in the order of the names of their files."""
    found = {}
    for path in sorted(LIBRARY.glob("*.json")):
        entry = json.loads(path.read_text(encoding="utf-8"))
        found[entry["name"]] = Entry(
            name=entry["name"],
            kind=entry["kind"],
            family=entry["family"],
            occurrence=entry.get("occurrence", "common"),
            groups=tuple(entry["groups"]),
            features=tuple(entry["features"]),
            variants=tuple(entry["variants"]),
        )
    return found
