"""The vision tower on pictures of any grid: those of one grid are looked at together."""

import functools

import torch
import torch.nn.functional as F

from gossan_nano.forward import merge_patches, vision_block
from gossan_nano.positions import VISION_THETA, speeds


def look(visual, pixels: torch.Tensor, grid: tuple[int, int]) -> tuple[torch.Tensor, torch.Tensor]:
    """
    `visual` is transformers' vision tower; pixels [n, P, 3 patch²] of n pictures with the same grid of P patches.

    Gives their tokens [n, P / merge², H] and the deepstack features [D, n, P / merge², H].
    """
    config = visual.config
    weight = visual.patch_embed.proj.weight
    # A still picture is shown as two equal frames: the convolution over both is one product with their summed weights.
    hidden = F.linear(pixels.to(weight.dtype), weight.sum(2).flatten(1), visual.patch_embed.proj.bias)
    heads, known = config.num_heads, int(config.num_position_embeddings**0.5)
    near, shares, cosine, sine = tables(grid, config.spatial_merge_size, config.hidden_size // heads, known, pixels.device)
    hidden = hidden + (visual.pos_embed.weight[near] * shares[..., None].to(weight.dtype)).sum(1)
    deepstack = []
    for number, block in enumerate(visual.blocks):
        hidden = vision_block(block, hidden, heads, cosine, sine)
        if number in config.deepstack_visual_indexes:
            deepstack.append(merge_patches(visual.deepstack_merger_list[len(deepstack)], hidden))
    return merge_patches(visual.merger, hidden), torch.stack(deepstack)


@functools.lru_cache(maxsize=64)
def tables(grid: tuple[int, int], merge: int, head_dim: int, known: int, device):
    """
    For patches in the order of merge blocks: the four learned positions around each [P, 4] and their shares [P, 4], and cosine
    and sine [P, head_dim] of the axial rotation. `known` is the side of the square of learned positions.
    """
    rows, columns = (place.reshape(-1) for place in block_order(grid, merge))
    low, high, shares = [], [], []
    for at, size in ((rows, grid[0]), (columns, grid[1])):
        exact = at * (known - 1) / max(size - 1, 1)
        low.append(exact.floor().long())
        high.append((low[-1] + 1).clamp_max(known - 1))
        shares.append(exact - low[-1])
    near = torch.stack([row * known + column for row in (low[0], high[0]) for column in (low[1], high[1])], -1)
    weights = torch.stack([row * column for row in (1 - shares[0], shares[0]) for column in (1 - shares[1], shares[1])], -1)
    angles = torch.cat([place[:, None].float() * speeds(VISION_THETA, head_dim // 2) for place in (rows, columns)], -1)
    angles = torch.cat([angles, angles], -1)
    return near.to(device), weights.to(device), angles.cos().to(device), angles.sin().to(device)


def block_order(grid: tuple[int, int], merge: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Row and column of each patch, merge x merge blocks row by row, inside them row by row."""
    rows = torch.arange(grid[0]).view(-1, 1, merge, 1).expand(-1, grid[1] // merge, -1, merge)
    columns = torch.arange(grid[1]).view(1, -1, 1, merge).expand(grid[0] // merge, -1, merge, -1)
    return rows, columns
