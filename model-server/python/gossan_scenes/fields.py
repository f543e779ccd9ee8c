"""Smooth random fields over the window: noise of several scales by bicubic interpolation, as two matrix products a field."""

import torch

from .chance import Chance

SCALES = (4, 7, 13, 25)


def fractal(chance: Chance, n: int, fields: int, side: int, roughness: float = 0.5) -> torch.Tensor:
    """[n, fields, side, side], about standard normal; each finer scale (twice as fine) weaker by `roughness`."""
    total = torch.zeros(n, fields, side, side, device=chance.device)
    power = 0.0
    for octave, knots in enumerate(SCALES):
        spread = interpolation(knots, side, chance.device)
        grid = chance.normal(n, fields, knots, knots)
        weight = roughness**octave
        total += weight * (spread @ grid @ spread.T)
        power += weight**2
    # Interpolation between knots loses some of the spread.
    return total / (0.75 * power**0.5)


def interpolation(knots: int, side: int, device) -> torch.Tensor:
    """[side, knots]: cubic convolution (Keys 1981, a = -0.5) from even knots to pixel centres."""
    at = (torch.arange(side, device=device) + 0.5) / side * (knots - 3) + 1
    distance = (at[:, None] - torch.arange(knots, device=device)[None, :]).abs()
    near = 1.5 * distance**3 - 2.5 * distance**2 + 1
    far = -0.5 * distance**3 + 2.5 * distance**2 - 4 * distance + 2
    return torch.where(distance <= 1, near, torch.where(distance < 2, far, torch.zeros_like(far)))


def smooth_step(low, high, value: torch.Tensor) -> torch.Tensor:
    """0 at `low`, 1 at `high`, smooth in between; `low` may be the larger."""
    t = ((value - low) / (high - low)).clamp(0, 1)
    return t * t * (3 - 2 * t)
