"""
Which variants of the library are held apart from training: written once to data/held.json, then fixed.

    python -m gossan_scenes.held_apart        (writes the file anew; only when minerals or variants were added)
"""

import hashlib
import json

from gossan_library import load_entries

from .names import DATA, load_data, load_names

RULE = (
    "Of every entry with two variants or more a quarter is held apart, rounded, at least one: where there are three or more first "
    "the last one, which fit_views holds apart from the embedding as well, then those whose sha256 of "
    "'gossan-scenes-1/ENTRY/VARIANT' is smallest. An entry with one variant is in both splits."
)


def choose() -> dict[str, list[str]]:
    """Ids of the variants held apart, by entry; empty for entries in both splits."""
    names = load_names()
    wanted = [*(entry for mineral in names.minerals for entry in mineral.entries), *names.covers]
    held = {}
    for name in sorted(wanted):
        ids = [variant["id"] for variant in load_entries()[name].variants]
        ordered = sorted(ids, key=lambda at: hashlib.sha256(f"gossan-scenes-1/{name}/{at}".encode()).hexdigest())
        if len(ids) >= 3:
            ordered.sort(key=lambda at: at != ids[-1])
        count = 0 if len(ids) < 2 else max(1, round(len(ids) / 4))
        held[name] = ordered[:count]
    return held


def load_held() -> dict[str, list[str]]:
    return load_data("held")["held"]


def main() -> None:
    held = choose()
    document = {
        "about": "Variants of the library that scenes of the split 'train' never show. " + RULE,
        "in_both": [name for name, ids in held.items() if not ids],
        "held": held,
    }
    path = DATA / "held.json"
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{path.name}: {sum(map(len, held.values()))} variants of {len(held)} entries")


if __name__ == "__main__":
    main()
