"""Reflectance of a variant, as tools/spectral/library/render.ts draws it: hull times asymmetric Gaussians."""

import numpy as np


def hull(variant: dict, wavelengths: np.ndarray) -> np.ndarray:
    """Upper hull (reflectance, 0..1) at wavelengths in µm; beyond its nodes it keeps its last value."""
    nodes = np.array(variant["continuum"])
    return np.interp(wavelengths, nodes[:, 0], nodes[:, 1])


def absorption_depth(variant: dict, wavelengths: np.ndarray) -> np.ndarray:
    """Optical depth of all absorptions at wavelengths in µm: -ln(reflectance / hull)."""
    depth = np.zeros_like(wavelengths)
    for centre, width, strength, asymmetry in variant["absorptions"]:
        x = wavelengths - centre
        t = x / (width * np.where(x < 0, 1 - asymmetry, 1 + asymmetry))
        depth += np.where(np.abs(t) < 6, strength * np.exp(-0.5 * t * t), 0)
    return depth


def render(variant: dict, wavelengths: np.ndarray) -> np.ndarray:
    """Reflectance (0..1) of a variant at wavelengths in µm."""
    return hull(variant, wavelengths) * np.exp(-absorption_depth(variant, wavelengths))
