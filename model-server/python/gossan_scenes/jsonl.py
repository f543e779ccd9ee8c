"""Talks as files: one line a talk and the pictures beside it, for export and for tests. Slow; training never writes these."""

import json
import pathlib

from .pieces import ANSWER, END, LAST, NEXT, START, Pieces, build_pieces
from .png import write_png
from .question_writer import Talk
from .renderer import Scenes


def to_jsonl(scenes: Scenes, talk: Talk, folder: pathlib.Path | str) -> pathlib.Path:
    """
    Writes talks.jsonl and pictures/*.png into the folder (made if need be) and gives the path of the former. A line is
    {"image": [paths relative to the folder], "conversations": [{"from": "user" | "assistant", "value": text}, …]}.
    """
    folder = pathlib.Path(folder)
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    pieces = build_pieces()
    path = folder / "talks.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for at in range(len(scenes.truth)):
            images = []
            for view in talk.view_order[at, : talk.view_count[at]].tolist():
                images.append(f"pictures/{at:05d}-{scenes.views[view]}.png")
                write_png(folder / images[-1], scenes.pixels[at, view].cpu().numpy())
            line = {"image": images, "conversations": conversations(pieces, talk.pieces[at].tolist())}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return path


def conversations(pieces: Pieces, rows: list[int]) -> list[dict]:
    """The turns of a talk; views and the chat's own marks are left out."""
    turns, value = [], ""
    views = {row for key, row in pieces.rows.items() if key[0] == "view"}
    for row in rows:
        text = pieces.texts[row]
        if text == ANSWER:
            turns.append({"from": "user", "value": value})
            value = ""
        elif text == END:
            turns.append({"from": "assistant", "value": value})
            value = ""
        elif text not in (START, NEXT, LAST) and row not in views:
            value += text
    return turns
