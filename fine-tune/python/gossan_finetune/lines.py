"""The lines of a set (fine-tune/README.md), checked."""

import json
import pathlib
from dataclasses import dataclass

from .refused import Refused

PICTURE = "<image>"


@dataclass(frozen=True)
class Line:
    """conversations: (from, value) by turns; images and channels are paths; channels by the picture's place in `images`."""

    id: str
    conversations: list[tuple[str, str]]
    images: list[pathlib.Path]
    views: list[str]
    channels: dict[int, pathlib.Path]
    weight: float
    task: str | None


def read_lines(path: pathlib.Path) -> list[Line]:
    """All lines of a .jsonl file; one that is not there has none. Raises Refused, naming the line."""
    if not path.exists():
        return []
    found = []
    with open(path, encoding="utf-8") as file:
        for number, text in enumerate(file, 1):
            if not text.strip():
                continue
            try:
                found.append(line_of(json.loads(text), path.parent, f"{path.name}:{number}"))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise Refused(f"{path}, line {number}: {error if isinstance(error, ValueError) else repr(error)}") from error
    return found


def line_of(row: dict, folder: pathlib.Path, name: str) -> Line:
    """Raises ValueError where it has not the form."""
    given = row.get("image") or []
    images = [folder / path for path in ([given] if isinstance(given, str) else given)]
    for image in images:
        if not image.exists():
            raise ValueError(f"the picture {image} is not there")
    turns = [(turn["from"], turn["value"]) for turn in row["conversations"]]
    wanted = ["user", "assistant"] * (len(turns) // 2)
    if not turns or [speaker for speaker, _ in turns] != wanted:
        raise ValueError("a conversation is user and assistant by turns, from a user's words to an answer")
    marks = sum(value.count(PICTURE) for speaker, value in turns if speaker == "user")
    # Without pictures the word is text like any other.
    if images and marks not in (0, len(images)):
        raise ValueError(f"{marks} times {PICTURE} in the user's words, and {len(images)} pictures")
    views = list(row.get("views") or [])
    if views and len(views) != len(images):
        raise ValueError(f"{len(views)} views and {len(images)} pictures")
    channels = {}
    for view, path in (row.get("channels") or {}).items():
        if view not in views:
            raise ValueError(f'channels of "{view}", which is none of its views')
        if not (folder / path).exists():
            raise ValueError(f"the channels {folder / path} are not there")
        channels[views.index(view)] = folder / path
    weight = float(row.get("weight", 1))
    if not weight >= 0:
        raise ValueError(f'"weight" is {row["weight"]}')
    return Line(str(row.get("id", name)), turns, images, views, channels, weight, row.get("task"))
