"""In which part of a window a mineral lies."""

import math

import torch

# Directions clockwise from north; then the places without a direction.
PLACES = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west", "centre", "around", "throughout")
CENTRE, AROUND, THROUGHOUT = 8, 9, 10


def places(weights: torch.Tensor, rules: dict) -> torch.Tensor:
    """
    [n, 2] places of the largest and the second mineral (indices of PLACES) from their shares by pixel [n, 2, side, side];
    north is up. Only meaningful where the weights are not all 0.
    """
    side = weights.shape[-1]
    at = (torch.arange(side, device=weights.device) + 0.5) / side - 0.5
    total = weights.sum((2, 3)).clamp_min(1e-9)
    x = (weights.sum(2) * at).sum(-1) / total
    y = (weights.sum(3) * at).sum(-1) / total
    squares = ((weights.sum(2) * at**2).sum(-1) + (weights.sum(3) * at**2).sum(-1)) / total
    spread = (squares - x**2 - y**2).clamp_min(0).sqrt()
    bearing = torch.atan2(x, -y)
    sector = torch.remainder(torch.round(bearing / (math.pi / 4)), 8).long()
    central = torch.hypot(x, y) < rules["centre"]
    place = torch.where(central, CENTRE, sector)
    around = central.all(1) & (spread[:, 1] > rules["around"] * spread[:, 0])
    place = torch.where(central & (spread > rules["throughout"]), THROUGHOUT, place)
    place[:, 1] = torch.where(around, AROUND, place[:, 1])
    return place
