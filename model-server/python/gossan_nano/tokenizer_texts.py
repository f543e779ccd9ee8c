"""The texts that the tokenizer is trained on: the project's own notes, names, documents, and every piece of a question or answer."""

import json
import pathlib
import re

from .configuration import ROOT

MINERALS = ROOT / "tools" / "spectral" / "library" / "minerals"
TYPES = ROOT / "tools" / "spectral" / "alteration" / "types.json"
GLOSSARY = ROOT / "knowledge_base" / "glossary.json"
CONCEPTS = ROOT / "agents" / "reasoner" / "builtin" / "concepts.json"

# What a box is written with. Whole tokens: they carry no information, and would be a third of an answer's length.
BOX_PARTS = ['{"bbox_2d": [', '], "label": "', '"}']

# Questions and answers are most of what the model reads, so that they weigh as much as all the rest.
PIECE_REPEATS = 4


# Words whose probability is read off one token must be one token; often enough here that the merges see to it.
ANSWER_WORDS = ["Yes", "No", "是", "否", "none", "无"]
ANSWER_REPEATS = 1000


def read(path: pathlib.Path):
    return json.loads(path.read_text(encoding="utf-8"))


def names() -> list[str]:
    """
    Names of minerals and alteration types in both languages, in a fixed order.

    Each is one token wherever it stands, so that an answer's mineral is one choice, and joining pieces of text gives
    the same tokens as reading the whole.
    """
    chinese = {entry["en"]: entry["zh"] for entry in read(GLOSSARY)}
    found: dict[str, None] = {}
    for path in sorted(MINERALS.glob("*.json")):
        english = read(path)["name"]
        found[english] = None
        if english in chinese:
            found[chinese[english]] = None
    for kind in read(TYPES)["types"]:
        found[kind["name"]] = None
    for concept in read(CONCEPTS)["alteration"]:
        found.update(dict.fromkeys(name for name in [*concept["en"], *concept["zh"]] if not name.isascii() or name == concept["id"]))
    return list(found)


def documents() -> list[str]:
    """Notes, glossary and documents of the project, a text a paragraph, in a fixed order."""
    folders = [ROOT / "knowledge_base" / "notes", ROOT / "knowledge_base" / "demo", ROOT / "docs"]
    paths = [ROOT / "README.md"] + [path for folder in folders for path in sorted(folder.glob("*.md"))]
    paragraphs = [part.strip() for path in paths for part in re.split(r"\n\s*\n", path.read_text(encoding="utf-8"))]
    glossary = [f"{entry['en']} {entry['zh']}" for entry in read(GLOSSARY)]
    recipes = [path.stem for path in sorted((ROOT / "tools" / "spectral" / "views" / "recipes").glob("*.json"))]
    return [part for part in paragraphs if part] + glossary + recipes


def pieces() -> list[str]:
    """Every piece of text that the questions and answers of training are put together from."""
    from gossan_scenes import QuestionWriter  # late: the package may be absent where only the model is used

    return QuestionWriter.texts()


def texts(with_pieces: bool = True) -> list[str]:
    """All texts of training."""
    return documents() + ANSWER_WORDS * ANSWER_REPEATS + (pieces() * PIECE_REPEATS if with_pieces else [])
