"""A conversation in OpenAI's form as the model reads it: ids, and the pictures' patches."""

import base64
from dataclasses import dataclass

import torch

from gossan_nano.tokens import Tokens

from .pictures import Patches, PictureRules
from .refused import Refused


@dataclass(frozen=True)
class Prompt:
    """`grids` are rows and columns of each picture's tokens."""

    ids: list[int]
    pictures: list[Patches]
    grids: list[tuple[int, int]]


def prompt_of(request: dict, tokens: Tokens, rules: PictureRules) -> Prompt:
    """
    ChatML, as gossan-nano's and Qwen3-VL's templates have it. Text is encoded up to the next mark at once, and never becomes a
    mark: what a user writes cannot end their message.
    """
    ids, pictures, grids, text = [], [], [], ""

    def mark(name: str) -> None:
        nonlocal text
        ids.extend([*plain(tokens, text), tokens.special[name]])
        text = ""

    messages = request["messages"]
    goes_on = bool(request.get("continue_final_message"))
    if goes_on and (request.get("add_generation_prompt") is not False or messages[-1]["role"] != "assistant"):
        raise Refused("VISION_REQUEST", detail="continue_final_message needs add_generation_prompt false and an assistant's message at the end")
    for at, message in enumerate(messages):
        mark("<|im_start|>")
        text += f"{message['role']}\n"
        content = message["content"]
        for part in [{"type": "text", "text": content}] if isinstance(content, str) else content:
            if part["type"] == "text":
                text += part["text"]
                continue
            mark("<|vision_start|>")
            pictures.append(rules.patches(picture_of(part)))
            rows, columns = pictures[-1].grid
            grids.append((rows // rules.merge, columns // rules.merge))
            ids.extend([tokens.special["<|image_pad|>"]] * rules.tokens(pictures[-1].grid))
            mark("<|vision_end|>")
        if goes_on and at == len(messages) - 1:
            break
        mark("<|im_end|>")
        text += "\n"
    if request.get("add_generation_prompt") is not False:
        mark("<|im_start|>")
        text += "assistant\n"
    ids.extend(plain(tokens, text))
    if not pictures and rules.side is not None:
        raise Refused("VISION_REQUEST", detail="this model answers questions about pictures, and there is none")
    return Prompt(ids, pictures, grids)


def plain(tokens: Tokens, text: str) -> list[int]:
    """Ids of a text; a mark that is written out is cut in two, so that it stays text."""
    parts = text.split("<|")
    return [found for at, part in enumerate(parts) for found in (tokens.encode("<") + tokens.encode("|" + part) if at else tokens.encode(part))]


def picture_of(part: dict) -> torch.Tensor:
    """uint8 [3, h, w] of the raw RGB that the program sends; it decodes and checks before."""
    image = part.get("image") or {}
    width, height = image.get("width"), image.get("height")
    data = bytearray(base64.b64decode(image.get("data") or ""))
    if not width or not height or len(data) != width * height * 3:
        raise Refused("VISION_IMAGE", detail="the worker takes pictures as raw RGB")
    return torch.frombuffer(data, dtype=torch.uint8).view(height, width, 3).permute(2, 0, 1)
