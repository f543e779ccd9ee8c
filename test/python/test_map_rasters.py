"""The rasters of a map, read by another program than the one that wrote them, agree with scene.json."""

import csv
import json

import numpy as np
import pytest
import tifffile

from conftest import WINDOW

SHAPE = (WINDOW[3], WINDOW[2])

# Where each position may lie, in µm (wavelength mapping: Al-OH, alunite, carbonate, Fe-OH).
RANGES = {"aloh": (2.185, 2.225), "alunite": (1.46, 1.51), "carbonate": (2.29, 2.36), "feoh": (2.21, 2.37)}


def raster(mapped, name):
    return tifffile.imread(mapped.folder / f"{name}.tif")


def classes(mapped):
    with open(mapped.folder / "classes.csv", newline="", encoding="utf-8") as handle:
        return {int(row["index"]): row for row in csv.DictReader(handle)}


def test_stdout_is_scene_json(mapped):
    assert json.loads((mapped.folder / "scene.json").read_text(encoding="utf-8")) == mapped.summary


@pytest.mark.parametrize(
    ("name", "kind"),
    [("swir", "uint16"), ("vnir", "uint16"), ("swir_fit", "float32"), ("swir_depth", "float32"), ("mask", "uint8")]
    + [("alteration", "uint8"), ("copper", "float32")]
    + [(name, "float32") for name in RANGES],
)
def test_raster_has_the_size_and_type_of_the_contract(mapped, name, kind):
    pixels = raster(mapped, name)
    assert pixels.shape == SHAPE
    assert pixels.dtype == kind


@pytest.mark.parametrize("group", ["swir", "vnir"])
def test_every_class_is_listed_and_counted(mapped, group):
    pixels = raster(mapped, group)
    listed = classes(mapped)
    found = {int(i): int(n) for i, n in zip(*np.unique(pixels[pixels > 0], return_counts=True))}
    counted = {name: m["pixels"] for name, m in mapped.summary["minerals"].items() if m["group"] == group}
    assert {listed[i]["mineral"]: n for i, n in found.items()} == {k: n for k, n in counted.items() if n > 0}
    for name, mineral in mapped.summary["minerals"].items():
        assert mineral["members"] == next(r["members"] for r in listed.values() if r["mineral"] == name).split("+")


def test_shares_are_of_valid_pixels(mapped):
    valid = int((raster(mapped, "mask") == 0).sum())
    assert mapped.summary["valid_pixels"] == valid
    for mineral in mapped.summary["minerals"].values():
        assert mineral["share"] == pytest.approx(mineral["pixels"] / valid, abs=1e-4)


def test_favourability_lies_between_0_and_1(mapped):
    copper = raster(mapped, "copper")
    seen = copper[np.isfinite(copper)]
    assert seen.size > 0
    assert seen.min() >= 0 and seen.max() <= 1
    assert mapped.summary["copper"]["mean"] == pytest.approx(float(seen.mean()), abs=1e-3)


@pytest.mark.parametrize("name", RANGES)
def test_feature_positions_lie_in_their_range(mapped, name):
    positions = raster(mapped, name)
    seen = positions[np.isfinite(positions) & (positions != 0)]
    low, high = RANGES[name]
    assert ((seen >= low) & (seen <= high)).all()
    if name in mapped.summary["wavelengths"]:
        assert mapped.summary["wavelengths"][name]["pixels"] == seen.size


def test_no_area_without_georeference(mapped):
    assert mapped.summary["crs"] is None
    assert not any("area_km2" in mineral for mineral in mapped.summary["minerals"].values())
