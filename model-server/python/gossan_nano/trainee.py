"""The model as training sees it: talks and pictures in, one loss out."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F

from . import forward
from .dense_heads import DenseHeads, shares_of
from .positions import position_ids
from .tokens import IGNORE
from .weighting import answer_numbers, answer_weights


@dataclass(frozen=True)
class Answers:
    """
    What is learned of a batch. parts: rows [b], their padded length, and the places in [b · length] that answer. Of all these
    places, part after part: targets, weights, and tasks [N].
    """

    parts: list[tuple[torch.Tensor, int, torch.Tensor]]
    targets: torch.Tensor
    weights: torch.Tensor
    tasks: torch.Tensor


class Trainee(torch.nn.Module):
    """A model with its loss. `dense` is the number of minerals for dense heads, 0 for none; they are no part of the model."""

    def __init__(self, model, settings: dict, tasks: list[str], views: int, dense: int = 0, compile_parts: bool = False, opposites: dict[int, int] | None = None, tiles: int = 1):
        """`opposites`: the token that says the contrary of another, between which training smooths; `tiles` to a side of the views, for the channels that training jitters."""
        super().__init__()
        self.model = model
        self.smooth, self.channels, self.tiles = settings["smooth"]["share"], settings["channels"], tiles
        opposite = torch.arange(model.config.text_config.vocab_size)
        for token, other in (opposites or {}).items():
            opposite[token] = other
        self.register_buffer("opposite", opposite, persistent=False)
        self.power = settings["length_power"]
        self.dense_weight = settings["dense"]["weight"]
        self.register_buffer("task_weight", torch.tensor([settings["task_weight"][task] for task in tasks]), persistent=False)
        config = model.config
        self.heads = DenseHeads(config.vision_config.hidden_size, config.text_config.hidden_size, views, dense) if dense else None
        self.block_pass = torch.compile(forward.vision_block) if compile_parts else forward.vision_block
        self.layer_pass = torch.compile(forward.text_layer) if compile_parts else forward.text_layer
        self.token_loss = torch.compile(token_loss, dynamic=True) if compile_parts else token_loss
        self.parts, self.length_step = settings["parts"], settings["length_step"]

    def forward(self, pixels, input_ids, labels, view_order, tasks, cells=None) -> tuple[torch.Tensor, ...]:
        """
        pixels uint8 [n, V, 3, S, S]; input_ids and labels [n, L], right-padded; view_order [n, V'] (below 0: no picture);
        tasks [n, turns]; cells [n, M, 144]: share of each mineral in each patch, for the dense heads.

        Gives the loss to minimise; sum of token losses and count of tokens by task [tasks]; the dense heads' loss.
        """
        # All that the host must wait for comes first: how long rows are, and where answers stand.
        answers = self.find_answers(input_ids, labels, tasks)
        pictures, deepstack, patches = self.see(pixels, view_order)
        states, fused = [], pixels.new_zeros((), dtype=torch.float32)
        dense = None if cells is None or self.heads is None else shares_of(cells)
        for rows, length, told in answers.parts:
            hidden, here = self.read(input_ids[rows, :length], pictures[rows], deepstack[:, rows])
            states.append(hidden.flatten(0, 1)[told])
            if dense is not None:
                fused = fused + self.heads.told(hidden, here, dense[rows]) * len(rows) / len(input_ids)

        table = self.model.model.language_model.embed_tokens.weight
        each = self.token_loss(torch.cat(states), table, answers.targets, self.opposite, self.smooth if self.training else 0.0)
        total = (each * answers.weights).sum() / answers.weights.sum().clamp_min(1e-6)
        zeros = torch.zeros_like(self.task_weight)
        task_sum = zeros.scatter_add(0, answers.tasks, each.detach())
        task_count = zeros.scatter_add(0, answers.tasks, torch.ones_like(each))
        loss = total.new_zeros(())
        if dense is not None:
            loss = (self.heads.seen(patches, view_order, dense) + fused) / 2
            total = total + self.dense_weight * loss
        return total, task_sum, task_count, loss.detach()

    def read(self, input_ids, pictures, deepstack) -> tuple[torch.Tensor, torch.Tensor]:
        """The text part's last states [b, L, H] of rows with their pictures, and where the pictures' tokens are [b, L]."""
        image, language = self.model.config.image_token_id, self.model.model.language_model
        placed, deep, here = forward.place_pictures(input_ids, pictures, deepstack, image)
        # The stream between layers stays float32; only products are shortened.
        embeds = torch.where(here[..., None], placed.float(), language.embed_tokens(input_ids))
        hidden, _ = forward.decode(language, embeds, deep, position_ids(input_ids, image), layer_pass=self.layer_pass)
        return hidden, here

    @torch.no_grad()
    def find_answers(self, input_ids, labels, tasks) -> "Answers":
        """Cuts the rows into parts of like length, so that short ones are not padded to the longest, and finds what is learned in each."""
        lengths = (input_ids != self.model.config.text_config.pad_token_id).sum(1)
        groups = lengths.argsort().chunk(self.parts)
        longest = torch.stack([lengths[rows[-1]] for rows in groups]).tolist()
        parts, found = [], []
        for rows, length in zip(groups, longest):
            length = min(-(-length // self.length_step) * self.length_step, input_ids.shape[1])
            # The target of a place is the token after it; the last place has none.
            targets = F.pad(labels[rows, 1:length], (0, 1), value=IGNORE)
            numbers = answer_numbers(targets)
            weights = answer_weights(numbers, tasks[rows], self.task_weight, self.power)
            of_task = tasks[rows].clamp_min(0).gather(1, numbers.clamp_min(0))
            told = (numbers >= 0).flatten().nonzero().squeeze(1)
            parts.append((rows, length, told))
            found.append([of.flatten()[told] for of in (targets, weights, of_task)])
        return Answers(parts, *(torch.cat(of) for of in zip(*found)))

    def see(self, pixels, view_order):
        """The tokens [n, V' * 36, H], deepstack features and patches [n, V', 144, C] of the views that each row shows, in its order."""
        n, shown = view_order.shape
        rows = torch.arange(n, device=pixels.device)[:, None]
        chosen = pixels[rows, view_order.clamp_min(0)].flatten(0, 1)
        values = normalise(chosen)
        if self.training:
            values = jittered(values, self.tiles, self.channels)
        embeds, deepstack, patches = forward.vision(self.model.model.visual, values, self.block_pass)
        width = embeds.shape[-1]
        return embeds.reshape(n, -1, width), deepstack.reshape(len(deepstack), n, -1, width), patches.view(n, shown, *patches.shape[1:])


def normalise(pixels: torch.Tensor) -> torch.Tensor:
    """8 bits to -1..1 (mean and deviation 0.5)."""
    return pixels.float() / 127.5 - 1


def jittered(values: torch.Tensor, tiles: int, rules: dict) -> torch.Tensor:
    """
    Pictures [n, 3, S, S] whose numbers of a ground pixel, 3 · tiles² of them, are each shifted, stretched, or now and then grey in a whole
    picture, so that no answer hangs on one number alone (training.json, `channels`).
    """
    n, side = len(values), values.shape[-1] // tiles
    shape, device = (n, 3, tiles, tiles), values.device
    kept = (torch.rand(shape, device=device) >= rules["lost"]).float()
    gain = (1 + rules["stretch"] * torch.randn(shape, device=device)) * kept
    shift = rules["shift"] * torch.randn(shape, device=device) * kept
    return values * gain.repeat(1, 1, side, side) + shift.repeat(1, 1, side, side)


def token_loss(hidden, table, targets, opposite, smooth: float) -> torch.Tensor:
    """Cross-entropy [N] of each target under the tied head; of a word with an opposite, a share `smooth` of it is the opposite's."""
    logs = F.linear(hidden, table).float().log_softmax(-1)
    said, other = (-logs.gather(1, of[:, None]).squeeze(1) for of in (targets, opposite[targets]))
    return torch.lerp(said, other, smooth)
