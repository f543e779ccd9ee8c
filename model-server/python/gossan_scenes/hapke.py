"""
Intimate mixtures: grains beside grains scatter light on to one another, so reflectances do not add, but the
single-scattering albedos do (Hapke 1981, JGR 86, 3039; isotropic grains, no opposition effect).
"""

import math

import torch

# Incidence of 30°, viewed from above, as reflectance libraries are measured.
MU0 = math.cos(math.radians(30))
MU = 1.0
BRIGHTEST = 0.995


def albedo(reflectance: torch.Tensor) -> torch.Tensor:
    """Single-scattering albedo (0..1) from reflectance relative to a perfect diffuser."""
    r = reflectance.clamp(1e-4, BRIGHTEST)
    # r = (1 - g²) / ((1 + 2 g MU0)(1 + 2 g MU)), g = sqrt(1 - w), solved for g.
    a = 1 + 4 * MU0 * MU * r
    b = (MU0 + MU) * r
    g = ((b * b + a * (1 - r)).sqrt() - b) / a
    return 1 - g * g


def reflectance(w: torch.Tensor) -> torch.Tensor:
    """The inverse of :func:`albedo`."""
    g = (1 - w).clamp_min(0).sqrt()
    return w / ((1 + 2 * g * MU0) * (1 + 2 * g * MU))
