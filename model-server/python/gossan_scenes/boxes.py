"""Boxes around what lies in a window, by cumulative counts of rows and columns."""

import torch


def robust_boxes(masks: torch.Tensor, margin: float) -> torch.Tensor:
    """
    [n, K, 4] x0, y0, x1, y1 in pixels (x1 and y1 behind the last) from masks [n, K, side, side]; `margin`: the share of a
    mask's pixels that is left out at either end of rows and of columns. 0 0 0 0 for an empty mask.
    """
    masks = masks.float()
    x0, x1 = ends(masks.sum(2), margin)
    y0, y1 = ends(masks.sum(3), margin)
    return torch.stack([x0, y0, x1, y1], -1)


def ends(counts: torch.Tensor, margin: float) -> tuple[torch.Tensor, torch.Tensor]:
    """First place where more than the margin has been passed, and the one behind where no more than the margin is left."""
    total = counts.sum(-1, keepdim=True)
    passed = counts.cumsum(-1)
    # Sums of whole numbers are exact; the small step keeps a margin that is one from being passed by rounding.
    first = (passed <= margin * total + 1e-4).sum(-1)
    last = (passed < (1 - margin) * total - 1e-4).sum(-1) + 1
    empty = total.squeeze(-1) == 0
    return first.masked_fill(empty, 0), last.masked_fill(empty, 0)
