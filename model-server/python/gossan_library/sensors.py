"""Band tables of the sensors that the project itself describes."""

import json

import numpy as np

from .entries import SPECTRAL

# Stands for AVIRIS, PRISMA and HyMap: 10 nm sampling.
EVEN_SENSOR = {"first_um": 0.38, "last_um": 2.51, "step_um": 0.01, "fwhm_um": 0.0105}


def sensors(even: dict = EVEN_SENSOR) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Band centres and FWHM in µm by the sensor's name; `even` describes one of even steps, listed as "even"."""
    emit = json.loads((SPECTRAL / "demo" / "emit-bands.json").read_text(encoding="utf-8"))
    centres = np.polynomial.polynomial.polyval(np.arange(emit["bands"]), emit["centre_nm"]) / 1000
    known = {"EMIT": (centres, np.polynomial.polynomial.polyval(centres, emit["fwhm_nm"]) / 1000)}
    nominal = json.loads((SPECTRAL / "readers" / "nominal-bands.json").read_text(encoding="utf-8"))
    for sensor in nominal["sensors"]:
        known[sensor["name"]] = (np.array(sensor["centres_nm"]) / 1000, np.array(sensor["fwhm_nm"]) / 1000)
    centres = np.arange(even["first_um"], even["last_um"], even["step_um"])
    known["even"] = (centres, np.full(len(centres), even["fwhm_um"]))
    return known
