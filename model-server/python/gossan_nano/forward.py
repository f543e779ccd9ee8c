"""
The model's forward pass on dense batches, over the modules and weights of transformers' Qwen3VLForConditionalGeneration.

The published code serves pictures of any size and packs them, with loops and lengths that depend on the data; here every
view has one size, so that the pass is plain tensor algebra: it compiles, it exports, and it waits for no device. A test
holds its logits to transformers' own within 1e-5. Training, export and adapters all use this one.
"""

import functools
import math
from contextlib import contextmanager

import torch
import torch.nn.functional as F

from .positions import text_rotation, vision_rotation


def turn(x: torch.Tensor, cosine: torch.Tensor, sine: torch.Tensor) -> torch.Tensor:
    """Rotates pairs (i, i + half) of the last dimension, in float32 as published."""
    plain = x.float()
    first, second = plain.chunk(2, -1)
    return (plain * cosine + torch.cat([-second, first], -1) * sine).to(x.dtype)


# Attention as plain products, for export: the fused form leaves casts behind in a graph. Set by `spelled_out` alone, and not by
# asking torch whether it exports: asked so, layers compiled by torch 2.11 saw tokens to come, for the spelled form has no causal mask.
_spelled = False


@contextmanager
def spelled_out():
    """While graphs are exported."""
    global _spelled
    _spelled = True
    try:
        yield
    finally:
        _spelled = False


def attend(query, key, value, mask=None, causal: bool = False) -> torch.Tensor:
    """softmax(q k' / sqrt(d) + mask) v over [b, heads, t, d]."""
    if not _spelled:
        mask = None if mask is None else mask.to(query.dtype)
        return F.scaled_dot_product_attention(query, key, value, attn_mask=mask, is_causal=causal)
    if causal:
        raise ValueError("the spelled form needs its mask")
    scores = (query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2)
    return (scores if mask is None else scores + mask).softmax(-1) @ value


def patches_of(pixels: torch.Tensor, patch: int, merge: int) -> torch.Tensor:
    """[n, 3, S, S] to [n, (S / patch)², 3 * patch²], patches in the tower's order of merge blocks."""
    n, channels, size, _ = pixels.shape
    blocks = size // patch // merge
    split = pixels.reshape(n, channels, blocks, merge, patch, blocks, merge, patch)
    return split.permute(0, 2, 5, 3, 6, 1, 4, 7).reshape(n, (blocks * merge) ** 2, channels * patch * patch)


def vision_block(block, hidden: torch.Tensor, heads: int, cosine: torch.Tensor, sine: torch.Tensor) -> torch.Tensor:
    """One layer of the vision tower; hidden [n, 144, C]."""
    hidden = hidden + attend_patches(block.attn, block.norm1(hidden), heads, cosine, sine)
    return hidden + block.mlp(block.norm2(hidden))


def text_layer(layer, hidden, cosine, sine, mask, past, last: bool = False):
    """One layer of the text part; hidden [b, t, H], of which only the last token goes on if `last`. Also gives all keys and values."""
    found, pair = attend_tokens(layer.self_attn, layer.input_layernorm(hidden), cosine, sine, mask, past, last)
    hidden = (hidden[:, -1:] if last else hidden) + found
    return hidden + layer.mlp(layer.post_attention_layernorm(hidden)), pair


def vision(visual, pixels: torch.Tensor, block_pass=vision_block) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """
    `visual` is the model's vision tower; pixels [n, 3, S, S], normalised to -1..1.

    Gives the pictures' tokens [n, 36, H], the deepstack features [D, n, 36, H], and the patches' last features [n, 144, C].
    `block_pass` may be a compiled `vision_block`.
    """
    features = tower(visual, pixels, block_pass)
    return *merge_features(visual, features), features[0]


