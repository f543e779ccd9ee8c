"""A fresh model, and its weights in and out of safetensors."""

import hashlib
import math
import pathlib

import torch
from safetensors.torch import load_file, save_file
from transformers import Qwen3VLForConditionalGeneration

from .configuration import configure, sizes
from .tokens import Tokens

TIED = "lm_head.weight"


def new_model(tokens: Tokens, tiny: bool = False, seed: int | None = None) -> Qwen3VLForConditionalGeneration:
    """A model with random weights, the same for the same seed (the sizes file's own where it is left out)."""
    size = sizes(tiny)
    torch.manual_seed(size["seed"] if seed is None else seed)
    model = Qwen3VLForConditionalGeneration._from_config(
        configure(tokens.special, len(tokens), tiny), attn_implementation="sdpa", dtype=torch.float32
    )
    model.tie_weights()
    start(model, size)
    model.generation_config.eos_token_id = tokens.special["<|im_end|>"]
    model.generation_config.pad_token_id = tokens.special["<|endoftext|>"]
    return model


@torch.no_grad()
def start(model: Qwen3VLForConditionalGeneration, size: dict) -> None:
    """Normal weights, zero biases, norms at 1; layers that write into the residual stream start smaller (sizes.json, init)."""
    std = size["init"]["std"]
    depth = {"visual": size["vision"]["layers"], "language_model": size["text"]["layers"]}
    for name, weight in model.named_parameters():
        if weight.dim() == 1:
            weight.fill_(1.0 if name.endswith("weight") else 0.0)
            continue
        part = "visual" if ".visual." in name else "language_model"
        writes = name.endswith(("attn.proj.weight", "linear_fc2.weight", "o_proj.weight", "down_proj.weight")) and "merger" not in name
        torch.nn.init.normal_(weight, std=std / math.sqrt(2 * depth[part]) if writes else std)
    # The patches' pixels lie between -1 and 1 and are much alike: a wider start lets the first layer see their differences.
    torch.nn.init.xavier_uniform_(model.model.visual.patch_embed.proj.weight.flatten(1))


def count(model: torch.nn.Module) -> int:
    """Parameters, the tied head counted once."""
    return sum(weight.numel() for weight in model.parameters())


def weights_of(model: torch.nn.Module, dtype: torch.dtype = torch.float16) -> dict[str, torch.Tensor]:
    """Weights by transformers' names on the CPU; the tied head is not repeated."""
    return {name: value.detach().to("cpu", dtype).contiguous() for name, value in model.state_dict().items() if name != TIED}


def save_weights(weights: dict[str, torch.Tensor], path: pathlib.Path) -> str:
    """Writes a safetensors file that transformers reads too. Returns its sha256."""
    save_file(dict(sorted(weights.items())), path, metadata={"format": "pt"})
    path.chmod(0o644)
    return sha256(path)


def load_weights(model: torch.nn.Module, weights: dict[str, torch.Tensor] | pathlib.Path) -> None:
    """Puts weights into a model; raises ValueError where a name is missing or too many."""
    if not isinstance(weights, dict):
        weights = load_file(weights)
    missing, extra = model.load_state_dict({name: value.float() for name, value in weights.items()}, strict=False)
    missing = [name for name in missing if name != TIED]
    if missing or extra:
        raise ValueError(f"weights do not fit the model: missing {missing[:3]}, unknown {extra[:3]}")


def sha256(path: pathlib.Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
