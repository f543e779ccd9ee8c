"""Tokens drawn from logits on the device, and what callers want to know of the odds."""

import torch


def draw(logits: torch.Tensor, temperature: torch.Tensor, top_p: torch.Tensor, uniform: torch.Tensor) -> torch.Tensor:
    """
    Tokens [b] of logits [b, V]: the likeliest where temperature [b] is 0, else drawn by uniform [b] (0..1) from the fewest
    likeliest tokens that have top_p [b] of the probability together.
    """
    odds = logits / torch.where(temperature > 0, temperature, 1.0)[:, None]
    sorted_, order = odds.softmax(-1).sort(-1, descending=True)
    total = sorted_.cumsum(-1)
    kept = (total - sorted_ < top_p[:, None]).sum(-1, keepdim=True).clamp_min(1)
    place = torch.searchsorted(total, uniform[:, None] * total.gather(-1, kept - 1), right=True)
    drawn = order.gather(-1, torch.minimum(place, kept - 1))[:, 0]
    return torch.where(temperature > 0, drawn, logits.argmax(-1))


def odds_of(logits: torch.Tensor, chosen: torch.Tensor, tops: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Natural log probabilities, before temperature, of the chosen tokens [b] and of the `tops` likeliest [b, tops], with their ids."""
    whole = logits.logsumexp(-1, keepdim=True)
    values, ids = logits.topk(tops, -1) if tops else (logits[:, :0], chosen[:, None][:, :0])
    return (logits.gather(-1, chosen[:, None]) - whole)[:, 0], values - whole, ids
