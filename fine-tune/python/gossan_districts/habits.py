"""Habits as data, and the library of spectra that a district with one shows."""

import dataclasses
import json
import pathlib

import numpy as np
import torch
from gossan_library import absorption_depth, hull, load_entries
from gossan_scenes import SpectralLibrary
from gossan_scenes.sensors import padded

SPLITS = {"train": "train", "target": "held"}
DATA = json.loads((pathlib.Path(__file__).parent / "habits.json").read_text(encoding="utf-8"))


def load_habit(name: str) -> dict:
    """Raises ValueError for a habit that is not in habits.json."""
    if name not in DATA["habits"]:
        raise ValueError(f'there is no habit "{name}"; there are {", ".join(DATA["habits"])}')
    return DATA["habits"][name]


def habit_library(habit: dict, split: str) -> SpectralLibrary:
    """
    The library with the habit's samples in place of its mineral's variants. The other minerals show what the base was trained
    on in districts to train with, and in target districts what it was not.
    """
    library = SpectralLibrary.load("cpu", SPLITS[split])
    samples = habit["samples"][split]
    variants = [(sample, variant_of(sample)) for sample in samples]

    def rows(of) -> torch.Tensor:
        found = [np.array([of(variant, sensor.wavelengths - sample["shift_nm"] / 1000) for sample, variant in variants]) for sensor in library.sensors]
        return torch.tensor(padded(found), dtype=torch.float32)

    depth = torch.tensor([sample["absorption"] for sample in samples], dtype=torch.float32)
    first, row = library.hull.shape[1], library.names.mineral_names.index(habit["mineral"])
    table, counts = library.table.clone(), library.counts.clone()
    if table.shape[1] < len(samples):
        table = torch.nn.functional.pad(table, (0, len(samples) - table.shape[1]))
    table[row, : len(samples)] = torch.arange(first, first + len(samples))
    counts[row] = len(samples)
    return dataclasses.replace(
        library,
        variants=[*library.variants, *((sample["entry"], sample["variant"]) for sample in samples)],
        hull=torch.cat([library.hull, rows(hull)], 1),
        optical=torch.cat([library.optical, rows(absorption_depth) * depth[:, None]], 1),
        table=table,
        counts=counts,
    )


def variant_of(sample: dict) -> dict:
    return next(variant for variant in load_entries()[sample["entry"]].variants if variant["id"] == sample["variant"])
