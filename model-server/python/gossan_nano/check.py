"""Holds our forward pass to transformers' own."""

import torch

from . import forward
from .positions import position_ids
from .tokens import VIEW_TOKENS, Tokens, prompt

WITHIN = 1e-5
TEXTS = [
    (["clays", "embedding"], "Is there copper here?", "Yes"),
    (["iron", "alteration-depths"], "这个窗口里有哪些蚀变矿物？", "明矾石 32%，高岭石 12%"),
]


def example(tokens: Tokens, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Two right-padded rows: input ids and attention [2, L], and pixels [4, 3, 192, 192] of two views each, in -1..1."""
    rows = [tokens.encode(prompt(*text)) for text in TEXTS]
    longest = max(map(len, rows))
    pad = tokens.special["<|endoftext|>"]
    ids = torch.tensor([row + [pad] * (longest - len(row)) for row in rows])
    attention = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
    side = int(VIEW_TOKENS**0.5) * 2 * 16
    pixels = torch.rand(4, 3, side, side, generator=torch.Generator().manual_seed(seed)) * 2 - 1
    return ids, attention, pixels


def shake(model: torch.nn.Module, seed: int = 1) -> None:
    """Adds noise to every weight, so that no norm is 1 and no bias 0 when two passes are compared."""
    draw = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for weight in model.parameters():
            weight.add_(torch.randn(weight.shape, generator=draw) * 0.03)


def theirs(ids, attention, pixels, image: int) -> dict:
    """The same example as transformers' processor would hand it over: packed patches of two equal frames."""
    patches = forward.patches_of(pixels, 16, 2)
    flat = patches.view(-1, 3, 1, 16, 16).expand(-1, -1, 2, -1, -1).reshape(-1, 3 * 2 * 16 * 16)
    return {
        "input_ids": ids,
        "attention_mask": attention,
        "pixel_values": flat,
        "image_grid_thw": torch.tensor([[1, pixels.shape[2] // 16, pixels.shape[3] // 16]] * len(pixels)),
        "mm_token_type_ids": (ids == image).int(),
    }


def ours(model, ids, pixels) -> torch.Tensor:
    """Logits [b, t, V] by the dense pass; as many views a row."""
    image, language = model.config.image_token_id, model.model.language_model
    embeds, deepstack, _ = forward.vision(model.model.visual, pixels)
    b, width = len(ids), embeds.shape[-1]
    placed, deep, here = forward.place_pictures(
        ids, embeds.reshape(b, -1, width), deepstack.reshape(len(deepstack), b, -1, width), image
    )
    hidden, _ = forward.decode(language, torch.where(here[..., None], placed, language.embed_tokens(ids)), deep, position_ids(ids, image))
    return model.lm_head(hidden)


@torch.no_grad()
def difference(model, tokens: Tokens) -> float:
    """Largest difference of the logits of both passes where there are tokens. Changes the model's weights (`shake`)."""
    shake(model.eval())
    ids, attention, pixels = example(tokens)
    reference = model(**theirs(ids, attention, pixels, model.config.image_token_id)).logits
    return ((reference - ours(model, ids, pixels)) * attention[..., None]).abs().max().item()
