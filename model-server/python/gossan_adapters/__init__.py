"""Adapters of the vision model: LoRA (and its rank-stabilised form), DoRA and IA3 through PEFT, and experts of LoRA behind a router."""

from .attach import Adapter, attach, detach, use, using
from .folder import load, save
from .merge import exportable, merged
from .methods import METHODS, AdapterError
from .moe_lora import balance_loss, shares_of

__all__ = [
    "METHODS",
    "Adapter",
    "AdapterError",
    "attach",
    "balance_loss",
    "detach",
    "exportable",
    "load",
    "merged",
    "save",
    "shares_of",
    "use",
    "using",
]
