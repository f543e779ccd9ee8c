"""The texts that the tokenizer is trained on: the project's own notes, names, documents, and every piece of a question or answer."""

import json
import pathlib
import re

from gossan_scenes import QuestionWriter, load_names

from .configuration import ROOT

MINERALS = ROOT / "tools" / "spectral" / "library" / "minerals"
GLOSSARY = ROOT / "knowledge_base" / "glossary.json"

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
    Names of all minerals of the library and all alteration types, in both languages, in a fixed order.

    Each is one token wherever it stands, so that an answer's mineral is one choice, and joining pieces of text gives
    the same tokens as reading the whole.
    """
    chinese = {entry["en"]: entry["zh"] for entry in read(GLOSSARY)}
    library = [read(path)["name"] for path in sorted(MINERALS.glob("*.json"))]
    known = load_names()
    found = [*known.spoken("en"), *known.spoken("zh"), *library, *(chinese[name] for name in library if name in chinese)]
    return list(dict.fromkeys(found))


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
    return QuestionWriter.texts()


def texts(with_pieces: bool = True) -> list[str]:
    """All texts of training."""
    return documents() + ANSWER_WORDS * ANSWER_REPEATS + (pieces() * PIECE_REPEATS if with_pieces else [])
