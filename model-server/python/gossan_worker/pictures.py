"""Pictures as patches of a grid, as transformers' Qwen3-VL image processor makes them, without its packages."""

import json
import math
import pathlib
from dataclasses import dataclass

import torch
import torch.nn.functional as F

from .refused import Refused

# The published limits of Qwen3-VL's preprocessor_config.json, in pixels of a whole picture.
LEAST_PIXELS, MOST_PIXELS = 65536, 16777216
# A picture longer than so many times its width is refused, as published.
MOST_ASPECT = 200


@dataclass(frozen=True)
class Patches:
    """`pixels` [P, 3 patch²] in the order of merge blocks, normalised; `grid` is rows and columns of patches."""

    pixels: torch.Tensor
    grid: tuple[int, int]


@dataclass(frozen=True)
class PictureRules:
    """How a model wants its pictures. `side`: they must be squares of it already (gossan-nano), or any size where None."""

    patch: int
    merge: int
    mean: tuple[float, ...] = (0.5, 0.5, 0.5)
    std: tuple[float, ...] = (0.5, 0.5, 0.5)
    least: int = LEAST_PIXELS
    most: int = MOST_PIXELS
    side: int | None = None

    def size(self, height: int, width: int) -> tuple[int, int]:
        """Height and width after resizing: multiples of a token's side, near the picture's shape, within the limits."""
        if self.side is not None:
            if (height, width) != (self.side, self.side):
                raise Refused("VISION_IMAGE", detail=f"the worker takes raw pictures of {self.side} x {self.side} pixels")
            return height, width
        if max(height, width) > MOST_ASPECT * min(height, width):
            raise Refused("VISION_IMAGE", detail=f"{width} x {height} pixels are longer than {MOST_ASPECT} times their width")
        step = self.patch * self.merge
        tall, wide = round(height / step) * step, round(width / step) * step
        if tall * wide > self.most:
            shrink = math.sqrt(height * width / self.most)
            return tuple(max(step, math.floor(edge / shrink / step) * step) for edge in (height, width))
        if tall * wide < self.least:
            grow = math.sqrt(self.least / (height * width))
            return tuple(math.ceil(edge * grow / step) * step for edge in (height, width))
        return tall, wide

    def tokens(self, grid: tuple[int, int]) -> int:
        return grid[0] * grid[1] // self.merge**2

    def patches(self, picture: torch.Tensor) -> Patches:
        """Of a picture uint8 [3, h, w]."""
        size = self.size(*picture.shape[1:])
        if size != tuple(picture.shape[1:]):
            # On 8-bit numbers, rounded between the axes as torchvision and Pillow do it.
            picture = F.interpolate(picture[None], size=size, mode="bicubic", antialias=True, align_corners=False)[0]
        mean, std = (torch.tensor(of).view(3, 1, 1) for of in (self.mean, self.std))
        pixels = (picture.float() / 255 - mean) / std
        rows, columns = size[0] // self.patch, size[1] // self.patch
        split = pixels.view(3, rows // self.merge, self.merge, self.patch, columns // self.merge, self.merge, self.patch)
        return Patches(split.permute(1, 4, 2, 5, 0, 3, 6).reshape(rows * columns, -1), (rows, columns))


def rules_of(folder: pathlib.Path, vision, card: dict | None) -> PictureRules:
    """Of a model folder: its card's views where it has a card, else preprocessor_config.json, else the published values."""
    patch, merge = vision.patch_size, vision.spatial_merge_size
    if card is not None:
        views = card["views"]
        return PictureRules(patch, merge, tuple(views["mean"]), tuple(views["std"]), side=views["pixels"])
    path = folder / "preprocessor_config.json"
    found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    size = found.get("size") or {}
    return PictureRules(
        patch=found.get("patch_size", patch),
        merge=found.get("merge_size", merge),
        mean=tuple(found.get("image_mean", (0.5, 0.5, 0.5))),
        std=tuple(found.get("image_std", (0.5, 0.5, 0.5))),
        least=found.get("min_pixels") or size.get("shortest_edge", LEAST_PIXELS),
        most=found.get("max_pixels") or size.get("longest_edge", MOST_PIXELS),
    )
