"""A conversation in OpenAI's form as the model reads it: ids, and the pictures."""

import base64

import torch

from gossan_nano.tokens import VIEW_TOKENS, Tokens


class Refused(Exception):
    """An error of the program's table: its code, and the values of its template."""

    def __init__(self, code: str, **values):
        super().__init__(code)
        self.code, self.values = code, values


def prompt_of(request: dict, tokens: Tokens, side: int) -> tuple[list[int], torch.Tensor]:
    """
    Ids, and pictures uint8 [V, 3, side, side].

    Text is encoded up to the next mark at once, and never becomes a mark: what a user writes cannot end their message.
    """
    ids, pictures, text = [], [], ""

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
            pictures.append(picture_of(part, side))
            ids.extend([tokens.special["<|image_pad|>"]] * VIEW_TOKENS)
            mark("<|vision_end|>")
        if goes_on and at == len(messages) - 1:
            break
        mark("<|im_end|>")
        text += "\n"
    if request.get("add_generation_prompt") is not False:
        mark("<|im_start|>")
        text += "assistant\n"
    ids.extend(plain(tokens, text))
    if not pictures:
        raise Refused("VISION_REQUEST", detail="the worker answers questions about pictures, and there is none")
    return ids, torch.stack(pictures)


def plain(tokens: Tokens, text: str) -> list[int]:
    """Ids of a text; a mark that is written out is cut in two, so that it stays text."""
    parts = text.split("<|")
    return [found for at, part in enumerate(parts) for found in (tokens.encode("<") + tokens.encode("|" + part) if at else tokens.encode(part))]


def picture_of(part: dict, side: int) -> torch.Tensor:
    """uint8 [3, side, side] of the raw RGB that the program sends; it decodes, checks and resamples before."""
    image = part.get("image") or {}
    if image.get("width") != side or image.get("height") != side:
        raise Refused("VISION_IMAGE", detail=f"the worker takes raw pictures of {side} x {side} pixels")
    data = bytearray(base64.b64decode(image["data"]))
    return torch.frombuffer(data, dtype=torch.uint8).view(side, side, 3).permute(2, 0, 1)
