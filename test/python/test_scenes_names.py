"""Names of minerals and alteration types are those of the rest of the project, in both languages."""

import json

from conftest import ROOT
from scene_batches import library


def test_chinese_minerals_are_those_of_the_glossary():
    glossary = json.loads((ROOT / "knowledge_base" / "glossary.json").read_text(encoding="utf-8"))
    chinese = {entry["en"]: entry["zh"] for entry in glossary}
    for mineral in library().names.minerals:
        assert mineral.zh == chinese[mineral.name]


def test_alteration_types_are_those_of_the_program():
    names = library().names
    types = json.loads((ROOT / "tools/spectral/alteration/types.json").read_text(encoding="utf-8"))["types"]
    assert list(names.types) == [row["name"] for row in types]
    concepts = json.loads((ROOT / "agents/reasoner/builtin/concepts.json").read_text(encoding="utf-8"))
    said = {row["id"]: row["zh"] for row in concepts["alteration"]}
    for name, chinese in zip(names.types, names.types_zh):
        assert chinese in said[name]


def test_minerals_that_count_as_one_make_the_same_alteration():
    types = json.loads((ROOT / "tools/spectral/alteration/types.json").read_text(encoding="utf-8"))["types"]

    def kinds(entry):
        named = [t["name"] for t in types for rule in t["rules"] if entry in rule.get("swir_any", []) + rule.get("vnir_any", [])]
        return named[:1]

    for mineral in library().names.minerals:
        known = {tuple(kinds(entry)) for entry in mineral.entries}
        # Those that the program's table leaves out join the others.
        assert len(known - {()}) <= 1, mineral.name
