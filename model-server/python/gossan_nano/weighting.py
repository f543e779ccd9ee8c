"""How much each token of an answer counts."""

import torch

from .tokens import IGNORE


def answer_numbers(labels: torch.Tensor) -> torch.Tensor:
    """[n, L]: which answer of its row a label belongs to, from 0; -1 where there is none. An answer is an unbroken run of labels."""
    answer = labels != IGNORE
    before = torch.nn.functional.pad(answer[:, :-1], (1, 0))
    return torch.where(answer, (answer & ~before).long().cumsum(1) - 1, -1)


def answer_weights(numbers: torch.Tensor, tasks: torch.Tensor, task_weight: torch.Tensor, power: float) -> torch.Tensor:
    """
    Weights [n, L] of labels: an answer of k tokens weighs task_weight · k^power in all, spread evenly over its tokens.

    numbers as `answer_numbers`; tasks [n, turns] indices into task_weight (below 0: no such turn).
    """
    turns = tasks.shape[1]
    place = numbers.clamp_min(0)
    lengths = torch.zeros(len(numbers), turns, device=numbers.device).scatter_add_(1, place, (numbers >= 0).float())
    weights = task_weight[tasks.clamp_min(0)] * lengths.clamp_min(1) ** (power - 1)
    return torch.where(numbers >= 0, weights.gather(1, place), 0.0)
