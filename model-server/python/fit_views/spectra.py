"""Spectra to fit on, drawn from the parametric library: minerals in the field are thin, mixed, shaded and noisy."""

import json
import pathlib
from dataclasses import dataclass

import numpy as np

from gossan_library import load_entries, render, sensors

DRAWS = json.loads((pathlib.Path(__file__).parent / "draws.json").read_text(encoding="utf-8"))
COLOURS = json.loads((pathlib.Path(__file__).parent / "colours.json").read_text(encoding="utf-8"))["colours"]
PLAIN = "plain ground"


@dataclass(frozen=True)
class Ground:
    """One variant of one library entry. `held` ones are kept from fitting and used for checking alone."""

    name: str
    family: str
    colour: np.ndarray
    variant: dict
    held: bool
    weight: float


def grounds() -> list[Ground]:
    """All minerals, plants and water of the library; of entries with three variants or more the last is held apart."""
    found = []
    for entry in load_entries().values():
        if entry.name in DRAWS["left_out"]:
            continue
        colour = np.array([int(COLOURS[entry.name][at : at + 2], 16) for at in (1, 3, 5)]) / 255
        for at, variant in enumerate(entry.variants):
            held = len(entry.variants) >= 3 and at == len(entry.variants) - 1
            found.append(Ground(entry.name, entry.family, colour, variant, held, DRAWS["occurrence"][entry.occurrence]))
    return found


@dataclass(frozen=True)
class Draws:
    """Channels [n, N]; `label` indexes `names` (plain ground is the last); colours [n, 3] of the labels."""

    channels: np.ndarray
    label: np.ndarray
    colours: np.ndarray


class Drawer:
    """Draws pixels in the bands of a recipe. Resampling and mixing are linear, so variants are resampled once."""

    def __init__(self, weights_of):
        """`weights_of(wavelengths, fwhm)` gives a recipe's weights [N, bands] for a sensor."""
        self.grounds = grounds()
        entries = {ground.name: ground for ground in self.grounds}
        self.names = [*sorted(entries), PLAIN]
        self.families = [*(entries[name].family for name in self.names[:-1]), PLAIN]
        self.palette = np.array([*(entries[name].colour for name in self.names[:-1]), DRAWS["plain_colour"]])
        self.sensors = []
        for wavelengths, fwhm in sensors(DRAWS["even_sensor"]).values():
            weights = weights_of(wavelengths, fwhm)
            library = np.array([render(ground.variant, wavelengths) for ground in self.grounds])
            self.sensors.append((wavelengths, weights, library @ weights.T))

    def draw(self, count: int, rng: np.random.Generator, held: bool) -> Draws:
        parts = [self._of_sensor(sensor, count // len(self.sensors), rng, held) for sensor in self.sensors]
        label = np.concatenate([label for _, label in parts])
        return Draws(np.concatenate([channels for channels, _ in parts]), label, self.palette[label])

    def _of_sensor(self, sensor, count, rng, held):
        wavelengths, weights, library = sensor
        plain = self._plain(count, wavelengths, rng) @ weights.T
        first = self._choose(count, rng, held)
        second = self._choose(count, rng, False)
        of = np.array([self.names.index(ground.name) for ground in self.grounds])
        share = rng.uniform(*DRAWS["share"], count)
        beside = rng.uniform(*DRAWS["share_beside"], count) * (rng.random(count) < DRAWS["with_second"])
        is_plain = rng.random(count) < DRAWS["plain"]
        share[is_plain] = 0
        beside[is_plain] *= DRAWS["least_share"] / DRAWS["share_beside"][1]
        beside = np.minimum(beside, 1 - share)
        rest = 1 - share - beside
        light = rng.uniform(*DRAWS["light"], count)
        grain = rng.uniform(*DRAWS["grain"], count)
        mixed = share[:, None] * library[first] ** grain[:, None] + beside[:, None] * library[second] + rest[:, None] * plain
        mixed = mixed * self._tilt(count, weights @ wavelengths, rng)
        noise = rng.normal(size=(count, len(wavelengths))) * rng.uniform(*DRAWS["noise"], count)[:, None]
        channels = light[:, None] * mixed + noise @ weights.T
        return channels, np.where(is_plain, len(self.names) - 1, of[first])

    def _choose(self, count, rng, held):
        """A family, then an entry of it, then a variant: families with many spectra get no more weight, rare ones less."""
        pool = [at for at, ground in enumerate(self.grounds) if ground.held == held]
        families: dict[str, dict[str, list[int]]] = {}
        for at in pool:
            families.setdefault(self.grounds[at].family, {}).setdefault(self.grounds[at].name, []).append(at)
        chance = np.zeros(len(self.grounds))
        for entries in families.values():
            weights = {name: self.grounds[variants[0]].weight for name, variants in entries.items()}
            # a family is drawn as often as its most common entry is met
            most, total = max(weights.values()), sum(weights.values())
            for name, variants in entries.items():
                chance[variants] = most * weights[name] / total / len(variants)
        return rng.choice(len(self.grounds), size=count, p=chance / chance.sum())

    def _tilt(self, count, centres, rng):
        """A smooth factor about 1 by wavelength: grain size and calibration change slopes, not absorptions."""
        along = (centres - centres.min()) / max(np.ptp(centres), 1e-9) * 2 - 1
        first, second = rng.uniform(-DRAWS["tilt"], DRAWS["tilt"], (2, count, 1))
        return 1 + first * along[None, :] + second * (along[None, :] ** 2 - 1 / 3)

    def _plain(self, count, wavelengths, rng):
        """Ground without absorptions: rises from the blue to the near infrared and may sink towards 2.5 µm."""
        form = DRAWS["plain_form"]
        base, rise, scale, fall = (rng.uniform(*form[key], (count, 1)) for key in ("base", "rise", "scale_um", "fall"))
        um = wavelengths[None, :]
        return base + rise * (1 - np.exp(-(um - 0.35) / scale)) - fall * np.maximum(0, um - 1.2) ** 2
