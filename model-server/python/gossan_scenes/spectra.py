"""Spectra of a scene's endmembers at its sensor's bands, with what the atmosphere's correction left in all of them."""

import math

import torch

from . import hapke
from .chance import Chance
from .rocks import ENDMEMBERS, ROCKS, Rocks
from .spectral_library import SpectralLibrary
from .variation import Variation

WAVES = 12


def endmember_spectra(
    chance: Chance, rocks: Rocks, library: SpectralLibrary, sensor: torch.Tensor, settings: dict, variation: Variation | None = None
):
    """[n, ENDMEMBERS, bands] reflectance; `sensor` [n] indexes the library's sensors. Without `variation` samples are the variants themselves."""
    n = len(sensor)
    wavelengths = library.wavelengths[sensor]
    host = plain(chance, n, 2, wavelengths, settings["plain"])
    hull, optical = library.hull, library.optical
    if variation is None:
        sample = sensor[:, None, None], rocks.variant
        above, below_it = hull[sample], optical[sample]
    else:
        above, below_it = variation.draw(chance, rocks, sensor)
    pure = above * torch.exp(-rocks.grain[..., None] * below_it)
    share = rocks.share[..., None]
    rest = (1 - rocks.share.sum(2))[..., None]
    # Rocks stand on one host or the other by turns.
    count = rocks.mineral.shape[1]
    below = host[:, torch.arange(count, device=host.device) % 2]
    areal = (share * pure).sum(2) + rest * below
    albedo = (share * hapke.albedo(pure)).sum(2) + rest * hapke.albedo(below)
    mixed = torch.where(rocks.intimate[..., None], hapke.reflectance(albedo), areal)
    cover = hull[sensor[:, None], rocks.cover_variant] * torch.exp(-optical[sensor[:, None], rocks.cover_variant])
    # Hosts that hold minerals are among the mixed.
    spectra = torch.cat([mixed, host[:, count - ROCKS :], cover], 1)
    assert spectra.shape[1] == ENDMEMBERS
    return spectra


def plain(chance: Chance, n: int, count: int, wavelengths: torch.Tensor, rules: dict) -> torch.Tensor:
    """[n, count, bands] featureless grounds (draws.json, `plain`)."""
    base, rise, scale, fall, slope = (
        chance.between(rules[name], n, count, 1) for name in ("base", "rise", "scale_um", "fall", "slope")
    )
    um = wavelengths[:, None]
    falling = fall * (um - 1.2).clamp_min(0) ** 2
    return (base + rise * (1 - torch.exp(-(um - 0.35) / scale)) - falling + slope * (um - 1.4)).clamp_min(0.01)


def draw_residue(chance: Chance, wavelengths: torch.Tensor, scale: list[float], rules: dict):
    """A factor and an offset [n, bands] that the product's making left in every pixel of a scene."""
    n, bands = wavelengths.shape
    along = (wavelengths - 1.45) / 1.05
    tilt = chance.uniform(2, n, 1, low=-rules["tilt"], high=rules["tilt"])
    factor = 1 + tilt[0] * along + tilt[1] * (along**2 - 1 / 3)
    # Ripple: waves of random length and phase along the wavelengths.
    length = chance.between(rules["ripple_lengths_nm"], n, WAVES, 1) / 1000
    phase = chance.uniform(n, WAVES, 1, high=2 * math.pi)
    waves = torch.cos(2 * math.pi * wavelengths[:, None] / length + phase)
    ripple = waves.sum(1) * math.sqrt(2 / WAVES)
    factor = factor * (1 + chance.between(rules["ripple"], n, 1) * ripple)
    for gas in rules["gases"]:
        shape = torch.exp(-0.5 * ((wavelengths - gas["centre_um"]) / gas["width_um"]) ** 2)
        factor = factor * torch.exp(-rules["gas"] * chance.normal(n, 1) * shape)
    factor = factor * chance.between(scale, n, 1)
    offset = chance.between(rules["haze"], n, 1) * (wavelengths / 0.4) ** -3
    return factor, offset
