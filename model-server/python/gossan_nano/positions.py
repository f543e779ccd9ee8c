"""Everything about positions that depends on sizes alone: order of patches, rotation tables, M-RoPE position ids."""

import functools

import torch

from .tokens import VIEW_TOKENS

# Published base of the vision tower's rotations; the text's is in the configuration.
VISION_THETA = 10000.0


@functools.cache
def turned_by(axis: int, pairs: int, sections: tuple[int, ...], device) -> torch.Tensor:
    """[pairs] true where a rotation pair turns by this axis (1 row, 2 column)."""
    return torch.tensor([at % 3 == axis and at < sections[axis] * 3 for at in range(pairs)], device=device)


@functools.cache
def speeds(theta: float, dim: int, device="cpu") -> torch.Tensor:
    """Radians a position [dim / 2] of the pairs of a rotation, fastest first (Su et al. 2021, arXiv 2104.09864)."""
    return torch.tensor([theta ** (-at / dim) for at in range(0, dim, 2)], device=device)


def patch_grid(side: int, merge: int) -> torch.Tensor:
    """Row and column [2, side * side] of each patch in the order of the tower: merge x merge blocks, inside them row by row."""
    at = torch.arange(side).view(side // merge, merge)
    rows = at[:, None, :, None].expand(-1, side // merge, -1, merge)
    columns = at[None, :, None, :].expand(side // merge, -1, merge, -1)
    return torch.stack([rows.reshape(-1), columns.reshape(-1)])


def vision_rotation(side: int, merge: int, head_dim: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Cosine and sine [side * side, head_dim] of the tower's axial rotation: half of the pairs turn by row, half by column."""
    angles = patch_grid(side, merge)[..., None].float() * speeds(VISION_THETA, head_dim // 2)
    angles = torch.cat([angles[0], angles[1]], -1)
    angles = torch.cat([angles, angles], -1)
    return angles.cos(), angles.sin()


def text_rotation(position_ids: torch.Tensor, theta: float, head_dim: int, sections: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
    """
    Cosine and sine [b, t, head_dim] of interleaved M-RoPE for position ids [3, b, t] (time, row, column).

    Of the rotation pairs, number 3k + 1 turns by row and 3k + 2 by column as long as their sections last; the rest by time.
    """
    pairs = head_dim // 2
    row, column = (turned_by(axis, pairs, tuple(sections), position_ids.device) for axis in (1, 2))
    places = position_ids[..., None].float()
    place = torch.where(row, places[1], torch.where(column, places[2], places[0]))
    angles = place * speeds(theta, head_dim, position_ids.device)
    angles = torch.cat([angles, angles], -1)
    return angles.cos(), angles.sin()


def position_ids(input_ids: torch.Tensor, image_token: int, view_tokens: int = VIEW_TOKENS) -> torch.Tensor:
    """
    Qwen3-VL's position ids [3, b, t] of right-padded rows [b, t] in which each picture is `view_tokens` placeholders of a square, without a loop.

    Text counts on in all three axes. A picture's tokens keep the position of its start in time and add their row and
    column to it; text resumes one past the largest of these, so that a picture takes only as many positions as its
    grid is wide. Pictures must not touch each other, and never do in the template.
    """
    grid = int(view_tokens**0.5)
    image = input_ids == image_token
    # How many placeholders have been seen before this one, and so its place within its picture.
    seen = image.long().cumsum(1)
    within = torch.where(image, (seen - 1) % view_tokens, 0)
    finished = torch.where(image, (seen - 1) // view_tokens, seen // view_tokens)
    at = torch.arange(input_ids.shape[1], device=input_ids.device) - finished * (view_tokens - grid) - within
    return torch.stack([at, at + torch.where(image, within // grid, 0), at + torch.where(image, within % grid, 0)])
