"""
A layer of the text part as two plain functions, before and after its attention, on a flat list of tokens.

Decoding and reading prompts use the same two; on a GPU the decoder compiles them once and gives them each layer's weights.
"""

import torch
import torch.nn.functional as F

from gossan_nano.forward import turn

from .low_rank import LowRank, project


def before_attention(
    hidden, cosine, sine, slots, places, keys, values, norm, qkv, q_norm, k_norm, eps: float, low: LowRank | None = None
) -> torch.Tensor:
    """
    hidden [N, H]; cosine and sine [N, d]; keys and values are the layer's cache [slots, places, kv, d], where each token's
    own are written at its slot and place [N]. Gives the queries [N, heads, d].
    """
    count, dim, kv = len(hidden), keys.shape[-1], keys.shape[-2]
    found = project(F.rms_norm(hidden, norm.shape, norm, eps), qkv, low)
    query, key, value = found.split([found.shape[-1] - 2 * kv * dim, kv * dim, kv * dim], -1)
    query = F.rms_norm(query.reshape(count, -1, dim), q_norm.shape, q_norm, eps)
    key = F.rms_norm(key.reshape(count, kv, dim), k_norm.shape, k_norm, eps)
    cosine, sine = cosine[:, None], sine[:, None]
    keys[slots, places] = turn(key, cosine, sine)
    values[slots, places] = value.reshape(count, kv, dim)
    return turn(query, cosine, sine)


def after_attention(
    found, hidden, o, norm, gate_up, down, eps: float, low_o: LowRank | None = None, low_up: LowRank | None = None, low_down: LowRank | None = None
) -> torch.Tensor:
    """found [N, heads d] of the attention, hidden [N, H] before the layer. Gives hidden after the layer."""
    hidden = hidden + project(found, o, low_o)
    gate, up = project(F.rms_norm(hidden, norm.shape, norm, eps), gate_up, low_up).chunk(2, -1)
    return hidden + project(F.silu(gate) * up, down, low_down)
