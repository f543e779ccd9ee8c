"""Folders of narrow models as the worker serves them, and what transformers' generate() answers with the same weights."""

import base64
import json
import shutil
import threading

from nano_model import tiny, torch

from gossan_nano.configuration import MODEL_FOLDER
from gossan_nano.model import save_weights, weights_of
from gossan_worker.models import Models, Options
from gossan_worker.prompt import prompt_of

SIDE = 192


def nano_folder(folder):
    """gossan-nano's own form with a narrow model of random weights. Gives the model too."""
    model = tiny()
    folder.mkdir(parents=True)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(MODEL_FOLDER / name, folder / name)
    model.config.save_pretrained(folder)
    sha = save_weights(weights_of(model, torch.float32), folder / "model.safetensors")
    card = json.loads((MODEL_FOLDER / "model.json").read_text(encoding="utf-8"))
    (folder / "model.json").write_text(json.dumps({**card, "base": sha}), encoding="utf-8")
    return model


def served(folder, **options) -> Models:
    return Models(folder, Options(device="cpu", **{"slots": 4, "places": 512, **options}))


def picture(seed: int, height: int = SIDE, width: int = SIDE) -> dict:
    data = torch.randint(0, 256, (height * width * 3,), generator=torch.Generator().manual_seed(seed), dtype=torch.uint8)
    return {"type": "image", "image": {"width": width, "height": height, "data": base64.b64encode(bytes(data.tolist())).decode()}}


def request(text: str, *pictures: dict, **options) -> dict:
    content = [*pictures, {"type": "text", "text": text}]
    return {"messages": [{"role": "user", "content": content}], "logprobs": True, "top_logprobs": 2, "max_tokens": 6, **options}


class Heard(list):
    """The messages of one request."""

    def __init__(self):
        super().__init__()
        self.done = threading.Event()

    def __call__(self, message: dict) -> None:
        self.append(message)
        if message["type"] in ("done", "error"):
            self.done.set()

    def whole(self) -> "Heard":
        assert self.done.wait(120), "no answer came"
        return self

    def text(self) -> str:
        return "".join(message.get("text", "") for message in self)

    def places(self) -> list[dict]:
        return [place for message in self for place in message.get("logprobs", [])]


def asked(models: Models, requests: list[dict]) -> list[Heard]:
    """All at once; gives what was heard when all are done."""
    heard = [Heard() for _ in requests]
    for one, hear in zip(requests, heard, strict=True):
        models.ask(one, hear)
    return [hear.whole() for hear in heard]


@torch.no_grad()
def generated(model, models: Models, asked: dict) -> tuple[list[int], torch.Tensor]:
    """Greedy tokens and their log probabilities [n, V] by transformers, from the ids and patches that the worker made."""
    prompt = prompt_of(asked, models.tokens, models.rules)
    ids = torch.tensor([prompt.ids])
    given = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    if prompt.pictures:
        patch = models.rules.patch
        flat = torch.cat([patches.pixels for patches in prompt.pictures]).view(-1, 3, 1, patch, patch).expand(-1, -1, 2, -1, -1)
        given["pixel_values"] = flat.reshape(len(flat), -1)
        given["image_grid_thw"] = torch.tensor([[1, *patches.grid] for patches in prompt.pictures])
        given["mm_token_type_ids"] = (ids == model.config.image_token_id).int()
    most = asked["max_tokens"]
    found = model.generate(**given, max_new_tokens=most, do_sample=False, return_dict_in_generate=True, output_logits=True)
    return found.sequences[0, ids.shape[1] :].tolist(), torch.cat(found.logits).log_softmax(-1)


def assert_same(models: Models, heard: Heard, tokens: list[int], odds: torch.Tensor, within: float = 1e-3) -> None:
    """The answer has these tokens, and these log probabilities within `within`."""
    if tokens[-1] in models.engine.ends:
        tokens = tokens[:-1]
    places = heard.places()
    assert [place["token"] for place in places] == [models.tokens.tokenizer.decode([at], skip_special_tokens=False) for at in tokens]
    for at, (place, token) in enumerate(zip(places, tokens, strict=True)):
        assert abs(place["logprob"] - float(odds[at, token])) <= within
        assert abs(place["top_logprobs"][0]["logprob"] - float(odds[at].max())) <= within
