"""The weights of a model on a device: the text part with fused products, the vision tower as transformers' module."""

import hashlib
import json
import pathlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from safetensors import safe_open
from transformers import Qwen3VLConfig
from transformers.models.qwen3_vl.modeling_qwen3_vl import Qwen3VLVisionModel

from .architecture import Architecture, architecture_of

# Gives the tensor of a name, which must have the shape that is asked for.
Source = Callable[[str, tuple[int, ...]], torch.Tensor]
TEXT, VISION = "model.language_model.", "model.visual."


@dataclass
class Layer:
    """One layer of the text part. `qkv` [(heads + 2 kv) d, H], `o` [H, heads d], `gate_up` [2 M, H], `down` [H, M]."""

    norm1: torch.Tensor
    qkv: torch.Tensor
    q_norm: torch.Tensor
    k_norm: torch.Tensor
    o: torch.Tensor
    norm2: torch.Tensor
    gate_up: torch.Tensor
    down: torch.Tensor


@dataclass
class Weights:
    """A whole model. `head` is `embed` itself where they are tied."""

    architecture: Architecture
    embed: torch.Tensor
    layers: list[Layer]
    norm: torch.Tensor
    head: torch.Tensor
    visual: torch.nn.Module

    @property
    def device(self) -> torch.device:
        return self.embed.device

    @property
    def dtype(self) -> torch.dtype:
        return self.embed.dtype

    def step_bytes(self) -> int:
        """Bytes of weights that every written token reads: all of the text part, of `embed` only the head."""
        tensors = [self.norm, self.head, *(value for layer in self.layers for value in vars(layer).values())]
        return sum(tensor.numel() * tensor.element_size() for tensor in tensors)


def build(config: Qwen3VLConfig, source: Source) -> Weights:
    """The weights that a source gives, by transformers' names."""
    size = architecture_of(config)
    embed = source(f"{TEXT}embed_tokens.weight", (size.vocabulary, size.hidden))
    head = embed if size.tied else source("lm_head.weight", (size.vocabulary, size.hidden))
    layers = [layer_of(size, number, source) for number in range(size.layers)]
    return Weights(size, embed, layers, source(f"{TEXT}norm.weight", (size.hidden,)), head, visual_of(config, source))


def layer_of(size: Architecture, number: int, source: Source) -> Layer:
    def take(name: str, *shape: int) -> torch.Tensor:
        return source(f"{TEXT}layers.{number}.{name}.weight", shape)

    query, key = [take("self_attn.q_proj", size.query, size.hidden)], ["k_proj", "v_proj"]
    keys = [take(f"self_attn.{name}", size.key, size.hidden) for name in key]
    halves = [take(f"mlp.{name}", size.mlp, size.hidden) for name in ("gate_proj", "up_proj")]
    return Layer(
        norm1=take("input_layernorm", size.hidden),
        qkv=torch.cat(query + keys),
        q_norm=take("self_attn.q_norm", size.head_dim),
        k_norm=take("self_attn.k_norm", size.head_dim),
        o=take("self_attn.o_proj", size.hidden, size.query),
        norm2=take("post_attention_layernorm", size.hidden),
        gate_up=torch.cat(halves),
        down=take("mlp.down_proj", size.hidden, size.mlp),
    )


def visual_of(config: Qwen3VLConfig, source: Source) -> torch.nn.Module:
    """transformers' vision tower as a holder of weights; vision.py computes with it."""
    with torch.device("meta"):
        visual = Qwen3VLVisionModel(config.vision_config)
    found = {name: source(VISION + name, tuple(value.shape)) for name, value in visual.state_dict().items()}
    visual.load_state_dict(found, assign=True)
    return visual.eval().requires_grad_(False)


def files_source(folder: pathlib.Path, device: torch.device, dtype: torch.dtype) -> Source:
    """Of a folder's safetensors: model.safetensors, or the shards of its index. Tensors go to the device one by one."""
    files = {name: file for file in shards(folder) for name in file.keys()}

    def take(name: str, shape: tuple[int, ...]) -> torch.Tensor:
        if name not in files:
            raise ValueError(f"{folder.name} has no tensor {name}")
        tensor = files[name].get_tensor(name)
        if tuple(tensor.shape) != shape:
            raise ValueError(f"{name} is {tuple(tensor.shape)} in {folder.name}, not {shape}")
        return tensor.to(device, dtype)

    return take


def shards(folder: pathlib.Path) -> Iterator:
    return (safe_open(folder / name, "pt") for name in shard_names(folder))


def shard_names(folder: pathlib.Path) -> list[str]:
    index = folder / "model.safetensors.index.json"
    if not index.exists():
        return ["model.safetensors"]
    return sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))


def base_hash(folder: pathlib.Path) -> str:
    """What adapters name their base by: SHA-256 of the one file of weights; of several, of their hashes in the order of their names."""
    found = []
    for name in shard_names(folder):
        with (folder / name).open("rb") as file:
            found.append(hashlib.file_digest(file, "sha256").hexdigest())
    return found[0] if len(found) == 1 else hashlib.sha256("\n".join(found).encode()).hexdigest()


def tensors_source(tensors: dict[str, torch.Tensor], device: torch.device, dtype: torch.dtype) -> Source:
    """Of tensors in memory, by transformers' names."""

    def take(name: str, shape: tuple[int, ...]) -> torch.Tensor:
        if name not in tensors or tuple(tensors[name].shape) != shape:
            raise ValueError(f"there is no tensor {name} of shape {shape}")
        return tensors[name].detach().to(device, dtype)

    return take
