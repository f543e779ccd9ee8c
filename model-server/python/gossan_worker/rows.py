"""Requests as rows of a batch: read together, written a token each by turns, dropped when their callers have gone."""

import dataclasses
import random
from collections.abc import Callable

import torch

from gossan_nano.generate import Reading
from gossan_nano.tokens import Tokens


@dataclasses.dataclass(eq=False)
class Row:
    """One request. `hear` takes the protocol's messages, from any thread; `gone` is set when nobody listens any more."""

    ids: list[int]
    pictures: torch.Tensor
    request: dict
    hear: Callable[[dict], None]
    gone: bool = False
    written: list[int] = dataclasses.field(default_factory=list)
    said: str = ""
    done: bool = False

    def __post_init__(self):
        self.random = random.Random(self.request.get("seed"))
        self.most = self.request.get("max_tokens") or 256
        stop = self.request.get("stop") or []
        self.stops = [stop] if isinstance(stop, str) else stop


@torch.inference_mode()
def answer(model, tokens: Tokens, rows: list[Row], device: torch.device) -> None:
    """Answers rows with equally many pictures; prompts may differ in length."""
    longest = max(len(row.ids) for row in rows)
    prompts = torch.zeros(len(rows), longest, dtype=torch.long)
    for at, row in enumerate(rows):
        prompts[at, : len(row.ids)] = torch.tensor(row.ids)
    lengths = torch.tensor([len(row.ids) for row in rows], device=device)
    pixels = torch.stack([row.pictures for row in rows]).to(device)
    order = torch.arange(pixels.shape[1], device=device).expand(len(rows), -1)
    reading = Reading(model, pixels, prompts.to(device), lengths, order)
    while True:
        logprobs = reading.logits.log_softmax(-1)
        chosen = [take(tokens, row, logprobs[at]) for at, row in enumerate(rows)]
        if all(row.done or row.gone for row in rows):
            return
        reading.step(torch.tensor(chosen, device=device))


def take(tokens: Tokens, row: Row, logprobs: torch.Tensor) -> int:
    """The row's next token, told to whoever asked; rows that are done take any."""
    if row.done or row.gone:
        return 0
    token = choose(row, logprobs)
    if token in (tokens.special["<|im_end|>"], tokens.special["<|endoftext|>"]):
        finish(tokens, row, "stop", tokens.decode(row.written))
        return token
    row.written.append(token)
    text = tokens.decode(row.written)
    ends = [text.index(stop) for stop in row.stops if stop in text]
    told = [entry(tokens, token, logprobs, row.request.get("top_logprobs") or 0)] if row.request.get("logprobs") else None
    if ends:
        finish(tokens, row, "stop", text[: min(ends)], told)
    elif len(row.written) >= row.most:
        finish(tokens, row, "length", text, told)
    else:
        # Bytes that are no whole character yet show as U+FFFD, and the end may be the beginning of a stop text.
        held = max((size for stop in row.stops for size in range(1, len(stop)) if text.endswith(stop[:size])), default=0)
        tell(row, row.said if text.endswith("\ufffd") else text[: len(text) - held], told)
    return token


def choose(row: Row, logprobs: torch.Tensor) -> int:
    temperature, top_p = row.request.get("temperature") or 0, row.request.get("top_p") or 1
    if temperature == 0:
        return int(logprobs.argmax())
    sorted_, order = (logprobs / temperature).softmax(-1).sort(descending=True)
    total = sorted_.cumsum(-1)
    kept = max(1, int((total - sorted_ < top_p).sum()))
    place = torch.searchsorted(total[:kept], row.random.random() * float(total[kept - 1]), right=True)
    return int(order[min(int(place), kept - 1)])


def entry(tokens: Tokens, token: int, logprobs: torch.Tensor, tops: int) -> dict:
    """OpenAI's entry of one place in logprobs.content."""

    def one(at: int) -> dict:
        text = tokens.tokenizer.decode([at], skip_special_tokens=False)
        return {"token": text, "logprob": float(logprobs[at]), "bytes": None if "\ufffd" in text else list(text.encode())}

    return {**one(token), "top_logprobs": [one(int(at)) for at in logprobs.topk(tops).indices] if tops else []}


def tell(row: Row, text: str, told: list | None) -> None:
    new = text[len(row.said) :]
    row.said = text if new else row.said
    row.hear({"type": "delta", "text": new, **({"logprobs": told} if told else {})})


def finish(tokens: Tokens, row: Row, reason: str, text: str, told: list | None = None) -> None:
    row.done = True
    tell(row, text, told)
    read, written = len(row.ids), len(row.written)
    usage = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
    row.hear({"type": "done", "finish_reason": reason, "usage": usage})
