"""Maps a cube with one peer and scores nothing: python bench/spectral-peer.py sam|cramm|tetracorder CUBE.img OUT SHARED

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


def read_cube(path):
    """Reflectance [lines, samples, bands] in ascending wavelength, with the order of the bands."""
    header = path.with_suffix(".hdr").read_text()
    size = {k: int(re.search(rf"^{k}\s*=\s*(\d+)", header, re.M).group(1)) for k in ("samples", "lines", "bands")}
    scale = float(re.search(r"reflectance scale factor\s*=\s*(\S+)", header).group(1))
    cube = np.fromfile(path, "<i2").reshape(size["lines"], size["bands"], size["samples"]).transpose(0, 2, 1)
    wavelengths = numbers(header, "wavelength")
    order = np.argsort(wavelengths)
    return np.ascontiguousarray(cube[..., order], np.float32) / np.float32(scale), wavelengths[order], order


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


def sam(cube, wavelengths, order, shared):
    """Spectral Angle Mapper of SPy over 2.0-2.45 µm, all records of the minerals, ENVI's default limit of 0.1 rad."""
    import spectral

    rows, titles, _ = read_library(shared, order)
    bands = (wavelengths > 2.0) & (wavelengths < 2.45)
    chosen = [
        (row[bands], mineral)
        for row, title in zip(rows, titles)
        for mineral in MINERALS
        if title.startswith(mineral) and "error" not in title.lower() and not re.search(r"\+|mix", title, re.I)
        and ((row[bands] > 0) & (row[bands] < 10)).all()
    ]
    window = np.ascontiguousarray(cube[..., bands])
    started = time.perf_counter()
    angles = spectral.spectral_angles(window, np.array([row for row, _ in chosen], np.float64))
    best = angles.argmin(-1)
    near = angles.min(-1) < 0.1
    seconds = time.perf_counter() - started
    names = sorted({mineral for _, mineral in chosen})
    index = np.array([names.index(mineral) + 1 for _, mineral in chosen])
    return seconds, np.where(near, index[best], 0), names


def cramm(cube, wavelengths, order, shared):
    """CRAMM's whole-scene call returns pictures: classes are read back by the engine's own table of colours."""
    from cramm import MicaEngine

    fwhm = read_library(shared, order)[2]
    bands = np.arange(len(wavelengths))
    started = time.perf_counter()
    engine = MicaEngine()
    picture = np.asarray(engine.spectrum_analysis(cube, wavelengths, wavelengths, fwhm, bands, n_workers=1)[0])
    seconds = time.perf_counter() - started
    # several rules share a colour; their first name stands for the mineral
    colours = {}
    for name, colour in engine.colors_dic.items():
        colours.setdefault(tuple(int(c) for c in colour), name)
    names = list(colours.values())
    classes = np.zeros(picture.shape[:2], int)
    for index, colour in enumerate(colours, 1):
        classes[(picture == np.array(colour)).all(-1)] = index
    unnamed = {names.index(n) + 1 for n in names if re.search(r"veget|snow|water|ice|cloud|none", n, re.I)}
    classes[np.isin(classes, list(unnamed))] = 0
    return seconds, classes, names


def tetracorder(cube, wavelengths, order, shared):
    """python-tetracorder: of the 2 µm group's written fits the best in each pixel; abbreviated names in full."""
    from tetracorderp import GroupEvaluator

    fwhm = read_library(shared, order)[2]
    started = time.perf_counter()
    run = GroupEvaluator(cube, wavelengths, fwhm, mode="default")
    seconds = time.perf_counter() - started
    pixels = cube.shape[0] * cube.shape[1]
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
    return seconds, classes.reshape(cube.shape[:2]), names


PEERS = {"sam": sam, "cramm": cramm, "tetracorder": tetracorder}


def main():
    peer, cube_path, out, shared = sys.argv[1], *map(pathlib.Path, sys.argv[2:5])
    cube, wavelengths, order = read_cube(cube_path)
    seconds, classes, names = PEERS[peer](cube, wavelengths, order, shared)
    write(out, classes, names)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mib": peak}))


main()
