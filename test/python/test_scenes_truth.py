"""The truth of a batch against the same rules worked pixel by pixel in plain Python."""

import json
import math

import numpy as np
import pytest

from conftest import ROOT
from scene_batches import drawn, library

ALTERATION = ROOT / "tools" / "spectral" / "alteration"
RULES = json.loads((ALTERATION / "types.json").read_text(encoding="utf-8"))["types"]
COPPER = json.loads((ALTERATION / "copper.json").read_text(encoding="utf-8"))
TRUTH = json.loads((ROOT / "model-server/python/gossan_scenes/data/truth.json").read_text(encoding="utf-8"))
SIDE = 48
N = 6


class Plain:
    """One scene, by loops."""

    def __init__(self, at):
        _, ground, _ = drawn(N)
        names = library().names
        self.minerals = names.minerals
        shares = ground.landscape.shares[at].double().numpy()
        light, fill = ground.landscape.light[at].numpy(), ground.landscape.fill[at].numpy()
        of_endmember = ground.rocks.composition[at].double().numpy()
        green, water = shares[-3], shares[-1]
        limit = TRUTH["valid"]
        self.valid = ~(
            fill | (light < limit["least_light"]) | (green > limit["most_green"]) | (water > limit["most_water"])
        )
        self.shares = (shares.T @ of_endmember) * self.valid[:, None]
        self.vnir_depth, self.swir_depth = library().vnir_depth.tolist(), library().swir_depth.tolist()
        self.pixels = [self.pixel(p) for p in range(SIDE * SIDE)]

    def pixel(self, p):
        """Members in the SWIR, iron mineral, its depth, deepest depth, type (None: none)."""
        share = self.shares[p]
        swir = [(s if "swir" in m.groups else 0.0) for s, m in zip(share, self.minerals)]
        least = max(TRUTH["present"], TRUTH["beside"] * max(swir))
        named = [at for at, s in enumerate(swir) if s >= least]
        depths = [s * d for s, d in zip(share, self.vnir_depth)]
        iron = int(np.argmax(depths))
        depth = depths[iron] if depths[iron] >= TRUTH["least_vnir_depth"] else 0.0
        deepest = max([swir[at] * self.swir_depth[at] for at in named] + [depth])
        kind = None
        if self.valid[p]:
            members = {entry for at in named for entry in self.minerals[at].entries}
            irons = set(self.minerals[iron].entries) if depth else set()
            kind = next((row["name"] for row in RULES if any(holds(r, members, irons, depth) for r in row["rules"])), None)
        return named, iron if depth else None, depth, deepest, kind

    def copper(self):
        kinds = np.array([p[4] or "" for p in self.pixels]).reshape(SIDE, SIDE)
        valid = self.valid.reshape(SIDE, SIDE)
        total = 0.0
        for y in range(SIDE):
            for x in range(SIDE):
                named, iron, _, deepest, kind = self.pixels[y * SIDE + x]
                if kind is None:
                    continue
                r = COPPER["radius_px"]
                box = (slice(max(0, y - r), y + r + 1), slice(max(0, x - r), x + r + 1))
                ground = valid[box].sum()
                others = sum(
                    zone != kind and (kinds[box] == zone).sum() >= max(1, COPPER["least_neighbour_share"] * ground)
                    for zone in COPPER["zone_types"]
                )
                members = [self.minerals[at] for at in [*named, *([] if iron is None else [iron])]]
                bonus = max([COPPER["mineral_bonus"].get(e, 0) for m in members for e in m.entries], default=0)
                zoning = 1 - COPPER["zoning_share"] * (1 - min(1, others / COPPER["full_zones"]))
                confidence = math.sqrt(min(1, deepest / COPPER["full_depth"]))
                total += min(1, (COPPER["type_weight"].get(kind, 0) + bonus) * confidence * zoning)
        return total / max(1, self.valid.sum())


def holds(rule, members, irons, depth):
    if rule.get("swir_none") and members or members & set(rule.get("unless_any", [])):
        return False
    if "swir_any" in rule and not members & set(rule["swir_any"]):
        return False
    if "vnir_any" in rule and not irons & set(rule["vnir_any"]):
        return False
    return depth >= rule.get("least_vnir_depth", 0)


@pytest.fixture(scope="module", params=range(N))
def scene(request):
    return request.param, Plain(request.param), drawn(N)[2]


def test_shares_of_minerals_and_types(scene):
    at, plain, truth = scene
    count = max(1, plain.valid.sum())
    np.testing.assert_allclose(truth.fractions[at], plain.shares.sum(0) / count, atol=1e-5)
    blocks = plain.shares.reshape(12, 4, 12, 4, -1).mean((1, 3))
    np.testing.assert_allclose(truth.cells[at].permute(1, 2, 0), blocks, atol=1e-5)
    assert truth.valid[at].item() == pytest.approx(plain.valid.mean(), abs=1e-6)
    names = library().names.types
    wanted = [sum(p[4] == name for p in plain.pixels) / count for name in names]
    # A pixel in a thousand may lie on a rule's limit.
    np.testing.assert_allclose(truth.alteration[at], wanted, atol=2e-3)


def test_copper_is_the_score_of_the_program(scene):
    at, plain, truth = scene
    assert truth.copper[at].item() == pytest.approx(plain.copper(), abs=3e-3)
    related = [n for n in library().names.types if COPPER["type_weight"].get(n, 0) >= TRUTH["copper_types"]]
    count = max(1, plain.valid.sum())
    share = sum(p[4] in related for p in plain.pixels) / count
    minerals = [m.name for m in plain.minerals]
    copper = sum(plain.shares[:, minerals.index(name)].sum() for name in TRUTH["copper_minerals"]) / count
    assert bool(truth.copper_yes[at]) == (share >= TRUTH["copper_yes"] or copper >= TRUTH["copper_mineral_yes"])


def test_boxes_hold_all_but_the_margins(scene):
    at, plain, truth = scene
    for m in range(len(plain.minerals)):
        mask = (plain.shares[:, m] >= TRUTH["box_share"]).reshape(SIDE, SIDE)
        if mask.mean() < TRUTH["box_least"]:
            assert truth.box_share[at, m] == 0 and not truth.boxes[at, m].any()
            continue
        x0, y0, x1, y1 = truth.boxes[at, m].tolist()
        for low, high, counts in ((x0, x1, mask.sum(0)), (y0, y1, mask.sum(1))):
            first, last = round(low * SIDE / 1000), round(high * SIDE / 1000)
            margin = TRUTH["box_margin"] * counts.sum()
            assert counts[:first].sum() <= margin < counts[: first + 1].sum()
            assert counts[last:].sum() <= margin < counts[last - 1 :].sum()


def test_places_say_where_the_largest_minerals_lie(scene):
    at, plain, truth = scene
    order = np.argsort(-plain.shares.sum(0), kind="stable")[:2]
    listed = plain.shares.sum(0)[order] / max(1, plain.valid.sum()) >= TRUTH["listed"]
    assert truth.largest[at].tolist() == [int(m) if there else -1 for m, there in zip(order, listed)]
    for slot in range(2):
        place = int(truth.place[at, slot])
        if not listed[slot] or place >= 8:
            continue
        weights = plain.shares[:, order[slot]].reshape(SIDE, SIDE)
        centres = (np.arange(SIDE) + 0.5) / SIDE - 0.5
        east, south = weights.sum(0) @ centres, weights.sum(1) @ centres
        bearing = math.degrees(math.atan2(east, -south)) % 360
        apart = abs((bearing - 45 * place + 180) % 360 - 180)
        assert apart <= 22.5 + 1e-3
