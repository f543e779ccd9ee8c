"""Maps a cube with one peer and scores nothing: python bench/spectral-peer.py PEER CUBE.img OUT SHARED

PEER is sam, removed-sam, cramm or tetracorder.

Drives each peer by its documented interface only. Writes what the shared scorer reads (OUT/swir.tif, OUT/classes.csv)
and prints one JSON line: seconds of the mapping call (library preparation included, imports and reading the cube not)
and the peak memory of the whole process in MiB. One thread, where the peer lets one choose.
"""

import csv
import gzip
import json
import os
import pathlib
import re
import resource
import sys
import tempfile
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np
import tifffile


def numbers(header, key):
    return np.array([float(v) for v in re.search(rf"^{key}\s*=\s*\{{(.*?)\}}", header, re.M | re.S).group(1).split(",")])


class Cube:
    """Reflectance [lines, samples, bands] in ascending wavelength, with the order of the bands in the file."""

    def __init__(self, path):
        header = path.with_suffix(".hdr").read_text()
        size = {k: int(re.search(rf"^{k}\s*=\s*(\d+)", header, re.M).group(1)) for k in ("samples", "lines", "bands", "data type")}
        scale = re.search(r"reflectance scale factor\s*=\s*(\S+)", header)
        raw = np.fromfile(path, {2: "<i2", 4: "<f4"}[size["data type"]])
        raw = raw.reshape(size["lines"], size["bands"], size["samples"]).transpose(0, 2, 1)
        wavelengths = numbers(header, "wavelength")
        self.order = np.argsort(wavelengths)
        # ENVI headers say nm or µm; none has a band beyond 100 µm
        self.wavelengths = wavelengths[self.order] / (1000 if wavelengths.max() > 100 else 1)
        self.fwhm = numbers(header, "fwhm")[self.order] / 1000 if re.search(r"^fwhm", header, re.M) else None
        self.values = np.ascontiguousarray(raw[..., self.order], np.float32) / np.float32(scale.group(1) if scale else 1)


def read_library(shared, order):
    """splib07 at the cube's bands: rows, their titles and the bands' FWHM."""
    base = shared / "data" / "spectral" / "usgs_splib07" / "s07_AV95_envi"
    header = base.with_suffix(".hdr").read_text(errors="replace")
    titles = [t.strip() for t in re.search(r"spectra names\s*=\s*\{(.*?)\}", header, re.S).group(1).split(",")]
    rows = np.fromfile(base.with_suffix(".sli"), "<f4").reshape(len(titles), -1)[:, order]
    return rows, titles, rows[1].astype(float)


def write(out, classes, names):
    out.mkdir(parents=True, exist_ok=True)
    tifffile.imwrite(out / "swir.tif", classes.astype(np.uint16))
    with open(out / "classes.csv", "w", newline="") as handle:
        rows = csv.writer(handle)
        rows.writerow(["index", "mineral", "members"])
        for index, name in enumerate(names, 1):
            # "calcite.5+dolomite.5" is a mixture
            rows.writerow([index, name, name])


MINERALS = (
    "Alunite Kaolinite Dickite Halloysite Muscovite Illite Montmorillonite Calcite Dolomite Chalcedony Opal Gypsum "
    "Nontronite Epidote Buddingtonite Chlorite Clinochlore Jarosite Pyrophyllite"
).split()


def mineral_records(cube, shared):
    """Over 2.0-2.45 µm, all records of the minerals, with the mineral of each, and the cube's bands of that range."""
    rows, titles, _ = read_library(shared, cube.order)
    bands = (cube.wavelengths > 2.0) & (cube.wavelengths < 2.45)
    chosen = [
        (row[bands], mineral)
        for row, title in zip(rows, titles)
        for mineral in MINERALS
        if title.startswith(mineral) and "error" not in title.lower() and not re.search(r"\+|mix", title, re.I)
        and ((row[bands] > 0) & (row[bands] < 10)).all()
    ]
    names = sorted({mineral for _, mineral in chosen})
    records = np.array([row for row, _ in chosen], np.float64)
    return records, np.array([names.index(mineral) + 1 for _, mineral in chosen]), names, bands


