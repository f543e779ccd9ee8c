"""What `readers.ts` measures, with SPy (ENVI) or rasterio (GeoTIFF); prints {open_ms, read_s, peak_mib} as JSON.

    readers-peer.py write-envi PATH INTERLEAVE LINES SAMPLES BANDS    a cube of smooth reflectance
    readers-peer.py write-tiff PATH LINES SAMPLES BANDS               the same, int16, tiles of 256, Deflate
    readers-peer.py write-big-tiff PATH LINES SAMPLES BANDS           float32 noise, written band by band
    readers-peer.py read PATH LINES_AT_ONCE
"""

import json
import resource
import sys
import time

import numpy as np

WORK = sys.argv[1]


def cube(lines, samples, bands):
    wave = np.linspace(0, 3, bands)
    for y in range(lines):
        noise = np.random.default_rng(y).normal(0, 0.002, (bands, samples))
        level = 0.25 + 0.1 * np.sin(wave)[:, None] + 0.05 * np.cos(np.arange(samples) / 40 + y / 30)[None, :]
        yield (level + noise).astype(np.float32)


def write_envi(path, interleave, lines, samples, bands):
    shape = {"bsq": (bands, lines, samples), "bil": (lines, bands, samples), "bip": (lines, samples, bands)}[interleave]
    out = np.memmap(path + ".img", np.float32, "w+", shape=shape)
    for y, line in enumerate(cube(lines, samples, bands)):
        if interleave == "bsq":
            out[:, y, :] = line
        elif interleave == "bil":
            out[y] = line
        else:
            out[y] = line.T
    out.flush()
    nm = ", ".join(f"{v:.2f}" for v in np.linspace(400, 2450, bands))
    with open(path + ".hdr", "w") as header:
        header.write(
            f"ENVI\nsamples = {samples}\nlines = {lines}\nbands = {bands}\nheader offset = 0\ndata type = 4\n"
            f"interleave = {interleave}\nbyte order = 0\nwavelength units = Nanometers\nwavelength = {{{nm}}}\n"
        )


def create_tiff(path, kind, lines, samples, bands):
    import rasterio

    options = {"driver": "GTiff", "dtype": kind, "count": bands, "width": samples, "height": lines, "zlevel": 1}
    tiling = {"tiled": True, "blockxsize": 256, "blockysize": 256, "compress": "deflate", "interleave": "band"}
    out = rasterio.open(path, "w", **options, **tiling)
    for band, nm in enumerate(np.linspace(400, 2450, bands), start=1):
        out.set_band_description(band, f"{nm:.2f} nm")
    return out


def write_tiff(path, lines, samples, bands):
    whole = np.stack(list(cube(lines, samples, bands)), axis=1)
    with create_tiff(path, "int16", lines, samples, bands) as out:
        out.write(np.round(whole * 10000).astype(np.int16))


def write_big_tiff(path, lines, samples, bands):
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 0.002, (lines, samples)).astype(np.float32)
    with create_tiff(path, "float32", lines, samples, bands) as out:
        for band in range(bands):
            out.write(0.3 + 0.001 * band + np.roll(noise, 17 * band, axis=1), band + 1)


def read(path, at_once):
    started = time.perf_counter()
    total = 0.0
    if path.endswith(".tif"):
        import rasterio
        from rasterio.windows import Window

        image = rasterio.open(path)
        opened = time.perf_counter()
        height = image.height
        for y in range(0, height, at_once) if at_once else []:
            window = Window(0, y, image.width, min(at_once, height - y))
            total += float(image.read(window=window).astype(np.float32)[0, 0, 0])
    else:
        import spectral.io.envi as envi

        image = envi.open(path)
        opened = time.perf_counter()
        for y in range(0, image.nrows, at_once) if at_once else []:
            block = image.read_subregion((y, min(image.nrows, y + at_once)), (0, image.ncols))
            total += float(np.ascontiguousarray(block.transpose(0, 2, 1), np.float32)[0, 0, 0])
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"open_ms": (opened - started) * 1000, "read_s": done - opened, "sum": total, "peak_mib": peak}))


if WORK == "write-envi":
    write_envi(sys.argv[2], sys.argv[3], *map(int, sys.argv[4:7]))
elif WORK == "write-tiff":
    write_tiff(sys.argv[2], *map(int, sys.argv[3:6]))
elif WORK == "write-big-tiff":
    write_big_tiff(sys.argv[2], *map(int, sys.argv[3:6]))
else:
    read(sys.argv[2], int(sys.argv[3]))
