"""Batches of rendered scenes with their questions, as the loop takes them."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from gossan_scenes import QuestionWriter, SceneRenderer, SpectralLibrary

from .forward import patch_order
from .tokens import IGNORE, Tokens

# Rows are padded to a multiple of this, so that few shapes are compiled.
LENGTH_STEP = 32


@dataclass
class Batch:
    """pixels uint8 [n, V, 3, S, S]; input_ids, labels [n, L]; view_order [n, V']; tasks [n, turns]; cells [n, M, 144]; truth of the n scenes."""

    pixels: torch.Tensor
    input_ids: torch.Tensor
    labels: torch.Tensor
    view_order: torch.Tensor
    tasks: torch.Tensor
    cells: torch.Tensor
    truth: object

    def inputs(self) -> tuple:
        """What Trainee.forward takes."""
        return self.pixels, self.input_ids, self.labels, self.view_order, self.tasks, self.cells


class Source:
    """Draws batches of one split of the library from a seed."""

    def __init__(self, tokens: Tokens, views: list[str], device, seed: int, split: str = "train", turns=(1, 3)):
        self.tokens, self.views, self.turns = tokens, list(views), turns
        self.pad = tokens.special["<|endoftext|>"]
        library = SpectralLibrary.load(device, split=split)
        self.renderer = SceneRenderer(library, views=self.views, device=device, seed=seed)
        self.writer = QuestionWriter(tokens.encode_all, device, seed)

    def batch(self, n: int) -> Batch:
        scenes = self.renderer.batch(n)
        talk = self.writer.write(scenes.truth, turns=self.turns)
        extra = -talk.input_ids.shape[1] % LENGTH_STEP
        return Batch(
            scenes.pixels,
            F.pad(talk.input_ids, (0, extra), value=self.pad),
            F.pad(talk.labels, (0, extra), value=IGNORE),
            talk.view_order,
            talk.tasks,
            cells(scenes.truth),
            scenes.truth,
        )


def cells(truth) -> torch.Tensor:
    """Share of each mineral in each patch of a view, [n, M, 144], patches in the vision tower's order."""
    shares = truth.cells
    n, minerals, side, _ = shares.shape
    return shares.flatten(2)[:, :, patch_order(side, 2, shares.device)]
