"""The two graphs of an exported model, and their weights as offsets into the safetensors file instead of copies."""

import json
import pathlib
import struct

import onnx
import onnxscript.optimizer
import torch
from onnx import TensorProto, helper

from . import forward

OPSET = 20
# Elements of the largest table that is folded: cosines of a picture's places, 144 x 64.
TABLE = 40000
INPUTS = ["input_ids", "image_embeds", "image_mask", "deepstack", "position_ids", "mask"]


class Vision(torch.nn.Module):
    """pixels [n, 3, 192, 192] to embeds [n, 36, H] and deepstack [D, n, 36, H]."""

    def __init__(self, model):
        super().__init__()
        self.model = torch.nn.Module()
        self.model.visual = model.model.visual

    def forward(self, pixels):
        embeds, deepstack, _ = forward.vision(self.model.visual, pixels)
        return embeds, deepstack


class Decoder(torch.nn.Module):
    """One step or a whole prompt through the text part with an explicit cache; see the package's README for the shapes."""

    def __init__(self, model):
        super().__init__()
        self.model = torch.nn.Module()
        self.model.language_model = model.model.language_model

    def forward(self, input_ids, image_embeds, image_mask, deepstack, position_ids, mask, *past):
        language = self.model.language_model
        embeds = torch.where(image_mask[..., None], image_embeds, language.embed_tokens(input_ids))
        pairs = [(past[2 * at], past[2 * at + 1]) for at in range(len(past) // 2)]
        # A prompt is asked for the token after it alone: the logits of the rest would take a third of the time.
        hidden, present = forward.decode(language, embeds, deepstack, position_ids, mask, pairs, last=True)
        logits = torch.nn.functional.linear(hidden, language.embed_tokens.weight)
        return logits, *[half for pair in present for half in pair]


def cache_names(layers: int, time: str) -> list[str]:
    return [f"{time}_{half}_{at}" for at in range(layers) for half in ("key", "value")]


def export_vision(model, safetensors: pathlib.Path, path: pathlib.Path) -> None:
    """Writes vision.onnx beside the safetensors file that holds its weights."""
    pixels = torch.zeros(2, 3, *[side_of(model)] * 2)
    # Once for real, so that the tables of positions exist and are constants of the graph.
    with torch.no_grad():
        Vision(model)(pixels)
    with forward.spelled_out():
        program = torch.onnx.export(
            Vision(model).eval(), (pixels,), dynamo=True, opset_version=OPSET, optimize=False, verbose=False,
            input_names=["pixels"], output_names=["embeds", "deepstack"], dynamic_shapes=({0: torch.export.Dim("n")},),
        )  # fmt: skip
    write(program.model_proto, safetensors, path)


def export_decoder(model, safetensors: pathlib.Path, path: pathlib.Path) -> None:
    """Writes decoder.onnx beside the safetensors file that holds its weights."""
    config = model.config.text_config
    b, t, p, views = 2, 5, 3, len(model.config.vision_config.deepstack_visual_indexes)
    batch, length, before = torch.export.Dim("b"), torch.export.Dim("t"), torch.export.Dim("p")
    # A tensor each: the exporter takes one tensor given twice for one input.
    caches = [torch.zeros(b, config.num_key_value_heads, p, config.head_dim) for _ in range(2 * config.num_hidden_layers)]
    inputs = (
        torch.zeros(b, t, dtype=torch.long),
        torch.zeros(b, t, config.hidden_size),
        torch.zeros(b, t, dtype=torch.bool),
        torch.zeros(views, b, t, config.hidden_size),
        torch.zeros(3, b, t, dtype=torch.long),
        torch.zeros(b, 1, t, p + t),
    )
    shapes = (
        {0: batch, 1: length}, {0: batch, 1: length}, {0: batch, 1: length}, {1: batch, 2: length}, {1: batch, 2: length},
        {0: batch, 2: length, 3: torch.export.Dim.AUTO},
    )  # fmt: skip
    layers = config.num_hidden_layers
    with torch.no_grad():
        Decoder(model)(*inputs, *caches)
    with forward.spelled_out():
        program = torch.onnx.export(
            Decoder(model).eval(), (*inputs, *caches), dynamo=True, opset_version=OPSET, optimize=False, verbose=False,
            input_names=[*INPUTS, *cache_names(layers, "past")], output_names=["logits", *cache_names(layers, "present")],
            dynamic_shapes=(*shapes, tuple({0: batch, 2: before} for _ in range(2 * layers))),
        )  # fmt: skip
    write(program.model_proto, safetensors, path)


def side_of(model) -> int:
    """Pixels along a view's side."""
    vision = model.config.vision_config
    return int(vision.num_position_embeddings**0.5) * vision.patch_size


def write(graph: onnx.ModelProto, safetensors: pathlib.Path, path: pathlib.Path) -> None:
    """
    Makes every weight that the safetensors file has an external fp16 tensor at its offset there, followed by a cast to
    float32, and writes the graph. The runtime folds the casts when it loads; raises ValueError where a weight is missing.
    """
    places = offsets(safetensors)
    graph = simplified(graph, set(places))
    kept, casts = [], []
    for weight in graph.graph.initializer:
        if onnx.numpy_helper.to_array(weight).size > TABLE:
            raise ValueError(f"{path.name}: {weight.name} is large and not in {safetensors.name}")
        kept.append(weight)
    for weight in [put for put in graph.graph.input if put.name in places]:
        start, length, shape = places[weight.name]
        found = [dim.dim_value for dim in weight.type.tensor_type.shape.dim]
        if found != shape:
            raise ValueError(f"{path.name}: {weight.name} is {found} in the graph and {shape} in {safetensors.name}")
        half = TensorProto(name=f"{weight.name}.half", data_type=TensorProto.FLOAT16, dims=shape, data_location=TensorProto.EXTERNAL)
        for key, value in (("location", safetensors.name), ("offset", start), ("length", length)):
            half.external_data.add(key=key, value=str(value))
        kept.append(half)
        casts.append(helper.make_node("Cast", [half.name], [weight.name], to=TensorProto.FLOAT))
        graph.graph.input.remove(weight)
    del graph.graph.initializer[:]
    graph.graph.initializer.extend(kept)
    nodes = [*casts, *graph.graph.node]
    del graph.graph.node[:]
    graph.graph.node.extend(nodes)
    del graph.graph.value_info[:]
    strip(graph)
    path.write_bytes(graph.SerializeToString())


def simplified(graph: onnx.ModelProto, weights: set[str]) -> onnx.ModelProto:
    """
    The graph with its shapes and tables folded, so that a runtime has half the nodes to look through when it loads. `weights`
    are inputs of the result: an adapter brings others, and nothing that is computed from them may become a constant.
    """
    own = [weight for weight in graph.graph.initializer if weight.name in weights]
    graph.graph.input.extend(helper.make_tensor_value_info(weight.name, weight.data_type, list(weight.dims)) for weight in own)
    for weight in own:
        graph.graph.initializer.remove(weight)
    return onnxscript.optimizer.optimize(graph, input_size_limit=TABLE, output_size_limit=TABLE)


def strip(graph: onnx.ModelProto) -> None:
    """Leaves out what the exporter notes for debugging, paths of this machine among it."""
    del graph.metadata_props[:]
    del graph.graph.metadata_props[:]
    for node in graph.graph.node:
        del node.metadata_props[:]
        node.ClearField("doc_string")
    for value in [*graph.graph.input, *graph.graph.output, *graph.graph.initializer]:
        value.ClearField("doc_string")
        if hasattr(value, "metadata_props"):
            del value.metadata_props[:]


def offsets(safetensors: pathlib.Path) -> dict[str, tuple[int, int, list[int]]]:
    """Where each tensor of a safetensors file lies: byte offset in the file, length, shape."""
    with open(safetensors, "rb") as handle:
        (head,) = struct.unpack("<Q", handle.read(8))
        table = json.loads(handle.read(head))
    return {
        name: (8 + head + entry["data_offsets"][0], entry["data_offsets"][1] - entry["data_offsets"][0], entry["shape"])
        for name, entry in table.items()
        if name != "__metadata__"
    }
