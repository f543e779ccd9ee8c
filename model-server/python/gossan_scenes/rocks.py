"""The rocks of a scene: which minerals make up each endmember, in which variants, grains, and kind of mixture."""

from dataclasses import dataclass

import torch

from .chance import Chance
from .spectral_library import SpectralLibrary
from .systems import ANY, ANY_2, IRON, SLOTS, ZONES, Systems

# Endmembers of a scene, in this order: two rocks a zone of the first system, one a zone of the second (its inner ones), the
# iron coating, two plain hosts, green plants, dry plants, water.
SECOND_ZONES = 3
ROCKS = 2 * ZONES + SECOND_ZONES + 1
COAT = ROCKS - 1
HOSTS = (ROCKS, ROCKS + 1)
GREEN, DRY, WATER = ROCKS + 2, ROCKS + 3, ROCKS + 4
ENDMEMBERS = ROCKS + 5
# Some host is in every rock.
PUREST = 0.97


@dataclass(frozen=True)
class Rocks:
    """
    Of n scenes. mineral, share, variant, grain: [n, R, SLOTS]; intimate: [n, R]. What the shares leave is host. R is ROCKS, or two
    more where the hosts hold minerals as well.
    cover_variant: [n, 3]; composition: [n, ENDMEMBERS, M] share of each mineral in each endmember.
    """

    first: torch.Tensor
    second: torch.Tensor
    mineral: torch.Tensor
    share: torch.Tensor
    variant: torch.Tensor
    grain: torch.Tensor
    intimate: torch.Tensor
    cover_variant: torch.Tensor
    composition: torch.Tensor


def draw_rocks(chance: Chance, n: int, systems: Systems, library: SpectralLibrary, settings: dict, ground: dict | None = None) -> Rocks:
    """`ground`: which minerals the two hosts may hold (draws.json, `ground`); None: none."""
    first = chance.choose(systems.weight, n)
    second = chance.choose(systems.second, n)
    minerals = len(library.names.minerals)
    rich = chance.between(settings["rich"], n)
    parts = [
        draw_zones(chance, first, systems, minerals, ZONES, 2, rich),
        draw_zones(chance, second, systems, minerals, SECOND_ZONES, 1, rich),
        draw_coat(chance, first, systems),
    ]
    if ground is not None:
        parts.append(draw_hosts(chance, n, library.names.mineral_names, ground))
    mineral, share = (torch.cat(part, 1) for part in zip(*parts))
    counts = library.counts[mineral]
    variant = library.table[mineral, chance.below(counts, *mineral.shape)]
    covers = torch.arange(minerals, minerals + 3, device=chance.device).expand(n, 3)
    cover_variant = library.table[covers, chance.below(library.counts[covers], n, 3)]
    composition = torch.zeros(n, ENDMEMBERS, minerals, device=chance.device)
    composition[:, : mineral.shape[1]].scatter_add_(2, mineral, share)
    return Rocks(
        first=first,
        second=second,
        mineral=mineral,
        share=share,
        variant=variant,
        grain=chance.between(settings["grain"], *mineral.shape),
        intimate=chance.happens(settings["intimate"], *mineral.shape[:2]),
        cover_variant=cover_variant,
        composition=composition,
    )


def draw_zones(chance: Chance, kind: torch.Tensor, systems: Systems, minerals: int, zones: int, rocks: int, rich):
    """Minerals and shares [n, zones · rocks, SLOTS]; the rocks of a zone hold the same minerals in other shares."""
    n = len(kind)
    zone = torch.arange(zones, device=chance.device)
    pick = chance.below(systems.alternatives[kind][:, :zones], n, zones)
    where = (kind[:, None], zone[None, :], pick)
    mineral = systems.mineral[where]
    free = chance.below(minerals, n, zones, 2)
    mineral = torch.where(mineral == ANY, free[..., :1], torch.where(mineral == ANY_2, free[..., 1:], mineral))
    shape = (n, zones, rocks, SLOTS)
    least, most = systems.least[where][:, :, None], systems.most[where][:, :, None]
    there = chance.happens(systems.chance[where][:, :, None], *shape)
    share = (least + (most - least) * chance.uniform(*shape)) * there
    total = share.sum(-1, keepdim=True)
    richer = total + (PUREST - total).clamp_min(0) * rich[:, None, None, None]
    share = share * (richer / total.clamp_min(1e-6)).clamp_max(3) * (PUREST / richer.clamp_min(PUREST))
    return mineral[:, :, None].expand(shape).flatten(1, 2), share.flatten(1, 2)


def draw_coat(chance: Chance, kind: torch.Tensor, systems: Systems):
    """The iron coating of a scene: one or two iron minerals. [n, 1, SLOTS]."""
    n = len(kind)
    order = chance.uniform(n, IRON).argsort(1)
    mineral = systems.iron[kind].gather(1, order)
    share = torch.zeros(n, 1, SLOTS, device=chance.device)
    first = chance.uniform(n, low=0.6, high=1.0)
    share[:, 0, 0] = first * 0.95
    share[:, 0, 1] = (1 - first) * 0.95 * chance.happens(0.6, n)
    filled = torch.cat([mineral, mineral[:, :1].expand(n, SLOTS - IRON)], 1)
    return filled[:, None], share


def draw_hosts(chance: Chance, n: int, names: list[str], rules: dict):
    """Minerals and shares [n, 2, SLOTS] of the two hosts: one or two common minerals in some scenes."""
    known = torch.tensor([names.index(name) for name in rules["minerals"]], device=chance.device)
    weights = torch.tensor(list(rules["minerals"].values()), device=chance.device)
    picks = [known[chance.choose(weights, 2 * n)].view(n, 2, 1) for _ in range(SLOTS)]
    mineral = torch.cat(picks, 2)
    there = chance.happens(rules["chance"], n, 1, 1) & chance.happens(rules["slots"], n, 2, 1)
    number = chance.below(2, n, 2, 1) + 1
    there = there & (torch.arange(SLOTS, device=chance.device) < number)
    share = chance.log_between(rules["share"], n, 2, SLOTS) * there
    return mineral, share * (PUREST / share.sum(-1, keepdim=True).clamp_min(PUREST))
