"""Single pixels of rendered scenes, for probes of views: colours as they are shown, the embedding, and what lies there."""

from dataclasses import dataclass

import torch

from gossan_views import tiles_of

from .renderer import SceneRenderer, exact_products
from .spectral_library import SpectralLibrary
from .view_plan import embed_parts

BATCH = 16


@dataclass(frozen=True)
class Pixels:
    """colours: view name to [N, 3 · tiles²] in steps of 1/255; embedding [N, 128]; shares [N, M] of the ground."""

    colours: dict[str, torch.Tensor]
    embedding: torch.Tensor
    shares: torch.Tensor
    minerals: list[str]


def draw_pixels(split: str, scenes: int, per_scene: int, views: list[str], seed: int, device="cpu", varied: bool = False) -> Pixels:
    """Up to `per_scene` valid pixels of each of so many scenes of a split; the first view must be of the embedding."""
    library = SpectralLibrary.load(device, split)
    renderer = SceneRenderer(library, views, device, seed, varied)
    plan = renderer.plans.plans[0]
    parts = []
    for _ in range(0, scenes, BATCH):
        with torch.no_grad(), exact_products():
            ground = renderer.draw(BATCH)
            linear = renderer.linear_parts(ground)
            colours = renderer.plans.draw(linear, ground.landscape.fill)
            valid = renderer.teller.tell(ground, renderer.side).pixel_valid
            shares = ground.rocks.composition.transpose(1, 2) @ ground.landscape.shares
            order = renderer.chance.uniform(*valid.shape).masked_fill(~valid, -1).topk(per_scene, 1).indices
            kept = valid.gather(1, order).flatten()

            def pick(values: torch.Tensor) -> torch.Tensor:
                index = order[:, None].expand(-1, values.shape[1], -1)
                return values.gather(2, index).transpose(1, 2).flatten(0, 1)[kept]

            embedding = embed_parts(linear[:, plan.columns], plan)
            parts.append((pick(torch.cat(colours, 1)) / 255, pick(embedding), pick(shares)))
    colours, embedding, shares = (torch.cat(part) for part in zip(*parts))
    by_view = dict(zip(views, colours.split([3 * tiles_of(plan.recipe) ** 2 for plan in renderer.plans.plans], 1)))
    return Pixels(by_view, embedding, shares, library.names.mineral_names)
