"""Talks written as files are the seeds' JSONL, with pictures that other programs read."""

import json
import struct
import zlib

import numpy as np

from scene_batches import VIEWS, letters, library
from gossan_scenes import QuestionWriter, SceneRenderer, to_jsonl


def read_png(path):
    """uint8 [height, width, 3] of a PNG of unfiltered rows; checks the sums of its chunks."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, packed, size = 8, b"", None
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        assert struct.unpack(">I", data[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + body)
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
        packed += body if kind == b"IDAT" else b""
        at += 12 + length
    rows = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(size[1], size[0] * 3 + 1)
    assert (rows[:, 0] == 0).all()
    return rows[:, 1:].reshape(size[1], size[0], 3)


def test_lines_and_pictures(tmp_path):
    scenes = SceneRenderer(library(), VIEWS, seed=2).batch(3)
    talk = QuestionWriter(letters, seed=3, views=VIEWS).write(scenes.truth, (2, 2), (1, 2))
    path = to_jsonl(scenes, talk, tmp_path / "set")
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 3
    for at, line in enumerate(lines):
        assert set(line) == {"image", "conversations"}
        assert [turn["from"] for turn in line["conversations"]] == ["user", "assistant"] * 2
        assert not any("<|" in turn["value"] or not turn["value"] for turn in line["conversations"])
        assert len(line["image"]) == talk.view_count[at]
        for name, view in zip(line["image"], talk.view_order[at].tolist()):
            picture = read_png(path.parent / name)
            assert np.array_equal(picture, scenes.pixels[at, view].permute(1, 2, 0).numpy())
