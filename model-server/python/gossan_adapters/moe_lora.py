"""
Experts of LoRA behind a router (after Shazeer et al. 2017, arXiv 1701.06538, with the load-balance loss of Fedus et al. 2021,
arXiv 2101.03961): y = W x + alpha / r · Σ_e g_e(x) B_e A_e x, g = softmax(R x) over the top k.

All experts are computed and weighed, which at ranks of LoRA costs less than sorting tokens, and is plain algebra that exports.
"""

import math

import torch
import torch.nn.functional as F

from .methods import MoeLoraConfig


def gates_of(x: torch.Tensor, router: torch.Tensor, top_k: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Weights [..., E] of the experts, 0 beyond the top k and adding up to 1, and the router's whole softmax [..., E]."""
    odds = F.linear(x, router).float().softmax(-1)
    if top_k == router.shape[0]:
        return odds, odds
    least = odds.topk(top_k, -1).values[..., -1:]
    kept = torch.where(odds >= least, odds, torch.zeros_like(odds))
    return kept / kept.sum(-1, keepdim=True), odds


def routed(x: torch.Tensor, gates: torch.Tensor, down: torch.Tensor, up: torch.Tensor, scale: float) -> torch.Tensor:
    """What the experts add: x [..., in], gates [..., E], down [E, r, in], up [E, out, r] to [..., out]."""
    experts, rank, _ = down.shape
    inner = F.linear(x, down.flatten(0, 1)).unflatten(-1, (experts, rank)) * gates[..., None].to(x.dtype)
    return scale * F.linear(inner.flatten(-2), up.permute(1, 0, 2).flatten(1))


class MoeLoraLinear(torch.nn.Module):
    """A linear layer with routed experts beside it. `gates` and `odds` of the last pass are kept while training."""

    def __init__(self, base_layer: torch.nn.Linear, config: MoeLoraConfig):
        super().__init__()
        self.base_layer = base_layer
        wide, out = base_layer.in_features, base_layer.out_features
        where = {"device": base_layer.weight.device, "dtype": torch.float32}
        self.lora_A = torch.nn.Parameter(torch.empty(config.experts, config.r, wide, **where))
        self.lora_B = torch.nn.Parameter(torch.zeros(config.experts, out, config.r, **where))
        self.router = torch.nn.Parameter(torch.empty(config.experts, wide, **where))
        for expert in self.lora_A:
            torch.nn.init.kaiming_uniform_(expert, a=math.sqrt(5))
        torch.nn.init.normal_(self.router, std=wide**-0.5 / 10)
        self.dropout = torch.nn.Dropout(config.lora_dropout)
        self.scale, self.top_k = config.lora_alpha / config.r, config.top_k
        self.gates = self.odds = None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        plain = self.base_layer(x)
        x = x if torch.is_autocast_enabled(x.device.type) else x.to(self.lora_A.dtype)
        gates, odds = gates_of(x, self.router, self.top_k)
        if self.training:
            self.gates, self.odds = gates, odds
        return plain + routed(self.dropout(x), gates, self.lora_A, self.lora_B, self.scale).to(plain.dtype)

    def tensors(self) -> dict[str, torch.nn.Parameter]:
        return {"lora_A": self.lora_A, "lora_B": self.lora_B, "router": self.router}


class RoutedLinear(torch.nn.Module):
    """The same as one module without a wrapper, for export: its weight has the name that it has in the base."""

    def __init__(self, layer: MoeLoraLinear):
        super().__init__()
        base = layer.base_layer
        self.weight, self.bias = base.weight, base.bias
        self.lora_A, self.lora_B, self.router = layer.lora_A, layer.lora_B, layer.router
        self.scale, self.top_k = layer.scale, layer.top_k

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        gates, _ = gates_of(x, self.router, self.top_k)
        return F.linear(x, self.weight, self.bias) + routed(x, gates, self.lora_A, self.lora_B, self.scale)


def balance_loss(layers: list[MoeLoraLinear], counted: torch.Tensor | None = None) -> torch.Tensor:
    """
    Mean over the layers of E · Σ_e f_e p_e from the last pass: f_e the share of choices that went to expert e, p_e its mean
    odds. 1 where all are used alike, E where one does everything. `counted` [b, t] leaves out padding.
    """
    losses = []
    for layer in layers:
        chosen, odds = shares_of(layer, counted)
        losses.append(len(chosen) * (chosen.detach() * odds).sum())
    return torch.stack(losses).mean()


def shares_of(layer: MoeLoraLinear, counted: torch.Tensor | None) -> tuple[torch.Tensor, torch.Tensor]:
    """[E] share of choices, and [E] mean odds, over the counted tokens of the last pass."""
    if layer.odds is None:
        raise RuntimeError("the load balance is of a pass in training mode, and there was none")
    mask = torch.ones(layer.odds.shape[:-1], device=layer.odds.device) if counted is None else counted.to(layer.odds.dtype)
    weight = mask[..., None] / mask.sum().clamp_min(1)
    around = tuple(range(layer.odds.dim() - 1))
    return ((layer.gates > 0) * weight).sum(around) / layer.top_k, (layer.odds * weight).sum(around)
