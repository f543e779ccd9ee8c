"""Where things lie in a window: zones with bent borders, outcrop and debris, coating, plants, water, light on slopes."""

import math
from dataclasses import dataclass

import torch

from .chance import Chance
from .fields import fractal, smooth_step
from .rocks import COAT, DRY, ENDMEMBERS, GREEN, HOSTS, ROCKS, SECOND_ZONES, WATER
from .systems import ZONES, Systems

FIELDS = ("warp x", "warp y", "rock", "outcrop", "host", "iron", "green", "dry", "water", "height")


@dataclass(frozen=True)
class Landscape:
    """Of n windows of P pixels. shares: [n, ENDMEMBERS, P] of the ground's area, adding up to 1; light: [n, P]; fill: [n, P]."""

    shares: torch.Tensor
    light: torch.Tensor
    fill: torch.Tensor


def draw_landscape(chance: Chance, first: torch.Tensor, systems: Systems, settings: dict) -> Landscape:
    n, side = len(first), settings["side"]
    field = dict(zip(FIELDS, fractal(chance, n, len(FIELDS), side).flatten(2).unbind(1)))
    zones, within = draw_zone_weights(chance, first, systems, field, settings)
    shares = torch.zeros(n, ENDMEMBERS, side * side, device=chance.device)

    sharp = chance.between(settings["rocks"]["patchy"], n, 1)
    one = smooth_step(-sharp, sharp, field["rock"])
    least = chance.between(settings["rocks"]["exposure"], n, 1)
    speckle = 1 + settings["rocks"]["speckle"] * chance.normal(n, side * side)
    outcrop = ((least + (1 - least) * smooth_step(-1, 1, field["outcrop"])) * speckle).clamp(0, 1)
    shares[:, 0 : 2 * ZONES : 2] = zones[:, :ZONES] * (one * outcrop)[:, None]
    shares[:, 1 : 2 * ZONES : 2] = zones[:, :ZONES] * ((1 - one) * outcrop)[:, None]
    shares[:, 2 * ZONES : COAT] = zones[:, ZONES:] * outcrop[:, None]
    host = (1 - shares.sum(1)).clamp_min(0)
    kind = smooth_step(-0.5, 0.5, field["host"])
    shares[:, HOSTS[0]], shares[:, HOSTS[1]] = host * kind, host * (1 - kind)

    iron = systems.iron_most[first][:, None] * chance.uniform(n, 1, low=0.2) * smooth_step(-0.4, 1, field["iron"])
    coated = iron * chance.happens(systems.iron_chance[first][:, None], n, 1) * (0.15 + 0.85 * within)
    shares *= (1 - coated)[:, None]
    shares[:, COAT] = coated

    green, dry, water = draw_covers(chance, field, settings["cover"])
    thinned = 1 - systems.bare[first][:, None] * within
    green = (green * thinned * (1 - water)).clamp(0, 1)
    dry = torch.minimum(dry * (1 - 0.5 * within) * (1 - water), 1 - water - green)
    shares *= (1 - water - green - dry).clamp_min(0)[:, None]
    shares[:, GREEN], shares[:, DRY], shares[:, WATER] = green, dry, water
    shares /= shares.sum(1, keepdim=True)
    light = draw_light(chance, field["height"].view(n, side, side), settings["light"]).flatten(1)
    light = torch.where(water > 0.5, torch.ones_like(light), light)
    return Landscape(shares, light, draw_fill(chance, n, side, settings["sensor"]["fill_chance"]))


def pixel_centres(side: int, device) -> tuple[torch.Tensor, torch.Tensor]:
    """x (east) and y (south) of the pixels [side²] in window sides."""
    at = (torch.arange(side, device=device) + 0.5) / side
    return at.repeat(side), at.repeat_interleave(side)


def draw_zone_weights(chance: Chance, first: torch.Tensor, systems: Systems, field: dict, settings: dict):
    """[n, ZONES + SECOND_ZONES, P] how far each pixel lies in each zone; [n, P] how far in any."""
    n, side, rules = len(first), settings["side"], settings["systems"]
    x, y = pixel_centres(side, chance.device)
    warp = chance.between(rules["warp"], n, 1)
    x, y = x + 0.3 * warp * field["warp x"], y + 0.3 * warp * field["warp y"]
    x, y, cut = draw_fault(chance, n, x, y, rules)

    soft = chance.between(rules["soft"], n, 1, 1)
    radius = chance.log_between(rules["radius"], n, 1)
    stretch = systems.stretch[first]
    stretch = torch.exp(stretch[:, :1].log() + (stretch[:, 1:] / stretch[:, :1]).log() * chance.uniform(n, 1))
    one = rings(chance, n, x, y, radius, stretch, soft, ZONES, rules) * cut[:, None]
    radius = chance.between(rules["second_radius"], n, 1)
    two = rings(chance, n, x, y, radius, chance.uniform(n, 1, low=1, high=3), soft, SECOND_ZONES, rules)
    two = two * chance.happens(rules["second_chance"], n, 1, 1)
    one = one * (1 - two.sum(1, keepdim=True))
    zones = torch.cat([one, two], 1)
    return zones, zones.sum(1).clamp(0, 1)


