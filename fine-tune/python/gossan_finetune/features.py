"""The frozen tower's features of every picture, computed once: before the merger, with those that deepstack takes."""

import pathlib
import time
from collections.abc import Callable

import numpy as np
import torch
from gossan_nano import forward
from gossan_nano.trainee import normalise

from .base import Base

BATCH = 8


class Features:
    """`of(rows)` gives [k, 1 + D, P, C] of pictures of the table: kept (in memory, on the device, or in a file), or computed when asked for (dtype "none")."""

    def __init__(self, base: Base, pictures: list[torch.Tensor], dtype: str, store: pathlib.Path | torch.device | None, amp, tell: Callable[[int, int], None] = lambda done, of: None):
        self.base, self.pictures, self.amp = base, pictures, amp
        self.kept: torch.Tensor | None = None
        self.seconds = 0.0
        if dtype != "none" and pictures:
            began = time.monotonic()
            self.fill(getattr(torch, dtype), store, tell)
            self.seconds = time.monotonic() - began

    @torch.no_grad()
    def fill(self, dtype: torch.dtype, store: pathlib.Path | torch.device | None, tell: Callable[[int, int], None]) -> None:
        for start in range(0, len(self.pictures), BATCH):
            found = self.compute(self.pictures[start : start + BATCH]).to(dtype)
            if self.kept is None:
                self.kept = room(store, dtype, (len(self.pictures), *found.shape[1:]))
            self.kept[start : start + len(found)] = found.to(self.kept.device)
            tell(min(start + BATCH, len(self.pictures)), len(self.pictures))

    @torch.no_grad()
    def compute(self, pictures: list[torch.Tensor]) -> torch.Tensor:
        pixels = torch.stack(pictures).to(self.base.device)
        with self.amp():
            return tower_of(self.base, normalise(pixels))

    def of(self, rows: list[int]) -> torch.Tensor:
        if self.kept is None:
            return self.compute([self.pictures[row] for row in rows])
        return self.kept[torch.tensor(rows, device=self.kept.device)].to(self.base.device)

    @property
    def megabytes(self) -> float:
        return 0.0 if self.kept is None else self.kept.numel() * self.kept.element_size() / 2**20


def tower_of(base: Base, pixels: torch.Tensor) -> torch.Tensor:
    """[k, 1 + D, P, C] of normalised pixels [k, 3, S, S]; gradients pass."""
    return forward.tower(base.visual, pixels.to(base.visual.pos_embed.weight.dtype)).transpose(0, 1)


def room(store: pathlib.Path | torch.device | None, dtype: torch.dtype, shape: tuple[int, ...]) -> torch.Tensor:
    """An empty tensor in memory or on a device, or one that lies in a file and is read as it is asked for."""
    if not isinstance(store, pathlib.Path):
        return torch.empty(shape, dtype=dtype, device=store or "cpu")
    bits = np.float32 if dtype == torch.float32 else np.int16
    mapped = np.lib.format.open_memmap(store, mode="w+", dtype=bits, shape=shape)
    return torch.from_numpy(mapped).view(dtype)
