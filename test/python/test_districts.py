"""Districts for trying the loop: cubes that say they are synthetic, truth by window, other samples in target districts."""

import json
import re
import subprocess
import sys

import numpy as np
import pytest

from conftest import ROOT

pytest.importorskip("torch", reason="districts need torch (model-server/python/requirements.txt)")
sys.path.insert(0, str(ROOT / "fine-tune" / "python"))

from gossan_districts.__main__ import write_district  # noqa: E402
from gossan_districts.habits import DATA, habit_library, load_habit  # noqa: E402
from gossan_nano.answers import read_boxes, read_minerals  # noqa: E402


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    folder = tmp_path_factory.mktemp("district")
    path = write_district(folder, seed=3, scenes=1, across=2)
    return folder, [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def cube_of(folder, name):
    header = (folder / name).read_text()
    samples, lines, bands = (int(re.search(rf"^{key} = (\d+)", header, re.M)[1]) for key in ("samples", "lines", "bands"))
    data = np.fromfile((folder / name).with_suffix(".img"), "<i2").reshape(lines, bands, samples).transpose(0, 2, 1)
    wavelengths = np.array([float(at) for at in re.search(r"^wavelength = \{(.*?)\}", header, re.M)[1].split(",")])
    return header, data / 10000, wavelengths


def test_a_scene_is_a_cube_with_its_bands_and_says_that_it_is_synthetic(district):
    folder, lines = district
    header, cube, wavelengths = cube_of(folder, lines[0]["scene"])
    assert "Synthetic" in header and "gossan synthetic = 1" in header and "map info" in header
    assert cube.shape == (96, 96, len(wavelengths)) and 350 < wavelengths[0] < 400 and np.all(np.diff(wavelengths) > 0)
    assert 0.01 < np.median(cube) < 0.9


def test_a_line_a_window_with_answers_that_read_as_the_truth(district):
    _, lines = district
    assert [line["window"] for line in lines] == [[0, 0, 48, 48], [48, 0, 48, 48], [0, 48, 48, 48], [48, 48, 48, 48]]
    for line in lines:
        for language in ("en", "zh"):
            said = read_minerals(line["answers"]["minerals"][language])
            assert set(said) == set(line["minerals"])
            assert all(abs(said[name] - share) <= 0.006 for name, share in line["minerals"].items())
            boxes = read_boxes(line["answers"]["ground"][language])
            assert [label for label, _ in boxes] == [box["label"] for box in line["expected"]["ground"]]
        if line["habit"]["share"] >= 0.03:
            assert "dickite" in line["minerals"] or len(line["minerals"]) == 6
    assert any(line["habit"]["share"] > 0.1 for line in lines)


def test_a_seed_gives_the_same_district_and_another_another(district, tmp_path):
    folder, lines = district
    write_district(tmp_path / "a", seed=3, scenes=1, across=2)
    write_district(tmp_path / "b", seed=4, scenes=1, across=2)
    assert (tmp_path / "a" / lines[0]["scene"]).with_suffix(".img").read_bytes() == (folder / lines[0]["scene"]).with_suffix(".img").read_bytes()
    assert (tmp_path / "b" / "truth.jsonl").read_text() != (folder / "truth.jsonl").read_text()


@pytest.mark.parametrize("name", DATA["habits"])
def test_target_districts_show_other_samples(name):
    habit = load_habit(name)
    samples = {split: {(s["variant"], s["absorption"], s["shift_nm"]) for s in habit["samples"][split]} for split in ("train", "target")}
    assert not samples["train"] & samples["target"]
    train, target = habit_library(habit, "train"), habit_library(habit, "target")
    row = train.names.mineral_names.index(habit["mineral"])
    for library in (train, target):
        assert int(library.counts[row]) == len(habit["samples"]["train"])
        assert library.hull.shape == library.optical.shape and int(library.table.max()) == library.hull.shape[1] - 1
    kaolinite = train.names.mineral_names.index("kaolinite")
    of = [{library.variants[at] for at in library.table[kaolinite, : library.counts[kaolinite]].tolist()} for library in (train, target)]
    assert not of[0] & of[1]


def test_a_wrong_habit_is_named():
    done = subprocess.run([sys.executable, "-m", "gossan_districts", "--out", "x", "--seed", "1", "--habit", "gold"], capture_output=True, text=True, cwd=ROOT / "fine-tune" / "python")
    assert done.returncode == 2 and "dickite" in done.stderr
