"""Copper-related favourability of pixels: twin of tools/spectral/alteration/copper-favourability.ts without georeference."""

import json

import torch

from gossan_library import SPECTRAL

from .names import Names
from .typing_rules import TypingRules, counts_as

COPPER = json.loads((SPECTRAL / "alteration" / "copper.json").read_text(encoding="utf-8"))


class Favourability:
    """Zones are looked for within `radius_px` pixels and within the window: what lies outside of it nobody can see."""

    def __init__(self, names: Names, typing: TypingRules, side: int, device):
        weights = [COPPER["type_weight"].get(name, 0.0) for name in names.types]
        self.type_weight = torch.tensor([*weights, 0.0], device=device)
        self.is_zone = torch.tensor([name in COPPER["zone_types"] for name in names.types], device=device)[:, None, None]
        bonus = torch.tensor(
            [max([b for m, b in COPPER["mineral_bonus"].items() if counts_as(mineral, [m])], default=0.0) for mineral in names.minerals],
            device=device,
        )
        self.with_bonus = bonus.nonzero().squeeze(1)
        self.bonus = bonus[self.with_bonus][:, None]
        self.iron_bonus = bonus[typing.iron]
        at = torch.arange(side, device=device)
        self.near = ((at[:, None] - at[None, :]).abs() <= COPPER["radius_px"]).float()

    def score(self, types, is_type, named, iron, depth, deepest, valid) -> torch.Tensor:
        """[n, P] 0..1 (0 where not valid); is_type [n, T, P], the others as TypingRules gives them, valid [n, P]."""
        n, kinds, side = *is_type.shape[:2], len(self.near)
        seen = is_type.view(n, kinds, side, side).float()
        around = self.near @ seen @ self.near
        ground = self.near @ valid.view(n, 1, side, side).float() @ self.near
        there = (around >= COPPER["least_neighbour_share"] * ground - 1e-4) & (around > 0) & self.is_zone
        others = (there & ~is_type.view(seen.shape)).float().sum(1).flatten(1)
        zoning = 1 - COPPER["zoning_share"] * (1 - (others / COPPER["full_zones"]).clamp_max(1))
        confidence = (deepest / COPPER["full_depth"]).clamp_max(1).sqrt()
        bonus = torch.maximum((named[:, self.with_bonus] * self.bonus).amax(1), self.iron_bonus[iron] * (depth > 0))
        score = ((self.type_weight[types] + bonus) * confidence * zoning).clamp_max(1)
        return torch.where(types < kinds, score, torch.zeros_like(score))
