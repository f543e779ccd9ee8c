"""Batches of rendered scenes with their questions, as the loop takes them."""

import random
from dataclasses import dataclass

import torch
from gossan_scenes import QuestionWriter, SceneRenderer, SpectralLibrary

from .forward import patch_order
from .tokens import Tokens



@dataclass
class Batch:
    """pixels uint8 [n, V, 3, S, S]; input_ids, labels [n, L]; view_order [n, V']; tasks [n, turns]; cells [n, M, 144]; truth and talk of the n scenes."""

    pixels: torch.Tensor
    input_ids: torch.Tensor
    labels: torch.Tensor
    view_order: torch.Tensor
    tasks: torch.Tensor
    cells: torch.Tensor
    truth: object
    talk: object

    def inputs(self) -> tuple:
        """What Trainee.forward takes."""
        return self.pixels, self.input_ids, self.labels, self.view_order, self.tasks, self.cells


class Source:
    """Draws batches of one split of the library from a seed; `varied` as SceneRenderer's. `minerals` is the length of the cells' axis."""

    def __init__(self, tokens: Tokens, views: list[str], device, seed: int, split: str = "train", turns=(1, 3), mixed: float = 0.0, varied: bool = False):
        self.views, self.turns, self.mixed = list(views), tuple(turns), mixed
        library = SpectralLibrary.load(device, split=split)
        self.renderer = SceneRenderer(library, views=self.views, device=device, seed=seed, varied=varied)
        self.writer = QuestionWriter(tokens.encode_all, device, seed, views=self.views)
        self.minerals = len(library.names.minerals)
        # On the host, so that choosing costs no wait for the device.
        self.dice = random.Random(seed)

    def batch(self, n: int, tasks: list[str] | None = None) -> Batch:
        """n scenes; a share `mixed` of the batches shows one to all views in random order. `tasks`: only these."""
        scenes = self.renderer.batch(n)
        views = (1, len(self.views)) if self.dice.random() < self.mixed else None
        talk = self.writer.write(scenes.truth, turns=self.turns, views=views, tasks=tasks)
        shown = torch.arange(len(self.views), device=talk.view_order.device) < talk.view_count[:, None]
        return Batch(
            scenes.pixels,
            talk.input_ids,
            talk.labels,
            torch.where(shown, talk.view_order, -1),
            talk.tasks,
            cells(scenes.truth),
            scenes.truth,
            talk,
        )


def cells(truth) -> torch.Tensor:
    """Share of each mineral in each patch of a view, [n, M, 144], patches in the vision tower's order."""
    shares = truth.cells
    return shares.flatten(2)[:, :, patch_order(shares.shape[-1], 2, shares.device)]