def rings(chance: Chance, n: int, x, y, radius, stretch, soft, zones: int, rules: dict) -> torch.Tensor:
    """[n, zones, P] weights of the zones about a centre, from the heart outwards."""
    cx, cy = chance.between(rules["centre"], 2, n, 1)
    angle = chance.uniform(n, 1, high=math.pi)
    dx, dy = x - cx, y - cy
    along = dx * angle.cos() + dy * angle.sin()
    across = dy * angle.cos() - dx * angle.sin()
    distance = torch.hypot(along / stretch, across) * stretch.clamp_max(4).sqrt() / radius
    width = chance.between(rules["zone_width"], n, zones)
    edge = (width.cumsum(1) / width.sum(1, keepdim=True))[:, :, None]
    inside = smooth_step(edge + soft, edge - soft, distance[:, None])
    return torch.diff(inside, dim=1, prepend=torch.zeros_like(inside[:, :1])).clamp_min(0)


def draw_fault(chance: Chance, n: int, x, y, rules: dict):
    """Coordinates displaced beyond a line in some windows, and [n, P] 0 where the zones end at it."""
    angle = chance.uniform(n, 1, high=2 * math.pi)
    across = (x - 0.5) * angle.cos() + (y - 0.5) * angle.sin() - chance.uniform(n, 1, low=-0.3, high=0.3)
    beyond = (across > 0) & chance.happens(rules["fault_chance"], n, 1)
    shift = chance.between(rules["fault_shift"], n, 1) * beyond
    ends = beyond & chance.happens(rules["fault_ends"], n, 1)
    return x - shift * angle.sin(), y + shift * angle.cos(), 1 - ends.to(x.dtype)


def draw_covers(chance: Chance, field: dict, rules: dict):
    """Shares [n, P] of green plants, dry plants and water, each where its field is high."""
    n = len(field["green"])
    found = []
    for name in ("green", "dry"):
        most = chance.between(rules[name], n, 1) * chance.happens(rules[f"{name}_chance"], n, 1)
        patch = chance.between(rules["patch"], n, 1)
        middle = chance.uniform(n, 1, low=-1, high=0.8)
        found.append(most * smooth_step(middle - patch, middle + patch, field[name]))
    part = chance.between(rules["water"], n, 1)
    shore = -torch.special.ndtri(part)
    lake = smooth_step(shore - 0.08, shore + 0.08, field["water"]) * chance.happens(rules["water_chance"], n, 1)
    return *found, lake


def draw_light(chance: Chance, height: torch.Tensor, rules: dict) -> torch.Tensor:
    """[n, side, side] light on the slope relative to flat ground."""
    n, side = height.shape[:2]
    relief = chance.between(rules["relief"], n, 1, 1) * 0.12 * side
    padded = torch.nn.functional.pad(height[:, None], (1, 1, 1, 1), mode="replicate")[:, 0]
    east = (padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2]) / 2 * relief
    south = (padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]) / 2 * relief
    azimuth = chance.uniform(n, 1, 1, high=2 * math.pi)
    elevation = torch.deg2rad(chance.between(rules["sun_elevation_deg"], n, 1, 1))
    towards = east * azimuth.sin() - south * azimuth.cos()
    cosine = (elevation.sin() - towards * elevation.cos()) / torch.sqrt(east**2 + south**2 + 1)
    return (cosine / elevation.sin()).clamp(rules["least"], rules["most"])


def draw_fill(chance: Chance, n: int, side: int, likely: float) -> torch.Tensor:
    """[n, P] true beyond a straight margin of the scene, in some windows."""
    x, y = pixel_centres(side, chance.device)
    angle = chance.uniform(n, 1, high=2 * math.pi)
    across = (x - 0.5) * angle.cos() + (y - 0.5) * angle.sin()
    return (across > chance.uniform(n, 1, low=0.05, high=0.5)) & chance.happens(likely, n, 1)


assert COAT == 2 * ZONES + SECOND_ZONES and ROCKS == COAT + 1
