"""A cube as an ENVI file: int16, ten thousandths of reflectance, BIL."""

import pathlib

import numpy as np

SCALE, FILL = 10000, -9999
# Far out in the Pacific, as the demo scene is, so that nobody takes it for a property.
EASTING, NORTHING, PIXEL_METRES, ZONE = 300_000, 6_700_000, 30, 18


def write_envi(path: pathlib.Path, cube: np.ndarray, wavelengths: np.ndarray, fwhm: np.ndarray, description: str, place: int = 0) -> pathlib.Path:
    """
    Writes `path`.img and `path`.hdr: reflectance [lines, samples, bands], NaN for fill; wavelengths and FWHM in µm. `place` sets
    scenes of a district side by side. Returns the header's path.
    """
    lines, samples, bands = cube.shape
    whole = np.where(np.isfinite(cube), np.clip(np.rint(cube * SCALE), -SCALE // 2, 3 * SCALE), FILL).astype("<i2")
    whole.transpose(0, 2, 1).tofile(path.with_name(path.name + ".img"))

    def listed(values: np.ndarray) -> str:
        return ", ".join(f"{value * 1000:.3f}" for value in values)

    easting = EASTING + place * (samples + 10) * PIXEL_METRES
    header = f"""ENVI
description = {{{description}}}
samples = {samples}
lines = {lines}
bands = {bands}
header offset = 0
file type = ENVI Standard
data type = 2
interleave = bil
byte order = 0
gossan synthetic = 1
reflectance scale factor = {SCALE}
data ignore value = {FILL}
map info = {{UTM, 1, 1, {easting}, {NORTHING}, {PIXEL_METRES}, {PIXEL_METRES}, {ZONE}, South, WGS-84, units=Meters}}
wavelength units = Nanometers
wavelength = {{{listed(wavelengths)}}}
fwhm = {{{listed(fwhm)}}}
"""
    found = path.with_name(path.name + ".hdr")
    found.write_text(header, encoding="ascii")
    return found
