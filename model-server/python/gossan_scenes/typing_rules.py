"""Alteration types of pixels by the rules of tools/spectral/alteration/types.json, for a whole batch at once."""

import json

import torch

from gossan_library import SPECTRAL

from .spectral_library import SpectralLibrary

TYPES = json.loads((SPECTRAL / "alteration" / "types.json").read_text(encoding="utf-8"))["types"]


class TypingRules:
    """`assemblage` is what gossan map would call a pixel's classes, `types` the type that its rules then give."""

    def __init__(self, library: SpectralLibrary, settings: dict, device):
        self.settings = settings
        minerals = library.names.minerals
        if [row["name"] for row in TYPES] != list(library.names.types):
            raise ValueError("names.json: alteration types differ from tools/spectral/alteration/types.json")
        rules = [(at, rule) for at, row in enumerate(TYPES) for rule in row["rules"]]
        self.iron = torch.tensor([at for at, m in enumerate(minerals) if "vnir" in m.groups], device=device)

        def table(key: str, among) -> torch.Tensor:
            """[rules, minerals]: 1 where the mineral is one of those that the rule names."""
            rows = [[float(key in rule and counts_as(mineral, rule[key])) for mineral in among] for _, rule in rules]
            return torch.tensor(rows, device=device)

        def column(values) -> torch.Tensor:
            return torch.tensor(values, device=device)[:, None]

        self.swir_any, self.unless = table("swir_any", minerals), table("unless_any", minerals)
        self.vnir_any = table("vnir_any", [minerals[at] for at in self.iron.tolist()])
        self.no_swir_wanted = column(["swir_any" not in rule for _, rule in rules])
        self.no_vnir_wanted = column(["vnir_any" not in rule for _, rule in rules])
        self.swir_none = column([rule.get("swir_none", False) for _, rule in rules])
        self.least_depth = column([rule.get("least_vnir_depth", 0.0) for _, rule in rules])
        self.type_of_rule = torch.tensor([at for at, _ in rules], device=device)
        self.in_swir = column(["swir" in m.groups for m in minerals])
        self.vnir_depth = library.vnir_depth[self.iron][:, None]
        self.swir_depth = library.swir_depth[:, None]

    def assemblage(self, shares: torch.Tensor):
        """
        From shares of the ground [n, M, P]: 1 for the SWIR minerals that a pixel is named for [n, M, P]; the deepest mineral
        of the VNIR group [n, P] (an index of `iron`) and its depth [n, P], 0 for none; the depth of the pixel's deepest
        named feature [n, P].
        """
        swir = shares * self.in_swir
        least = (swir.amax(1, keepdim=True) * self.settings["beside"]).clamp_min(self.settings["present"])
        named = (swir >= least).to(shares.dtype)
        depth, iron = (shares[:, self.iron] * self.vnir_depth).max(1)
        depth = torch.where(depth >= self.settings["least_vnir_depth"], depth, torch.zeros_like(depth))
        deepest = torch.maximum((swir.mul_(named).mul_(self.swir_depth)).amax(1), depth)
        return named, iron, depth, deepest

    def types(self, named: torch.Tensor, iron: torch.Tensor, depth: torch.Tensor) -> torch.Tensor:
        """[n, P] index of the alteration type, T where no rule holds."""
        some = torch.matmul(self.swir_any, named) > 0
        never = torch.matmul(self.unless, named) > 0
        depth = depth[:, None]
        of_iron = (self.vnir_any.T[iron].transpose(1, 2) > 0) & (depth > 0)
        holds = (some | self.no_swir_wanted) & ~never & (of_iron | self.no_vnir_wanted) & (depth >= self.least_depth)
        holds &= ~(self.swir_none & (named.amax(1, keepdim=True) > 0))
        first = holds.to(torch.uint8).argmax(1)
        none = torch.full_like(first, len(TYPES))
        return torch.where(holds.any(1), self.type_of_rule[first], none)


def counts_as(mineral, wanted: list[str]) -> bool:
    """One of the mineral's entries is in the list."""
    return any(entry in wanted for entry in mineral.entries)


def masks_of_types(types: torch.Tensor, count: int) -> torch.Tensor:
    """[n, count, P] true where a pixel has the type."""
    return types[:, None] == torch.arange(count, device=types.device)[:, None]
