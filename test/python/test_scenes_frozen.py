"""The frozen set of the gate: what it asks, and that its answers are the truth of its scenes."""

import json

import pytest
import torch
from gossan_scenes import SceneRenderer, SpectralLibrary
from gossan_scenes.frozen_set import expected_of, write_frozen_set
from gossan_scenes.names import load_data

from test_scenes_jsonl import read_png


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gate") / "frozen"
    assert write_frozen_set(folder, 2) == 20
    return folder, [json.loads(line) for line in (folder / "set.jsonl").read_text(encoding="utf-8").splitlines()]


def test_every_task_is_asked_in_both_languages_of_the_same_scenes(written):
    _, lines = written
    kinds = {(line["task"], line["language"]) for line in lines}
    assert len(kinds) == 10 and {task for task, _ in kinds} == set(load_data("frozen")["scenes"])
    assert {line["scene"] for line in lines} == {"frozen-000", "frozen-001"}
    assert len({line["id"] for line in lines}) == len(lines)


def test_pictures_and_answers_are_those_of_the_scenes_of_its_seed(written):
    folder, lines = written
    settings = load_data("frozen")
    scenes = SceneRenderer(SpectralLibrary.load(torch.device("cpu"), split=settings["split"]), seed=settings["seed"]).batch(settings["batch"])
    for line in lines:
        at = int(line["scene"].split("-")[1])
        assert line["expected"] == json.loads(json.dumps(expected_of(scenes.truth, at)[line["task"]]))
        assert line["views"] == list(scenes.views)
        for view, image in enumerate(line["image"]):
            assert (read_png(folder / image) == scenes.pixels[at, view].permute(1, 2, 0).numpy()).all()


def test_answers_are_of_the_truth(written):
    _, lines = written
    for line in lines:
        expected, rules = line["expected"], load_data("truth")
        if line["task"] == "minerals" and expected != "none":
            assert all(rules["listed"] - 5e-4 <= share <= 1 for share in expected.values())
            assert len(expected) <= rules["listed_most"]
        if line["task"] == "ground":
            assert len(expected) <= rules["boxes"]
            assert all(0 <= box["bbox_2d"][0] < box["bbox_2d"][2] <= 1000 for box in expected)


def test_nothing_is_written_over(written):
    folder, _ = written
    before = (folder / "set.jsonl").read_bytes()
    with pytest.raises(OSError):
        write_frozen_set(folder, 2)
    assert (folder / "set.jsonl").read_bytes() == before
    assert not list(folder.parent.glob("*.part"))
