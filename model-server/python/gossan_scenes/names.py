"""What can be in a scene and in an answer: minerals (each one or several entries of the library), alteration types, covers."""

import functools
import json
import pathlib
from dataclasses import dataclass

from gossan_library import load_entries

DATA = pathlib.Path(__file__).parent / "data"


def load_data(name: str) -> dict:
    """One of the package's data files, by its name without .json."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Mineral:
    """`entries` of the library that count as this mineral; `groups` of "vnir" and "swir" in which it shows itself."""

    name: str
    zh: str
    entries: tuple[str, ...]
    groups: frozenset[str]


@dataclass(frozen=True)
class Names:
    """Minerals and alteration types in the order of the axes M and T of a truth."""

    minerals: tuple[Mineral, ...]
    types: tuple[str, ...]
    types_zh: tuple[str, ...]
    covers: tuple[str, ...]
    types_asked: tuple[str, ...]
    types_asked_zh: tuple[str, ...]

    @property
    def mineral_names(self) -> list[str]:
        return [mineral.name for mineral in self.minerals]

    def spoken(self, language: str) -> list[str]:
        """Names of all minerals, then of all types, in "en" or "zh"."""
        if language == "en":
            return [*self.mineral_names, *self.types]
        return [*(mineral.zh for mineral in self.minerals), *self.types_zh]

    def asked(self, language: str) -> list[str]:
        """The same as a question names them: a type with its noun."""
        types = self.types_asked if language == "en" else self.types_asked_zh
        return [*self.spoken(language)[: len(self.minerals)], *types]


@functools.cache
def load_names() -> Names:
    data = load_data("names")
    library = load_entries()
    minerals = []
    for row in data["minerals"]:
        groups = frozenset(group for entry in row["entries"] for group in library[entry].groups)
        minerals.append(Mineral(row["name"], row["zh"], tuple(row["entries"]), groups))
    types = data["alteration"]
    return Names(
        tuple(minerals),
        tuple(row["name"] for row in types),
        tuple(row["zh"] for row in types),
        tuple(data["covers"]),
        tuple(row["asked"] for row in types),
        tuple(row["asked_zh"] for row in types),
    )
