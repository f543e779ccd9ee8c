"""The model as training sees it: a batch of talks and pictures in, the answers' loss out."""

import torch
import torch.nn.functional as F
from gossan_nano import forward
from gossan_nano.positions import position_ids
from gossan_nano.tokens import IGNORE
from gossan_nano.trainee import normalise
from gossan_nano.weighting import answer_numbers, answer_weights
from torch.utils.checkpoint import checkpoint

from .base import Base
from .features import Features, tower_of
from .projectors import Projectors
from .samples import Batch


class Student:
    """A base with the adapters that are on it. `features` hold the table's pictures; `projectors` draw those of channels."""

    def __init__(self, base: Base, features: Features, projectors: Projectors | None = None, length_power: float = 1.0, checkpoint_layers: bool = False, compile_layers: bool = False):
        self.base, self.features, self.projectors = base, features, projectors
        self.power = length_power
        self.layer_pass = checkpointed if checkpoint_layers else compiled() if compile_layers and base.device.type == "cuda" else forward.text_layer

    def weights_of(self, batch: Batch) -> torch.Tensor:
        """[n, L - 1]: what each learned token counts; an answer of k tokens weighs k^power times its line's weight."""
        numbers = answer_numbers(batch.labels[:, 1:])
        turns = max(int(numbers.max()) + 1, 1)
        alike = torch.zeros(len(numbers), turns, dtype=torch.long, device=numbers.device)
        return answer_weights(numbers, alike, torch.ones(1, device=numbers.device), self.power) * batch.weights[:, None]

    def loss(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """Sum of the learned tokens' weighted cross-entropies, and the sum of their weights."""
        weights = self.weights_of(batch)
        targets = batch.labels[:, 1:]
        learned = targets != IGNORE
        # The head is the largest product of a small answer: it is done where something is learned, and nowhere else.
        hidden = self.hidden(batch)[:, :-1][learned]
        logits = F.linear(hidden, self.base.model.lm_head.weight).float()
        each = F.cross_entropy(logits, targets[learned], reduction="none")
        return (each * weights[learned]).sum(), weights.sum()

    def hidden(self, batch: Batch) -> torch.Tensor:
        """The last hidden states [n, L, H]."""
        base, ids = self.base, batch.ids
        embeds, deep = base.language.embed_tokens(ids), None
        if any(sample.pictures for sample in batch.samples):
            pictures, deepstack = self.see(batch)
            placed, deep, here = forward.place_pictures(ids, pictures, deepstack, base.image_token)
            embeds = torch.where(here[..., None], placed.to(embeds.dtype), embeds)
            deep = deep.to(embeds.dtype)
        places = position_ids(ids, base.image_token, base.view_tokens)
        return forward.decode(base.language, embeds, deep, places, layer_pass=self.layer_pass)[0]

    def see(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """The tokens [n, V * T, H] and deepstack features [D, n, V * T, H] of each row's pictures, in its order; rows with fewer are padded."""
        kept, drawn = [], []
        for row, sample in enumerate(batch.samples):
            for at, picture in enumerate(sample.pictures):
                (drawn if at in sample.channels else kept).append((row, at, picture))
        parts, order = [], [*kept, *drawn]
        if kept:
            parts.append(self.features.of([picture for _, _, picture in kept]))
        if drawn:
            shown = [batch.samples[row].channels[at] for row, at, _ in drawn]
            pixels = torch.cat([self.projectors.draw(view, channels[None].to(self.base.device)) for view, channels in shown])
            parts.append(tower_of(self.base, normalise(pixels)))
        features = torch.cat([part.to(parts[-1].dtype) for part in parts]).transpose(0, 1)
        own = self.base.visual.merger.linear_fc1.weight.dtype
        embeds, deepstack = forward.merge_features(self.base.visual, features.to(own) if own.is_floating_point else features)
        most = max(len(sample.pictures) for sample in batch.samples)
        place = torch.zeros(len(batch.samples), most, dtype=torch.long)
        for number, (row, at, _) in enumerate(order):
            place[row, at] = number
        place = place.to(embeds.device)
        return embeds[place].flatten(1, 2), deepstack[:, place].flatten(2, 3)


def compiled():
    """`text_layer` through torch's compiler, one graph for all layers; where it cannot compile, as it is."""
    torch._dynamo.config.suppress_errors = True
    return torch.compile(forward.text_layer)


def checkpointed(layer, hidden, cosine, sine, mask, past):
    """A layer whose insides are computed again for the gradient instead of kept."""
    return checkpoint(forward.text_layer, layer, hidden, cosine, sine, mask, past, use_reentrant=False)
