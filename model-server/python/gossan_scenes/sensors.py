"""The sensors that scenes are seen with, padded to one number of bands."""

import numpy as np
from dataclasses import dataclass

from gossan_library import sensors as described

from .names import load_data


@dataclass(frozen=True)
class Sensor:
    """Band centres and FWHM in µm; `weight`: how often scenes are seen with it."""

    name: str
    wavelengths: np.ndarray
    fwhm: np.ndarray
    weight: float


def load_sensors() -> list[Sensor]:
    settings = load_data("draws")["sensor"]
    known = {}
    for name, even in settings["even"].items():
        tables = described(even)
        known[name] = tables.pop("even")
        known.update(tables)
    return [Sensor(name, *known[name], weight) for name, weight in settings["weights"].items()]


def padded(rows: list[np.ndarray], fill: float = 0.0) -> np.ndarray:
    """[sensors, ..., most bands] from arrays whose last axis is each sensor's bands."""
    most = max(row.shape[-1] for row in rows)
    return np.stack([np.pad(row, [(0, 0)] * (row.ndim - 1) + [(0, most - row.shape[-1])], constant_values=fill) for row in rows])
