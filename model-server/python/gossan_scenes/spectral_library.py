"""All variants of the library that scenes use, rendered once at the bands of every sensor."""

from dataclasses import dataclass

import numpy as np
import torch

from gossan_library import absorption_depth, hull, load_entries

from .held_apart import load_held
from .names import Names, load_names
from .sensors import Sensor, load_sensors, padded

SPLITS = ("train", "held", "all")


@dataclass(frozen=True)
class SpectralLibrary:
    """
    hull, optical: [sensors, S, bands], upper hull of reflectance and optical depth of the absorptions; a spectrum is
    hull · exp(-grain · optical). table: [M + covers, most variants] indices into S, of which the first `counts` count.
    vnir_depth, swir_depth: [M] mean depth over the continuum of the mineral's first feature in that group, pure (0 for none).
    """

    names: Names
    sensors: list[Sensor]
    split: str
    variants: list[tuple[str, str]]
    hull: torch.Tensor
    optical: torch.Tensor
    wavelengths: torch.Tensor
    table: torch.Tensor
    counts: torch.Tensor
    vnir_depth: torch.Tensor
    swir_depth: torch.Tensor

    @staticmethod
    def load(device: str | torch.device = "cpu", split: str = "train") -> "SpectralLibrary":
        """
        `train` leaves out the variants of data/held.json; `held` has those alone, and all variants of minerals that have
        none held; `all` has everything. Raises ValueError for another split.
        """
        if split not in SPLITS:
            raise ValueError(f'there is no split "{split}"; there are {", ".join(SPLITS)}')
        names = load_names()
        groups = [mineral.entries for mineral in names.minerals] + [(cover,) for cover in names.covers]
        chosen = [variants_of(entries, split) for entries in groups]
        variants = [(entry, variant) for rows in chosen for entry, variant in rows]
        sensors = load_sensors()
        most = max(map(len, chosen))
        table = np.zeros((len(chosen), most), np.int64)
        at = 0
        for row, found in zip(table, chosen):
            row[: len(found)] = np.arange(at, at + len(found))
            at += len(found)
        minerals = range(len(names.minerals))
        depths = {
            group: [
                np.mean([pure_depth(entry, variant, group) for entry, variant in chosen[m]])
                if group in names.minerals[m].groups
                else 0.0
                for m in minerals
            ]
            for group in ("vnir", "swir")
        }

        def floats(values) -> torch.Tensor:
            return torch.tensor(np.asarray(values), dtype=torch.float32, device=device)

        return SpectralLibrary(
            names=names,
            sensors=sensors,
            split=split,
            variants=[(entry, variant["id"]) for entry, variant in variants],
            hull=floats(padded([np.array([hull(v, s.wavelengths) for _, v in variants]) for s in sensors])),
            optical=floats(padded([np.array([absorption_depth(v, s.wavelengths) for _, v in variants]) for s in sensors])),
            wavelengths=floats(padded([s.wavelengths for s in sensors], fill=2.5)),
            table=torch.tensor(table, device=device),
            counts=torch.tensor([len(rows) for rows in chosen], device=device),
            vnir_depth=floats(depths["vnir"]),
            swir_depth=floats(depths["swir"]),
        )


def variants_of(entries: tuple[str, ...], split: str) -> list[tuple[str, dict]]:
    """The variants of one mineral in a split; never empty."""
    held = load_held()
    every = [(entry, variant) for entry in entries for variant in load_entries()[entry].variants]
    apart = [(entry, variant) for entry, variant in every if variant["id"] in held[entry]]
    if split == "held":
        return apart or every
    if split == "train":
        return [(entry, variant) for entry, variant in every if variant["id"] not in held[entry]]
    return every


def pure_depth(entry: str, variant: dict, group: str) -> float:
    """Depth of the entry's first feature of a group below a straight continuum between its shoulders; 0 without one."""
    feature = next((f for f in load_entries()[entry].features if f["group"] == group), None)
    if feature is None:
        return 0.0
    at = np.array([np.mean(feature["left_um"]), feature["centre_um"], np.mean(feature["right_um"])])
    left, centre, right = hull(variant, at) * np.exp(-absorption_depth(variant, at))
    continuum = left + (right - left) * (at[1] - at[0]) / (at[2] - at[0])
    return max(0.0, float(1 - centre / continuum))
