"""Reads the model's answers, in both languages; what does not have the exact form reads as nothing."""

import functools
import json
import re

from gossan_scenes.names import load_data, load_names


@functools.cache
def english() -> dict[str, str]:
    """The English name of every mineral and type, by its name in either language."""
    names = load_names()
    return {spoken: name for language in ("en", "zh") for spoken, name in zip(names.spoken(language), names.spoken("en"))}


def read_minerals(answer: str) -> dict[str, float]:
    """`alunite 32%, kaolinite 12%` to shares 0..1 by English name."""
    found = {}
    for part in re.split(r"[,，]", answer):
        match = re.fullmatch(r"\s*(.+?)\s*(\d{1,3})%\s*", part)
        if match and match[1] in english():
            found[english()[match[1]]] = int(match[2]) / 100
    return found


def read_boxes(answer: str) -> list[tuple[str, tuple[int, int, int, int]]]:
    """The JSON of a grounding answer to (English name, x0 y0 x1 y1 in 0..1000)."""
    try:
        rows = json.loads(answer)
        boxes = [(english().get(row["label"], row["label"]), tuple(int(at) for at in row["bbox_2d"])) for row in rows]
    except (ValueError, TypeError, KeyError):
        return []
    return [(label, box) for label, box in boxes if len(box) == 4]


def read_lines(answer: str) -> dict[str, str]:
    """The lines of a description by their key: minerals, alteration, zoning, copper, confidence."""
    found = {}
    for line in answer.split("\n"):
        for language in ("en", "zh"):
            form = load_data("answers")[language]
            for key in ("minerals", "alteration", "zoning", "copper", "confidence"):
                title = form[key].strip("\n")
                if line.startswith(title):
                    found[key] = line[len(title) :].strip()
    return found


def read_alteration(answer: str) -> str | None:
    """The alteration type of a description by its English name; None for none."""
    said = read_lines(answer).get("alteration", "")
    return english().get(said)
