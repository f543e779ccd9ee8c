"""Which samples a step sees: a matter of the seed and the step's number alone, so that a resumed run sees the same."""

import math

import torch


class Order:
    """An epoch shows every line once, and of the pool of replayed samples as many as the share asks for, others in each epoch."""

    def __init__(self, lines: int, pool: int, replay_share: float, size: int, seed: int):
        """`size`: samples of one step, over all processes."""
        self.lines, self.pool, self.size, self.seed = lines, pool, size, seed
        self.replayed = min(pool, round(lines * replay_share / (1 - replay_share))) if pool else 0
        self.steps = math.ceil((lines + self.replayed) / size)

    def step(self, number: int) -> list[int]:
        """Numbers of samples; those from `lines` on are of the pool."""
        epoch, at = divmod(number, self.steps)
        draw = torch.Generator().manual_seed(self.seed * 100_003 + epoch)
        pool = torch.randperm(self.pool, generator=draw)[: self.replayed] + self.lines
        every = torch.cat([torch.arange(self.lines), pool])
        every = every[torch.randperm(len(every), generator=draw)]
        return every[at * self.size : (at + 1) * self.size].tolist()


def share_of(numbers: list, rank: int, processes: int, batch: int) -> list[list]:
    """One process's part of a step, in batches of at most `batch`; a process may have none."""
    own = numbers[rank::processes]
    return [own[at : at + batch] for at in range(0, len(own), batch)]
