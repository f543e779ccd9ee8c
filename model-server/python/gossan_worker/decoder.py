"""The text part of a model over the static cache: prompts read in chunks, and one token of many rows in a step."""

import functools

import torch
import torch.nn.functional as F

from gossan_nano.positions import text_rotation

from . import attention
from .cache import Cache
from .layers import after_attention, before_attention
from .weights import Weights


def choose_greedily(hidden: torch.Tensor, norm: torch.Tensor, head: torch.Tensor, eps: float) -> tuple[torch.Tensor, torch.Tensor]:
    """hidden [b, H] to logits [b, V] in float32 and the likeliest tokens [b]."""
    logits = F.linear(F.rms_norm(hidden, norm.shape, norm, eps), head).float()
    return logits, logits.argmax(-1)


@functools.cache
def compiled_parts():
    """The three parts of a step compiled, once for all layers and models."""
    return tuple(torch.compile(part, fullgraph=True) for part in (before_attention, after_attention, choose_greedily))


class Decoder:
    """
    `bank` is what the adapters are in (bank.py), or None. With `compiled`, steps run through torch.compile.
    Everything here belongs to one thread.
    """

    def __init__(self, weights: Weights, cache: Cache, compiled: bool = False):
        self.weights, self.cache, self.bank = weights, cache, None
        self.compiled = compiled
        size = weights.architecture
        # A text token turns alike in all three axes, and its place is never beyond its index.
        places = torch.arange(cache.length + 1, device=weights.device).expand(3, 1, -1)
        self.cosine, self.sine = (table[0] for table in text_rotation(places, size.theta, size.head_dim, size.sections))
        self.attend = attention.best_form(cache.keys[0], size.heads)

    def step(self, slots: torch.Tensor, bucket: int, adapted: bool) -> tuple[torch.Tensor, torch.Tensor]:
        """
        Reads each row's last token and gives the logits [b, V] after it and the likeliest tokens [b], which become the rows'
        last tokens. `slots` [b] on the device; no row is longer than `bucket` after the step.
        """
        cache, weights = self.cache, self.weights
        parts = (before_attention, after_attention, choose_greedily)
        if self.compiled:
            # One row, several, and each kind of adapters are forms of their own. The limit is of the thread that sets it.
            torch._dynamo.config.recompile_limit = max(torch._dynamo.config.recompile_limit, 64)
            parts = compiled_parts()
        lengths, turns = cache.lengths[slots], cache.turns[slots]
        hidden = F.embedding(cache.tokens[slots], weights.embed)

        attend = self.attend(slots, lengths + 1, bucket, cache.length)
        lows = self.bank.pass_of(cache.owners[slots]) if adapted else None
        hidden = self.through(parts, hidden, self.cosine[turns], self.sine[turns], slots, lengths, attend, lows)
        logits, chosen = parts[2](hidden, weights.norm, weights.head, weights.architecture.eps)
        # Padded rows all stand in the scratch slot, which stays at its beginning.
        real = slots != cache.scratch
        cache.tokens[slots] = chosen
        cache.lengths[slots] = (lengths + 1) * real
        cache.turns[slots] = (turns + 1) * real
        return logits, chosen

    def read(self, hidden, turns, slots, begins: int, deepstack=None, owners=None) -> torch.Tensor:
        """
        Reads a chunk of prompts: hidden [n, t, H], M-RoPE places [3, n, t], of the rows in `slots` [n], which have `begins`
        tokens in the cache. `deepstack` is None or the flat indices [p] of pictures' tokens in this chunk and what to add to
        them after each of the first layers [D, p, H]; `owners` [n] or None are their adapters. Gives hidden [n, t, H], before the last norm.
        """
        count, length, width = hidden.shape
        size = self.weights.architecture
        cosine, sine = (table.flatten(0, 1) for table in text_rotation(turns, size.theta, size.head_dim, size.sections))
        places = torch.arange(begins, begins + length, device=hidden.device).repeat(count)

        def attend(query, keys, values):
            return attention.of_prompts(query.unflatten(0, (count, length)), keys, values, slots, begins)

        lows = None if owners is None else self.bank.pass_of(owners.repeat_interleave(length))
        parts = (before_attention, after_attention)
        flat = self.through(parts, hidden.flatten(0, 1), cosine, sine, slots.repeat_interleave(length), places, attend, lows, deepstack)
        return flat.view(count, length, width)

    def through(self, parts, hidden, cosine, sine, slots, places, attend, lows, deepstack=None) -> torch.Tensor:
        """All layers over a flat list of tokens [N, H]."""
        eps = self.weights.architecture.eps
        for number, layer in enumerate(self.weights.layers):
            keys, values = self.cache.keys[number], self.cache.values[number]
            low = (None,) * 4 if lows is None else lows(number)
            query = parts[0](hidden, cosine, sine, slots, places, keys, values, layer.norm1, layer.qkv, layer.q_norm, layer.k_norm, eps, low[0])
            found = attend(query, keys, values)
            hidden = parts[1](found, hidden, layer.o, layer.norm2, layer.gate_up, layer.down, eps, *low[1:])
            if deepstack is not None and number < len(deepstack[1]):
                hidden.index_add_(0, deepstack[0], deepstack[1][number].to(hidden.dtype))
        return hidden

    def head(self, hidden: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits and likeliest tokens after hidden [n, H]."""
        return choose_greedily(hidden, self.weights.norm, self.weights.head, self.weights.architecture.eps)
