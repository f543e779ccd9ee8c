"""
Samples that no library has. A mineral's variants are few and no outcrop is one of them: in training each sample is mixed of two
variants or goes a little beyond one of them, and its continuum and absorptions vary smoothly along the wavelengths
(draws.json, `variation`).
"""

import numpy as np
import torch

from .chance import Chance
from .rocks import Rocks
from .spectral_library import SpectralLibrary


class Variation:
    """Draws spectra about the variants of a library. Holds smooth bases at the bands of each of its sensors."""

    def __init__(self, library: SpectralLibrary, rules: dict):
        self.library, self.rules = library, rules
        self.log_hull = library.hull.clamp_min(1e-4).log()
        self.slope = slope_of(library)
        self.broad, self.fine = (
            smooth_basis(library.wavelengths, rules[f"{scale}_um"]) for scale in ("broad", "fine")
        )

    def draw(self, chance: Chance, rocks: Rocks, sensor: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Hull and optical depth [n, ROCKS, SLOTS, bands] of a sample of each mineral in each rock, before its grain."""
        rules, library = self.rules, self.library
        shape = rocks.mineral.shape
        other = library.table[rocks.mineral, chance.below(library.counts[rocks.mineral], *shape)]
        part = chance.between(rules["blend"], *shape, 1) * chance.happens(rules["blend_chance"], *shape, 1)
        at = sensor[:, None, None]
        one, two = (at, rocks.variant), (at, other)
        log_hull = torch.lerp(self.log_hull[one], self.log_hull[two], part)
        optical = torch.lerp(library.optical[one], library.optical[two], part)
        shift = self.wave(chance, self.fine, sensor, shape, rules["shift_um"])
        optical = optical + shift * torch.lerp(self.slope[one], self.slope[two], part)
        depth = self.wave(chance, self.broad, sensor, shape, rules["broad_depth"])
        depth = depth + self.wave(chance, self.fine, sensor, shape, rules["fine_depth"])
        log_hull = log_hull + self.wave(chance, self.broad, sensor, shape, rules["continuum"])
        return log_hull.exp().clamp_max(1), optical.clamp_min(0) * depth.exp()

    def wave(self, chance: Chance, basis: torch.Tensor, sensor: torch.Tensor, shape, most: float) -> torch.Tensor:
        """[*shape, bands] smooth along the wavelengths, each with a standard deviation of its own up to `most`."""
        n, rocks, slots = shape
        height = chance.uniform(n, rocks * slots, 1, high=most)
        knots = chance.normal(n, rocks * slots, basis.shape[1]) * height
        return (knots @ basis[sensor]).view(n, rocks, slots, -1)


def smooth_basis(wavelengths: torch.Tensor, scale: float) -> torch.Tensor:
    """[sensors, knots, bands] Gaussian bumps `scale` µm apart, so that normal knots give values of unit deviation at every band."""
    knots = torch.arange(0.3, 2.6, scale, device=wavelengths.device)
    bumps = torch.exp(-0.5 * ((wavelengths[:, None] - knots[:, None]) / scale) ** 2)
    return bumps / bumps.square().sum(1, keepdim=True).sqrt()


def slope_of(library: SpectralLibrary) -> torch.Tensor:
    """[sensors, S, bands] change of the optical depth a µm."""
    slopes = np.zeros(library.optical.shape)
    for slope, values, sensor in zip(slopes, library.optical.double().cpu().numpy(), library.sensors):
        bands = len(sensor.wavelengths)
        slope[:, :bands] = np.gradient(values[:, :bands], sensor.wavelengths, axis=1)
    return torch.tensor(slopes, dtype=torch.float32, device=library.optical.device)
