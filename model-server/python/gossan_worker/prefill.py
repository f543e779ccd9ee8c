"""Prompts that are read together, piece by piece, so that rows that are being written wait for one piece at most."""

import torch
import torch.nn.functional as F

from .decoder import Decoder
from .rows import Row
from .vision import look

# Work of one piece: tokens of text, and patches of pictures (four make a token). A step of decoding costs about as much on a
# large model as reading some hundred tokens, because it reads the same weights.
TOKENS = {"cuda": 2048, "cpu": 1024}
PATCHES = {"cuda": 16384, "cpu": 4096}
# Pieces of text that rows are read together for at most: more would let the first wait for the last.
PIECES = 2


def together(waiting: list[Row], most: int, device: str) -> list[Row]:
    """The first rows that are read as one: each is padded to the longest, so that they stop where that costs too much."""
    taken, longest = [], 0
    for row in waiting[:most]:
        longest = max(longest, len(row.prompt.ids))
        if taken and (len(taken) + 1) * longest > PIECES * TOKENS[device]:
            break
        taken.append(row)
    return taken


class Wave:
    """Rows of one decoder, each with its slot. Call `advance` until it gives the logits [n, V] after the prompts."""

    def __init__(self, decoder: Decoder, rows: list[Row]):
        self.decoder, self.rows = decoder, rows
        self.device = decoder.weights.device
        self.lengths = [len(row.prompt.ids) for row in rows]
        self.longest = max(self.lengths)
        self.begins = 0
        self.embeds, self.deepstack, self.marks = None, None, None
        self.last: list[torch.Tensor | None] = [None] * len(rows)
        self.pictures = [patches for row in rows for patches in row.prompt.pictures]
        self.seen: list[tuple | None] = [None] * len(self.pictures)
        self.looks = self.plan()

    def plan(self) -> list[list[int]]:
        """Numbers of pictures with one grid that are looked at in one piece."""
        batches: dict[tuple, list[list[int]]] = {}
        for number, patches in enumerate(self.pictures):
            fits = max(1, PATCHES[self.device.type] // (patches.grid[0] * patches.grid[1]))
            of_grid = batches.setdefault(patches.grid, [[]])
            if len(of_grid[-1]) == fits:
                of_grid.append([])
            of_grid[-1].append(number)
        return [batch for of_grid in batches.values() for batch in of_grid]

    def advance(self) -> torch.Tensor | None:
        """One piece: pictures while there are any, then a chunk of text."""
        if self.looks:
            batch = self.looks.pop(0)
            pixels = torch.stack([self.pictures[number].pixels for number in batch]).to(self.device, non_blocking=True)
            tokens, deepstack = look(self.decoder.weights.visual, pixels, self.pictures[batch[0]].grid)
            for at, number in enumerate(batch):
                self.seen[number] = (tokens[at], deepstack[:, at])
            return None
        if self.embeds is None:
            self.embed()
        self.read(max(64, TOKENS[self.device.type] // len(self.rows)))
        if self.begins < self.longest:
            return None
        return self.finish()

    def embed(self) -> None:
        """Tokens and pictures in their places, padded on the right."""
        weights, shape = self.decoder.weights, (len(self.rows), self.longest)
        ids, turns = torch.zeros(shape, dtype=torch.long), torch.zeros(3, *shape, dtype=torch.long)
        for at, row in enumerate(self.rows):
            ids[at, : self.lengths[at]] = torch.tensor(row.prompt.ids)
            turns[:, at, : self.lengths[at]] = row.turns
        pictured = ids == weights.architecture.image_token
        self.turns, self.slots = turns.to(self.device), torch.tensor([row.slot for row in self.rows], device=self.device)
        owners = [row.owner for row in self.rows]
        self.owners = torch.tensor(owners, device=self.device) if any(owners) else None
        self.embeds = F.embedding(ids.to(self.device), weights.embed)
        if self.pictures:
            self.marks = pictured.nonzero()
            tokens = torch.cat([tokens for tokens, _ in self.seen])
            self.embeds[pictured.to(self.device)] = tokens.to(self.embeds.dtype)
            self.deepstack = torch.cat([deepstack for _, deepstack in self.seen], 1)
            self.seen = []

    def read(self, size: int) -> None:
        ends = min(self.begins + size, self.longest)
        chunk, deepstack = self.embeds[:, self.begins : ends], None
        if self.marks is not None:
            here = (self.marks[:, 1] >= self.begins) & (self.marks[:, 1] < ends)
            if bool(here.any()):
                rows, places = self.marks[here].unbind(-1)
                flat = rows * (ends - self.begins) + places - self.begins
                deepstack = (flat.to(self.device), self.deepstack[:, here.nonzero()[:, 0].to(self.device)])
        hidden = self.decoder.read(chunk, self.turns[:, :, self.begins : ends], self.slots, self.begins, deepstack, self.owners)
        for at, length in enumerate(self.lengths):
            if self.begins < length <= ends:
                self.last[at] = hidden[at, length - 1 - self.begins]
        self.begins = ends

    def finish(self) -> torch.Tensor:
        """The rows stand in the cache from now on; their last tokens are yet to be chosen."""
        cache = self.decoder.cache
        cache.lengths[self.slots] = torch.tensor(self.lengths, device=self.device)
        cache.turns[self.slots] = torch.tensor([row.next_turn for row in self.rows], device=self.device)
        cache.owners[self.slots] = torch.tensor([row.owner for row in self.rows], device=self.device)
        return self.decoder.head(torch.stack(self.last))[0]
