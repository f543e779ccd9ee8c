"""What adapters add to a product of the base: columns of low rank, chosen by row, and a scale of each output."""

from typing import NamedTuple

import torch
import torch.nn.functional as F


class Routing(NamedTuple):
    """
    Experts behind routers, all adapters' side by side. `router` [parts E, in]; `allowed` [N, E] true at those of the token's
    adapter; `kept` [N, 1] how many of them answer; `columns` [E, K] 1 where a column is an expert's.
    """

    router: torch.Tensor
    allowed: torch.Tensor
    kept: torch.Tensor
    columns: torch.Tensor


class LowRank(NamedTuple):
    """
    One product's share of the bank, for the tokens of this pass. `down` [parts K, in] and `up` [out, parts K] hold the columns
    of all adapters, or are None where they have none; `mask` [N, K] is 1 at those of the token's adapter. `scale` [A, out], where there is one, multiplies the
    outputs by the row of the token's adapter, which `owners` [N] names.
    """

    down: torch.Tensor | None
    up: torch.Tensor | None
    mask: torch.Tensor
    owners: torch.Tensor
    scale: torch.Tensor | None = None
    routing: Routing | None = None


def project(x: torch.Tensor, weight: torch.Tensor, low: LowRank | None) -> torch.Tensor:
    """x [N, in] through the base's weight [out, in] and what the tokens' adapters change of it."""
    found = F.linear(x, weight)
    if low is None:
        return found
    if low.down is not None:
        count, columns = low.mask.shape
        inner = F.linear(x, low.down).view(count, -1, columns)
        share = low.mask[:, None] if low.routing is None else low.mask[:, None] + shares(x, low.routing, low.mask.dtype)
        found = found + F.linear((inner * share).view(count, -1), low.up)
    return found if low.scale is None else found * low.scale[low.owners]


def shares(x: torch.Tensor, routing: Routing, dtype: torch.dtype) -> torch.Tensor:
    """[N, parts, K]: the weight of each expert's columns, 0 beyond the `kept` likeliest, as gossan_adapters' gates_of."""
    count, experts = routing.allowed.shape
    scores = F.linear(x, routing.router).float().view(count, -1, experts)
    allowed = routing.allowed[:, None]
    odds = scores.masked_fill(~allowed, -1e30).softmax(-1) * allowed
    least = odds.sort(-1, descending=True).values.gather(-1, (routing.kept[:, None] - 1).expand(-1, odds.shape[1], 1))
    odds = torch.where(odds >= least, odds, 0.0)
    odds = odds / odds.sum(-1, keepdim=True).clamp_min(1e-30)
    return odds.to(dtype) @ routing.columns
