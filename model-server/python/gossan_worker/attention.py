"""
Attention over a static cache: of whole prompts, and of one token a row.

A row's cache is one slot of [slots, places, kv, d]. For one token there are two forms. `masked` gathers the slots up to a
bucket of places and hides what lies beyond each row's length; it runs anywhere. `fused` lets the flash kernel read
each slot in place up to its length, with grouped queries and split keys; it needs a GPU and 16-bit numbers. A decoder
asks `best_form` once, which tries the fused kernel against the masked form before it relies on it.
"""

import torch
import torch.nn.functional as F


def masked(slots: torch.Tensor, lengths: torch.Tensor, bucket: int, places: int):
    """
    Attention of one token a row: slots [b]; lengths [b] of valid places, none beyond `bucket`. Gives a function of query
    [b, heads, d] and keys and values [slots, places, kv, d], which gives [b, heads d].
    """
    there = (torch.arange(bucket, device=slots.device) < lengths[:, None])[:, None, None]

    def attend(query, keys, values) -> torch.Tensor:
        count, kv, dim = len(query), keys.shape[2], keys.shape[3]
        # The queries of one group share their key: as a short sequence of queries they need no copies of it.
        grouped = query.view(count, kv, -1, dim)
        key, value = (cache[slots, :bucket].transpose(1, 2) for cache in (keys, values))
        return F.scaled_dot_product_attention(grouped, key, value, attn_mask=there).reshape(count, -1)

    return attend


def fused(slots: torch.Tensor, lengths: torch.Tensor, bucket: int, places: int):
    """The same through torch's flash kernel for rows of unequal length."""
    starts = F.pad(slots * places, (0, 1)).to(torch.int32)
    rows = torch.arange(len(slots) + 1, device=slots.device, dtype=torch.int32)
    used = lengths.to(torch.int32)

    def attend(query, keys, values) -> torch.Tensor:
        keys, values = keys.flatten(0, 1), values.flatten(0, 1)
        found = torch.ops.aten._flash_attention_forward(query, keys, values, rows, starts, 1, bucket, 0.0, False, False, seqused_k=used)
        return found[0].reshape(len(query), -1)

    return attend


def best_form(keys: torch.Tensor, heads: int):
    """`fused` where it works on this device with this cache and agrees with `masked`, else `masked`."""
    if keys.device.type != "cuda" or keys.dtype not in (torch.bfloat16, torch.float16):
        return masked
    draw = torch.Generator(keys.device).manual_seed(0)
    some, other = (torch.randn(3, 512, *keys.shape[2:], device=keys.device, dtype=keys.dtype, generator=draw) for _ in range(2))
    query = torch.randn(2, heads, keys.shape[-1], device=keys.device, dtype=keys.dtype, generator=draw)
    slots, lengths = torch.tensor([2, 0], device=keys.device), torch.tensor([5, 500], device=keys.device)
    try:
        found = fused(slots, lengths, 512, 512)(query, some, other)
        agrees = torch.allclose(found, masked(slots, lengths, 512, 512)(query, some, other), atol=3e-2, rtol=3e-2)
    except (RuntimeError, TypeError, AttributeError):
        return masked
    return fused if agrees else masked


def of_prompts(query, keys, values, slots, begins: int) -> torch.Tensor:
    """
    query [n, t, heads, d] of the tokens at places `begins` on of the rows in `slots` [n], whose keys and values are in the cache
    up to there and with these tokens. Each attends to what stands before it. Gives [n t, heads d].
    """
    count, length, heads, _ = query.shape
    ends = begins + length
    groups = heads // keys.shape[2]
    key, value = (cache[slots, :ends].repeat_interleave(groups, 2).transpose(1, 2) for cache in (keys, values))
    mask = None
    if begins:
        mask = torch.ones(length, ends, dtype=torch.bool, device=query.device).tril(begins)
    found = F.scaled_dot_product_attention(query.transpose(1, 2), key, value, attn_mask=mask, is_causal=mask is None)
    return found.transpose(1, 2).reshape(count * length, -1)
