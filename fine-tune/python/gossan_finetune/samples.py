"""What training draws from: encoded talks, and the pictures that they show."""

from dataclasses import dataclass, field

import numpy as np
import torch
from gossan_nano.tokens import IGNORE

from .base import Base
from .lines import Line
from .pictures import read_picture
from .talk import encode


@dataclass
class Sample:
    """pictures: rows of the table below, -1 for one drawn from `channels` (by place: view and values [N, h, w])."""

    ids: torch.Tensor
    labels: torch.Tensor
    pictures: list[int]
    weight: float = 1.0
    channels: dict[int, tuple[str, torch.Tensor]] = field(default_factory=dict)

    @property
    def learned(self) -> int:
        return int((self.labels != IGNORE).sum())


@dataclass
class Table:
    """Pictures of all samples, each once: uint8 [3, side, side]."""

    side: int
    rows: list[torch.Tensor] = field(default_factory=list)
    known: dict[object, int] = field(default_factory=dict)

    def add(self, key: object, read) -> int:
        """The row of a picture; `read` gives it where it is new."""
        if key not in self.known:
            self.known[key] = len(self.rows)
            self.rows.append(read())
        return self.known[key]


def samples_of(lines: list[Line], base: Base, table: Table, longest: int, projected: bool) -> list[Sample]:
    """`projected`: pictures of lines with channels are drawn anew in every step, by the projector as it is then."""
    found = []
    for line in lines:
        ids, labels = encode(line, base.tokens, base.view_tokens, longest)
        channels = {at: (line.views[at], read_channels(path)) for at, path in line.channels.items()} if projected else {}
        rows = [-1 if at in channels else table.add(path, lambda: read_picture(path, table.side)) for at, path in enumerate(line.images)]
        found.append(Sample(torch.tensor(ids), torch.tensor(labels), rows, line.weight, channels))
    return found


def read_channels(path) -> torch.Tensor:
    """float16 [N, h, w]."""
    return torch.from_numpy(np.load(path, allow_pickle=False))


@dataclass
class Batch:
    """ids, labels [n, L], right-padded; counted [n, L] where there are tokens; weights [n]; of each row its pictures and channels."""

    ids: torch.Tensor
    labels: torch.Tensor
    counted: torch.Tensor
    weights: torch.Tensor
    samples: list[Sample]


def batch_of(samples: list[Sample], pad: int, device: torch.device) -> Batch:
    longest = max(len(sample.ids) for sample in samples)

    def padded(rows, value) -> torch.Tensor:
        return torch.stack([torch.nn.functional.pad(row, (0, longest - len(row)), value=value) for row in rows]).to(device)

    return Batch(
        padded([sample.ids for sample in samples], pad),
        padded([sample.labels for sample in samples], IGNORE),
        padded([torch.ones(len(sample.ids), dtype=torch.bool) for sample in samples], False),
        torch.tensor([sample.weight for sample in samples], dtype=torch.float32, device=device),
        samples,
    )