def tower(visual, pixels: torch.Tensor, block_pass=vision_block) -> torch.Tensor:
    """What the tower gives before its mergers: [1 + D, n, 144, C], the last layer's features, then those that deepstack takes."""
    config = visual.config
    merge, heads = config.spatial_merge_size, config.num_heads
    side = pixels.shape[-1] // config.patch_size
    # A still picture is shown as two equal frames: the convolution over both is one product with their summed weights.
    weight = visual.patch_embed.proj.weight.sum(2).flatten(1)
    hidden = F.linear(patches_of(pixels, config.patch_size, merge), weight, visual.patch_embed.proj.bias)
    order, cosine, sine = vision_tables(side, merge, config.hidden_size // heads, pixels.device)
    hidden = hidden + learned_places(visual.pos_embed.weight, side)[order]
    deepstack = []
    for number, block in enumerate(visual.blocks):
        hidden = block_pass(block, hidden, heads, cosine, sine)
        if number in config.deepstack_visual_indexes:
            deepstack.append(hidden)
    return torch.stack([hidden, *deepstack])


def learned_places(table: torch.Tensor, side: int) -> torch.Tensor:
    """[side², C], row by row: the learned positions, bilinear between them where pictures have another size than they were learned at."""
    have = math.isqrt(len(table))
    if have == side:
        return table
    grid = table.view(have, have, -1).permute(2, 0, 1)[None].float()
    grown = F.interpolate(grid, size=(side, side), mode="bilinear", align_corners=True)
    return grown[0].flatten(1).T.to(table.dtype)


def merge_features(visual, features: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """From `tower` to the pictures' tokens [n, 36, H] and the deepstack features [D, n, 36, H]."""
    deepstack = [merge_patches(merger, hidden) for merger, hidden in zip(visual.deepstack_merger_list, features[1:], strict=True)]
    return merge_patches(visual.merger, features[0]), torch.stack(deepstack)


@functools.cache
def vision_tables(side: int, merge: int, head_dim: int, device) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """`patch_order` and `vision_rotation` on a device; kept, and so constants of an exported graph."""
    return patch_order(side, merge, device), *(table.to(device) for table in vision_rotation(side, merge, head_dim))


def patch_order(side: int, merge: int, device) -> torch.Tensor:
    """The row-by-row number of each patch in the tower's order; the learned positions are kept row by row."""
    blocks = side // merge
    grid = torch.arange(side * side, device=device).view(blocks, merge, blocks, merge)
    return grid.permute(0, 2, 1, 3).reshape(-1)


def attend_patches(attention, hidden: torch.Tensor, heads: int, cosine: torch.Tensor, sine: torch.Tensor) -> torch.Tensor:
    """Every patch of a picture attends to every other of the same picture."""
    n, length, width = hidden.shape
    query, key, value = attention.qkv(hidden).view(n, length, 3, heads, width // heads).permute(2, 0, 3, 1, 4).unbind(0)
    found = attend(turn(query, cosine, sine), turn(key, cosine, sine), value)
    return attention.proj(found.transpose(1, 2).reshape(n, length, width))


def merge_patches(merger, hidden: torch.Tensor) -> torch.Tensor:
    """Four neighbouring patches to one token of the text's width: [n, 144, C] to [n, 36, H]."""
    n, length, width = hidden.shape
    joined = merger.hidden_size
    tokens = length * width // joined
    if merger.use_postshuffle_norm:
        hidden = merger.norm(hidden.reshape(n, tokens, joined))
    else:
        hidden = merger.norm(hidden).reshape(n, tokens, joined)
    return merger.linear_fc2(merger.act_fn(merger.linear_fc1(hidden)))


def causal_mask(attention: torch.Tensor, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    """Additive mask [b, 1, t, t] of rows whose `attention` [b, t] is true where there is a token."""
    length = attention.shape[1]
    before = torch.ones(length, length, dtype=torch.bool, device=attention.device).tril()
    # A padded row must see something, or softmax gives NaN: it sees itself.
    allowed = before & (attention.bool()[:, None, None, :] | torch.eye(length, dtype=torch.bool, device=attention.device))
    return torch.zeros(allowed.shape, dtype=dtype, device=attention.device).masked_fill(~allowed, torch.finfo(dtype).min)


def decode(
    language, embeds, deepstack, position_ids, mask=None, past=None, layer_pass=text_layer, last: bool = False
) -> tuple[torch.Tensor, list[tuple[torch.Tensor, torch.Tensor]]]:
    """
    `language` is the model's text part. embeds [b, t, H] with pictures in place; deepstack [D, b, t, H], 0 where there
    is no picture, or None; position ids [3, b, t]; additive mask [b, 1, t, p + t]; past: a (key, value) pair [b, kv, p, 64] a layer.
    Without a mask, attention is causal: all that right-padded rows need, and the fastest. `layer_pass` may be a compiled `text_layer`.

    Gives the last hidden states [b, t, H], after the norm, and the (key, value) pairs of all p + t positions. `last`: of the last
    token alone [b, 1, H], for which the last layer need not compute the others.
    """
    config = language.config
    cosine, sine = text_rotation(
        position_ids, config.rope_parameters["rope_theta"], config.head_dim, config.rope_parameters["mrope_section"]
    )
    cosine, sine = cosine[:, None], sine[:, None]
    hidden, present = embeds, []
    for number, layer in enumerate(language.layers):
        ends = {"last": True} if last and number == len(language.layers) - 1 else {}
        hidden, pair = layer_pass(layer, hidden, cosine, sine, mask, past[number] if past is not None else None, **ends)
        if deepstack is not None and number < len(deepstack):
            hidden = hidden + (deepstack[number][:, -1:] if ends else deepstack[number])
        present.append(pair)
    return language.norm(hidden), present


def attend_tokens(attention, hidden, cosine, sine, mask, past, last: bool = False):
    """Grouped-query attention with normed queries and keys, over the past and these tokens; `last`: the last token alone asks."""
    b, t, _ = hidden.shape
    shape = (b, t, -1, attention.head_dim)
    key = turn(attention.k_norm(attention.k_proj(hidden).view(shape)).transpose(1, 2), cosine, sine)
    value = attention.v_proj(hidden).view(shape).transpose(1, 2)
    if past is not None:
        key, value = torch.cat([past[0], key], 2), torch.cat([past[1], value], 2)
    causal = mask is None and not last
    if last:
        t, hidden, cosine, sine = 1, hidden[:, -1:], cosine[..., -1:, :], sine[..., -1:, :]
        mask = None if mask is None else mask[..., -1:, :]
    query = attention.q_norm(attention.q_proj(hidden).view(b, t, -1, attention.head_dim)).transpose(1, 2)
    query = turn(query, cosine, sine)
    groups = attention.num_key_value_groups
    spread = [pair[:, :, None].expand(-1, -1, groups, -1, -1).flatten(1, 2) for pair in (key, value)]
    found = attend(query, *spread, mask, causal=causal)
    return attention.o_proj(found.transpose(1, 2).reshape(b, t, -1)), (key, value)


def place_pictures(input_ids, pictures, deepstack, image_token: int):
    """
    Puts the tokens of pictures, in order, where the placeholders are.

    pictures [b, V * 36, H] and deepstack [D, b, V * 36, H] are the views of each row in the order in which the row shows
    them; rows may show fewer. Gives [b, t, H] and [D, b, t, H], 0 elsewhere, and the mask [b, t] of placeholders.
    """
    image = input_ids == image_token
    place = (image.long().cumsum(1) - 1).clamp(0, pictures.shape[1] - 1)
    here = image[..., None]
    index = place[..., None].expand(-1, -1, pictures.shape[-1])
    placed = torch.where(here, pictures.gather(1, index), 0)
    deep = torch.where(here, deepstack.gather(2, index.expand(len(deepstack), -1, -1, -1)), 0)
    return placed, deep, image
