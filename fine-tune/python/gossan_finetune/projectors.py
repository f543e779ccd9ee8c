"""Projectors that are trained with the adapter: from a view's channels to the picture that the model sees, with gradients."""

import json
import pathlib

import torch
from gossan_views import load_projector, load_recipe, project
from gossan_views.files import VIEWS
from gossan_views.picture import paint

from .refused import Refused
from .samples import Sample


class Projectors(torch.nn.Module):
    """One 1×1 projector a view, from the recipe's own weights on."""

    def __init__(self, views: list[str], side: int, device: torch.device):
        super().__init__()
        self.views, self.side = sorted(views), side
        self.recipes = {view: load_recipe(view) for view in self.views}
        for view, recipe in self.recipes.items():
            if "projector" not in recipe:
                raise Refused(f'the view "{view}" has no projector to train: its lines must not have channels of it')
        own = [load_projector(VIEWS / "projectors" / f"{recipe['projector']}.json") for recipe in self.recipes.values()]
        self.weights = torch.nn.ParameterList(torch.tensor(one.weights, dtype=torch.float32, device=device) for one in own)
        self.bias = torch.nn.ParameterList(torch.tensor(one.bias, dtype=torch.float32, device=device) for one in own)

    def draw(self, view: str, channels: torch.Tensor) -> torch.Tensor:
        """
        [k, 3, side, side] in 0..255 of channels [k, N, h, w], in whole steps as the program's pictures; the gradient passes as if
        they were not rounded (Bengio et al. 2013, arXiv 1308.3432). Raises Refused for another number of channels.
        """
        at = self.views.index(view)
        if channels.shape[1] != len(self.weights[at]):
            raise Refused(f'channels of "{view}": {channels.shape[1]}, and its projector takes {len(self.weights[at])}')
        # The program draws in double precision.
        cells = channels.permute(0, 2, 3, 1).double()
        valid = cells.isfinite().all(-1, keepdim=True)
        # Fill becomes NaN again behind the product: in front of it, it would make all gradients NaN.
        colours = project(torch.where(valid, cells, 0.0), self.weights[at].double(), self.bias[at].double())
        colours = torch.where(valid, colours, torch.nan)
        drawn = torch.stack([paint(one, self.recipes[view], (self.side, self.side))[0] for one in colours])
        exact = drawn.permute(0, 3, 1, 2) * 255
        return (exact + ((exact + 0.5).floor() - exact).detach()).float()

    def save(self, folder: pathlib.Path) -> None:
        """projectors.json: {"VIEW": {"weights": [3][N], "bias": [3]}}; 3 · tiles² of a tiled view."""
        found = {view: {"weights": weights.detach().cpu().T.tolist(), "bias": bias.detach().cpu().tolist()} for view, weights, bias in zip(self.views, self.weights, self.bias)}
        (folder / "projectors.json").write_text(json.dumps(found) + "\n", encoding="utf-8")


def views_with_channels(samples: list[Sample]) -> list[str]:
    return sorted({view for sample in samples for view, _ in sample.channels.values()})
