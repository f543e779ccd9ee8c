"""
Views of many scenes at once, equal to gossan_views: each recipe is split into a part that is linear in the spectrum, done
on a scene's few endmembers, and a part that is done on the pixels.

depths, pseudo-colour: the recipe's bands are linear. channels: so is the projector. embedding: (spectrum / mean - 1) through the
first layer is (spectrum · weights) / mean - their sum + bias, so 64 numbers and the mean stand for its 300 bands.
Scenes have no missing bands within a pixel; fill is whole pixels.
"""

from dataclasses import dataclass, replace

import numpy as np
import torch

from gossan_views import channel_weights, load_embedding, load_projector, load_recipe, load_rules
from gossan_views.files import VIEWS

from .sensors import Sensor, padded


@dataclass(frozen=True)
class Plan:
    """One view: its recipe and the columns of the linear part that are its own. Constants are on the device."""

    name: str
    recipe: dict
    columns: slice
    layers: list[tuple[torch.Tensor, torch.Tensor]]
    first_constant: torch.Tensor | None
    projector_bias: torch.Tensor | None
    least_mean: float


class ViewPlans:
    """`linear`: [sensors, bands, L] from a sensor's bands to the linear parts of all views, side by side."""

    def __init__(self, names: list[str], sensors: list[Sensor], device):
        self.plans: list[Plan] = []
        self.rules = load_rules()
        parts: list[list[np.ndarray]] = [[] for _ in sensors]
        start = 0
        for name in names:
            plan, weights = make_plan(load_recipe(name), sensors, start, device)
            twin = next((other for other in self.plans if same_embedding(other.recipe, plan.recipe)), None)
            if twin is not None:
                self.plans.append(replace(plan, columns=twin.columns))
                continue
            start = plan.columns.stop
            self.plans.append(plan)
            for part, columns in zip(parts, weights):
                part.append(columns)
        exact = padded([np.concatenate(part, 1).T for part in parts]).transpose(0, 2, 1)
        self.linear_exact = exact
        self.linear = torch.tensor(exact, dtype=torch.float32, device=device)

    def draw(self, linear: torch.Tensor, fill: torch.Tensor) -> list[torch.Tensor]:
        """Of each view uint8 [n, 3 · tiles², P] from the linear parts [n, L, P] and fill [n, P]."""
        views, embedded = [], {}
        grey = int(self.rules["fill_value"] * 255 + 0.5)
        for plan in self.plans:
            values = self.colours(plan, linear[:, plan.columns], embedded)
            low, high = limits(values, fill, plan.recipe["stretch"])
            values = ((values - low) / (high - low)).clamp(0, 1)
            gamma = plan.recipe["stretch"]["gamma"]
            values = values if gamma == 1 else values**gamma
            image = (values * 255 + 0.5).floor().to(torch.uint8)
            views.append(image.masked_fill(fill[:, None], grey))
        return views

    def colours(self, plan: Plan, part: torch.Tensor, embedded: dict) -> torch.Tensor:
        """Three numbers a pixel and tile before the stretch, [n, 3 · tiles², P]. `embedded` keeps embeddings that several views show."""
        kind = plan.recipe["kind"]
        if kind == "pseudo-colour":
            return part
        if kind == "depths":
            return depths(part, plan.recipe, self.rules["least_continuum"])
        if kind == "channels":
            return part + plan.projector_bias[:, None]
        if plan.columns.start not in embedded:
            embedded[plan.columns.start] = embed_parts(part, plan)
        weights, bias = plan.layers[-1]
        return torch.matmul(weights.T, embedded[plan.columns.start]).add_(bias[:, None])


def embed_parts(part: torch.Tensor, plan: Plan) -> torch.Tensor:
    """The embedding [n, 128, P] from the linear parts of a view of it [n, 65, P]."""
    values = (part[:, :-1] / part[:, -1:].clamp_min(plan.least_mean)).add_(plan.first_constant[:, None]).clamp_min_(0)
    # The last layer of a plan is the projector.
    for weights, bias in plan.layers[:-1]:
        values = torch.matmul(weights.T, values).add_(bias[:, None]).clamp_min_(0)
    return values


def same_embedding(one: dict, other: dict) -> bool:
    """Two recipes that differ by their projectors alone."""
    keys = ("embedding", "bands", "gaps")
    return "embedding" in one and all(one.get(key) == other.get(key) for key in keys)


def make_plan(recipe: dict, sensors: list[Sensor], start: int, device) -> tuple[Plan, list[np.ndarray]]:
    """The plan, and for each sensor its linear part [bands, columns]. Raises MissingBands."""
    weights = [channel_weights(recipe, sensor.wavelengths, sensor.fwhm).T for sensor in sensors]
    layers, first_constant, projector_bias, least_mean = [], None, None, 0.0

    def of(values) -> torch.Tensor:
        return torch.tensor(np.asarray(values), dtype=torch.float32, device=device)

    if recipe["kind"] in ("channels", "embedding"):
        projector = load_projector(VIEWS / "projectors" / f"{recipe['projector']}.json")
        if recipe["kind"] == "channels":
            weights = [part @ projector.weights for part in weights]
            projector_bias = of(projector.bias)
        else:
            embedding = load_embedding(recipe["embedding"])
            (first, bias), *rest = embedding.layers
            mean = np.full((len(first), 1), 1 / len(first))
            weights = [part @ np.concatenate([first, mean], 1) for part in weights]
            first_constant, least_mean = of(bias - first.sum(0)), embedding.least_mean
            layers = [(of(w), of(b)) for w, b in [*rest, (projector.weights, projector.bias)]]
    columns = slice(start, start + weights[0].shape[1])
    return Plan(recipe["name"], recipe, columns, layers, first_constant, projector_bias, least_mean), weights


def depths(channels: torch.Tensor, recipe: dict, least: float) -> torch.Tensor:
    """As gossan_views.band_depths, without an index for each depth."""
    names = [band.name for band in recipe["bands"]]
    at = {part: [names.index(depth[part]) for depth in recipe["depths"]] for part in ("left", "centre", "right")}
    um = {part: np.array([recipe["bands"][band].centre_um for band in bands]) for part, bands in at.items()}
    along = torch.tensor((um["centre"] - um["left"]) / (um["right"] - um["left"]), dtype=channels.dtype, device=channels.device)
    left, centre, right = (channels[:, at[part]] for part in ("left", "centre", "right"))
    continuum = left + (right - left) * along[:, None]
    dark = continuum < least
    depth = 1 - centre / torch.where(dark, torch.ones_like(continuum), continuum)
    return torch.where(dark, torch.zeros_like(depth), depth)


def limits(values: torch.Tensor, fill: torch.Tensor, stretch: dict) -> tuple:
    """Low and high, numbers or [n, 3, 1]; of percentiles from each window's own valid pixels."""
    if stretch["kind"] == "fixed":
        return float(stretch["low"]), float(stretch["high"])
    known = values.masked_fill(fill[:, None], torch.nan)
    if stretch["over"] == "all":
        known = known.flatten(1)[:, None]
    ranks = torch.tensor([stretch["low"], stretch["high"]], dtype=values.dtype, device=values.device) / 100
    low, high = torch.nanquantile(known, ranks, dim=2, keepdim=True)
    middle, half = (low + high) / 2, (high - low).clamp_min(stretch["least_range"]) / 2
    return (middle - half).nan_to_num(0.0), (middle + half).nan_to_num(1.0)
