"""The model as training sees it: talks and pictures in, one loss out."""

import torch
import torch.nn.functional as F

from . import forward
from .dense_heads import DenseHeads
from .positions import position_ids
from .weighting import answer_numbers, answer_weights


class Trainee(torch.nn.Module):
    """A model with its loss. `dense` is the number of minerals for dense heads, 0 for none; they are no part of the model."""

    def __init__(self, model, settings: dict, tasks: list[str], views: int, dense: int = 0, compile_parts: bool = False):
        super().__init__()
        self.model = model
        self.power = settings["length_power"]
        self.dense_weight = settings["dense"]["weight"]
        self.register_buffer("task_weight", torch.tensor([settings["task_weight"][task] for task in tasks]), persistent=False)
        config = model.config
        self.heads = DenseHeads(config.vision_config.hidden_size, config.text_config.hidden_size, views, dense) if dense else None
        self.block_pass = torch.compile(forward.vision_block) if compile_parts else forward.vision_block
        self.layer_pass = torch.compile(forward.text_layer) if compile_parts else forward.text_layer
        self.token_loss = torch.compile(token_loss) if compile_parts else token_loss

    def forward(self, pixels, input_ids, labels, view_order, tasks, cells=None) -> tuple[torch.Tensor, ...]:
        """
        pixels uint8 [n, V, 3, S, S]; input_ids and labels [n, L], right-padded; view_order [n, V'] (below 0: no picture);
        tasks [n, turns]; cells [n, M, 144]: share of each mineral in each patch, for the dense heads.

        Gives the loss to minimise; sum of token losses and count of tokens by task [tasks]; the dense heads' loss.
        """
        image = self.model.config.image_token_id
        pictures, deepstack, patches = self.see(pixels, view_order)
        placed, deep, here = forward.place_pictures(input_ids, pictures, deepstack, image)
        language = self.model.model.language_model
        # The stream between layers stays float32; only products are shortened.
        embeds = torch.where(here[..., None], placed.float(), language.embed_tokens(input_ids))
        hidden, _ = forward.decode(language, embeds, deep, position_ids(input_ids, image), layer_pass=self.layer_pass)

        targets = labels[:, 1:]
        each = self.token_loss(hidden[:, :-1], language.embed_tokens.weight, targets)
        numbers = answer_numbers(targets)
        weights = answer_weights(numbers, tasks, self.task_weight, self.power)
        total = (each * weights).sum() / weights.sum().clamp_min(1e-6)
        of_task = tasks.clamp_min(0).gather(1, numbers.clamp_min(0)).flatten()
        counted = (numbers >= 0).float().flatten()
        zeros = torch.zeros_like(self.task_weight)
        task_sum = zeros.scatter_add(0, of_task, each.detach().flatten() * counted)
        task_count = zeros.scatter_add(0, of_task, counted)
        dense = total.new_zeros(())
        if self.heads is not None and cells is not None:
            dense = self.heads(patches, hidden, here, view_order, cells)
            total = total + self.dense_weight * dense
        return total, task_sum, task_count, dense.detach()

    def see(self, pixels, view_order):
        """The tokens [n, V' * 36, H], deepstack features and patches [n, V', 144, C] of the views that each row shows, in its order."""
        n, shown = view_order.shape
        rows = torch.arange(n, device=pixels.device)[:, None]
        chosen = pixels[rows, view_order.clamp_min(0)].flatten(0, 1)
        embeds, deepstack, patches = forward.vision(self.model.model.visual, normalise(chosen), self.block_pass)
        width = embeds.shape[-1]
        return embeds.reshape(n, -1, width), deepstack.reshape(len(deepstack), n, -1, width), patches.view(n, shown, *patches.shape[1:])


def normalise(pixels: torch.Tensor) -> torch.Tensor:
    """8 bits to -1..1 (mean and deviation 0.5)."""
    return pixels.float() / 127.5 - 1


def token_loss(hidden, table, targets) -> torch.Tensor:
    """Cross-entropy [n, L] of each target under the tied head, 0 where the target is to be ignored."""
    logits = F.linear(hidden, table).float()
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="none").view(targets.shape)
