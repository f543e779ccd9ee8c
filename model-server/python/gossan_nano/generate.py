"""Answers for a whole batch at once: prompts of unequal length, one cache, greedy tokens or the probability of chosen ones."""

import torch

from . import forward
from .positions import position_ids
from .tokens import IGNORE
from .trainee import normalise


class Reading:
    """
    A batch of prompts that the model has read. `logits` [n, V] are those after each row's last token; `step` reads on.

    pixels uint8 [n, V, 3, S, S]; prompts [n, L] right-padded, of `lengths` [n]; view_order [n, V'] as in training.
    """

    def __init__(self, model, pixels, prompts, lengths, view_order):
        self.language, self.image = model.model.language_model, model.config.image_token_id
        n, length = prompts.shape
        rows = torch.arange(n, device=prompts.device)
        chosen = pixels[rows[:, None], view_order.clamp_min(0)].flatten(0, 1)
        pictures, deepstack, _ = forward.vision(model.model.visual, normalise(chosen))
        width = pictures.shape[-1]
        placed, deep, here = forward.place_pictures(
            prompts, pictures.reshape(n, -1, width), deepstack.reshape(len(deepstack), n, -1, width), self.image
        )
        embeds = torch.where(here[..., None], placed.float(), self.language.embed_tokens(prompts))
        places = position_ids(prompts, self.image)
        there = torch.arange(length, device=prompts.device) < lengths[:, None]
        hidden, self.past = forward.decode(self.language, embeds, deep, places)
        self.logits = self.head(hidden[rows, lengths - 1])
        self.next_place = places[0, rows, lengths - 1] + 1
        self.there = there

    def head(self, hidden: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.linear(hidden, self.language.embed_tokens.weight).float()

    def step(self, tokens: torch.Tensor) -> torch.Tensor:
        """Reads one more token a row [n] and gives the logits [n, V] after it."""
        self.there = torch.nn.functional.pad(self.there, (0, 1), value=True)
        mask = torch.zeros(self.there.shape, device=tokens.device).masked_fill(~self.there, torch.finfo(torch.float32).min)
        places = self.next_place.expand(3, -1)[..., None]
        hidden, self.past = forward.decode(
            self.language, self.language.embed_tokens(tokens)[:, None], None, places, mask[:, None, None], self.past
        )
        self.next_place = self.next_place + 1
        self.logits = self.head(hidden[:, 0])
        return self.logits

    def branch(self, times: int) -> None:
        """Every row `times` times over, side by side, each to go on by itself."""
        self.past = [tuple(half.repeat_interleave(times, 0) for half in pair) for pair in self.past]
        self.there = self.there.repeat_interleave(times, 0)
        self.next_place = self.next_place.repeat_interleave(times, 0)
        self.logits = self.logits.repeat_interleave(times, 0)


@torch.no_grad()
def answer(reading: Reading, end: int, most: int) -> torch.Tensor:
    """Greedy tokens [n, k] of at most `most` steps; `end` fills a row from its end on."""
    rows, over = [], None
    for at in range(most):
        token = reading.logits.argmax(-1)
        over = token == end if over is None else over | (token == end)
        rows.append(torch.where(over, end, token))
        # Looking whether all are done waits for the device, so that it is asked now and then.
        if at % 16 == 15 and bool(over.all()):
            break
        reading.step(rows[-1])
    return torch.stack(rows, 1)


@torch.no_grad()
def expected_probability(reading: Reading, zero: int, one: int, point: int, digits: torch.Tensor) -> torch.Tensor:
    """
    The mean of the number that the model would answer: 1.00 by the first digit, else 0.d1 by the tokens' probabilities
    after `0.`, and the second digit's mean after each first one. Consumes the reading.
    """
    first = reading.logits[:, [zero, one]].softmax(-1)
    n = len(first)
    reading.step(torch.full((n,), zero, device=digits.device))
    tenths = reading.step(torch.full((n,), point, device=digits.device))[:, digits].softmax(-1)
    reading.branch(10)
    values = torch.arange(10, device=digits.device, dtype=torch.float32)
    hundredths = reading.step(digits.repeat(n))[:, digits].softmax(-1) @ values
    below = (tenths * (values / 10 + hundredths.view(n, 10) / 100)).sum(-1)
    return first[:, 1] + first[:, 0] * below


def prompts_of(input_ids: torch.Tensor, labels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """What stands before the first answer of each row, cut to the longest [n, L'], and its lengths [n]."""
    lengths = (labels != IGNORE).long().argmax(1)
    return input_ids[:, : int(lengths.max())], lengths
