"""A sensor's bands become a recipe's: twin of tools/spectral/views/resample.ts, where the rule is explained."""

import numpy as np

from .arrays import like, namespace
from .files import load_rules


class MissingBands(ValueError):
    """The sensor has no good band where the recipe needs one; `missing` lists the recipe's bands."""

    def __init__(self, recipe: str, missing: list):
        self.missing = missing
        names = ", ".join(f"{band.name} ({band.centre_um:.3f} µm)" for band in missing[:4])
        super().__init__(f'recipe "{recipe}" cannot be drawn: no good band at {names}')


def channel_weights(recipe: dict, wavelengths, fwhm, good=None) -> np.ndarray:
    """Weights [channels, bands], each row adding up to 1. Wavelengths and FWHM in µm. Raises MissingBands."""
    rules = load_rules()
    wavelengths = np.asarray(wavelengths, dtype=np.float64)
    fwhm = np.asarray(fwhm, dtype=np.float64)
    usable = np.ones(len(wavelengths), dtype=bool) if good is None else np.asarray(good, dtype=bool).copy()
    for start, end in rules["water_vapour_um"]:
        usable &= ~((wavelengths >= start) & (wavelengths <= end))
    order = np.flatnonzero(usable)
    order = order[np.argsort(wavelengths[order], kind="stable")]
    weights = np.zeros((len(recipe["bands"]), len(wavelengths)))
    missing = []
    for row, band in zip(weights, recipe["bands"]):
        start, end = band.centre_um - band.width_um / 2, band.centre_um + band.width_um / 2
        overlap = np.minimum(end, wavelengths + fwhm / 2) - np.maximum(start, wavelengths - fwhm / 2)
        overlap = np.where(usable, np.maximum(overlap, 0), 0)
        if overlap.sum() >= rules["least_cover"] * band.width_um:
            row[:] = overlap / overlap.sum()
        elif not bridge(row, band.centre_um, wavelengths, order, recipe.get("gaps")):
            missing.append(band)
    if missing:
        raise MissingBands(recipe["name"], missing)
    return weights


def bridge(row: np.ndarray, centre: float, wavelengths: np.ndarray, order: np.ndarray, gaps: dict | None) -> bool:
    """A straight line over a gap, or the last value at an end of the spectrum, where the recipe allows it."""
    if gaps is None or len(order) == 0:
        return False
    after = int(np.searchsorted(wavelengths[order], centre, side="right"))
    if 0 < after < len(order):
        left, right = order[after - 1], order[after]
        gap = wavelengths[right] - wavelengths[left]
        if gap > gaps["largest_um"]:
            return False
        row[right] = (centre - wavelengths[left]) / gap
        row[left] = 1 - row[right]
        return True
    edge = order[0] if after == 0 else order[-1]
    if abs(wavelengths[edge] - centre) > gaps["edge_um"]:
        return False
    row[edge] = 1
    return True


def resample(values, weights):
    """Reflectance [..., bands] to channels [..., N]. A band that is NaN in a pixel is left out of that pixel's means."""
    xp = namespace(values)
    weights = like(weights, values)
    finite = xp.isfinite(values)
    share = like(finite, values) @ weights.T
    total = xp.where(finite, values, like(0, values)) @ weights.T
    return xp.where(share > 0, total / xp.where(share > 0, share, like(1, values)), like(float("nan"), values))