def nearest(window, records, index):
    """The record of the smallest angle, where that is within ENVI's default limit of 0.1 rad."""
    import spectral

    angles = spectral.spectral_angles(window, records)
    return np.where(angles.min(-1) < 0.1, index[angles.argmin(-1)], 0)


def sam(cube, shared):
    """Spectral Angle Mapper of SPy."""
    records, index, names, bands = mineral_records(cube, shared)
    window = np.ascontiguousarray(cube.values[..., bands])
    started = time.perf_counter()
    classes = nearest(window, records, index)
    return time.perf_counter() - started, classes, names


def removed_sam(cube, shared):
    """The same after SPy has removed the convex continuum of pixels and records."""
    import spectral

    records, index, names, bands = mineral_records(cube, shared)
    window = np.ascontiguousarray(cube.values[..., bands], np.float64)
    centres = cube.wavelengths[bands]
    started = time.perf_counter()
    removed = spectral.remove_continuum(window, centres)
    classes = nearest(removed, spectral.remove_continuum(records, centres), index)
    return time.perf_counter() - started, classes, names


def cramm(cube, shared):
    """CRAMM's classifier as its engine calls it, before the engine paints a picture: several rules share a colour."""
    from cramm.classifier import MicaClassifier

    bands = np.arange(len(cube.wavelengths))
    started = time.perf_counter()
    classifier = MicaClassifier.from_paths()
    found = classifier.classify(cube.values, cube.wavelengths, cube.wavelengths, cube.fwhm, bands, n_workers=1)
    seconds = time.perf_counter() - started
    classes = np.where(found.fit > 0, found.num.astype(int) + 1, 0).reshape(found.r, found.c)
    unnamed = [i + 1 for i, n in enumerate(found.index) if re.search(r"veget|snow|water|ice|cloud|none", n, re.I)]
    classes[np.isin(classes, unnamed)] = 0
    return seconds, classes, found.index


def tetracorder(cube, shared):
    """python-tetracorder: of the 2 µm group's written fits the best in each pixel; abbreviated names in full."""
    from tetracorderp import GroupEvaluator

    started = time.perf_counter()
    run = GroupEvaluator(cube.values, cube.wavelengths, cube.fwhm, mode="default")
    seconds = time.perf_counter() - started
    shape = cube.values.shape[:2]
    pixels = shape[0] * shape[1]
    best, classes, names = np.zeros(pixels, np.uint8), np.zeros(pixels, int), []
    with tempfile.TemporaryDirectory() as folder:
        run.write_like_tetracorder(folder)
        for path in sorted((pathlib.Path(folder) / "group.2um").glob("*.fit.gz")):
            # "kaolgrp_dickite" is dickite: the group's name in front is no second mineral
            name = re.sub(r"^(kaolgrp|smectite|micagrp|sulfate|carbonate|feldspar)_", "", path.name.removesuffix(".fit.gz"))
            name = re.sub(r"mont(?!m)", "montmorillonite", re.sub(r"smect(?!ite)", "smectite", name))
            names.append(name)
            fit = np.frombuffer(gzip.open(path).read(), np.uint8)[-pixels:]
            classes[fit > best] = len(names)
            best = np.maximum(best, fit)
    return seconds, classes.reshape(shape), names


PEERS = {"sam": sam, "removed-sam": removed_sam, "cramm": cramm, "tetracorder": tetracorder}


def main():
    peer, cube_path, out, shared = sys.argv[1], *map(pathlib.Path, sys.argv[2:5])
    cube = Cube(cube_path)
    if cube.fwhm is None:
        cube.fwhm = read_library(shared, cube.order)[2]
    seconds, classes, names = PEERS[peer](cube, shared)
    write(out, classes, names)
    # ru_maxrss can be that of the program which started this one
    status = pathlib.Path("/proc/self/status")
    peak = (
        float(re.search(r"VmHWM:\s+(\d+)", status.read_text()).group(1))
        if status.exists()
        else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    )
    print(json.dumps({"seconds": seconds, "peak_mib": peak / 1024}))


main()
