"""The rasters of a map, read by another program than the one that wrote them, agree with scene.json."""

import csv
import json

import numpy as np
import pytest
import tifffile

from conftest import WINDOW

SHAPE = (WINDOW[3], WINDOW[2])

# Where each position lies in nature, in µm: white mica's Al-OH, alunite from potassic to sodic, carbonates from
# dolomite to calcite, Fe-OH of chlorite and its kin.
RANGES = {"aloh": (2.19, 2.215), "alunite": (1.477, 1.494), "carbonate": (2.30, 2.35), "feoh": (2.235, 2.255)}
# One band of AVIRIS is 0.01 µm; a noisy pixel may be off by two.
BAND = 0.01


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


def test_every_class_is_listed_and_counted(mapped):
    # Some minerals (jarosite, nontronite) show themselves in both groups; such a pixel counts once.
    layers = [raster(mapped, "swir"), raster(mapped, "vnir")]
    listed = classes(mapped)
    found = {}
    for index in np.unique(np.concatenate([layer[layer > 0] for layer in layers])):
        where = np.logical_or.reduce([layer == index for layer in layers])
        name = listed[int(index)]["mineral"]
        found[name] = np.logical_or(found.get(name, False), where)
    assert {name: int(where.sum()) for name, where in found.items()} == {
        name: mineral["pixels"] for name, mineral in mapped.summary["minerals"].items() if mineral["pixels"] > 0
    }
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
    assert ((seen >= low - 2 * BAND) & (seen <= high + 2 * BAND)).all()
    if seen.size:
        assert ((seen >= low - BAND) & (seen <= high + BAND)).mean() >= 0.95
    if name in mapped.summary["wavelengths"]:
        assert mapped.summary["wavelengths"][name]["pixels"] == seen.size


def test_no_area_without_georeference(mapped):
    assert mapped.summary["crs"] is None
    assert not any("area_km2" in mineral for mineral in mapped.summary["minerals"].values())
