"""
The shipped gossan-nano through the whole worker on the GPU: its answers against those of the same worker on the CPU in float32, with
an adapter added under load, and the windows of a heatmap in a second. One JSON line a part, as in worker_gpu_parts.py.
"""

import base64
import json
import pathlib
import threading
import time

import torch

from gossan_worker.adapter_files import AdapterFile, Piece
from gossan_worker.models import Models, Options, Served
from gossan_worker.rehearsal import rehearse

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "model-server" / "models" / "gossan-nano"
TEXTS = ["Is there copper-related hydrothermal alteration in this window?", "这个窗口里有哪些蚀变矿物？", "Which minerals does this window show?"]
SIDE, WINDOWS = 192, 256


def measure(given, part) -> None:
    """`part(name, does)` runs a part and prints what it gives."""
    wanted: list[list[dict]] = []

    def reference() -> dict:
        models = Models(FOLDER, Options("cpu", slots=8, places=1024))
        wanted.extend(asked(models, questions()))
        models.engine.stop()
        return {"answers": len(wanted), "tokens": sum(map(len, wanted))}

    part("nano on the CPU, float32", reference)
    for dtype in ("float32", "bfloat16"):
        part(f"nano on {given.device}, {dtype}", lambda dtype=dtype: compared(given, dtype, wanted))


def compared(given, dtype: str, wanted: list[list[dict]]) -> dict:
    begun = time.perf_counter()
    models = Models(FOLDER, Options(given.device, dtype=dtype, slots=64, places=1024))
    found = {"start_s": round(time.perf_counter() - begun, 1), "attention": models.base.attend.__name__, "compiled": models.base.compiled}
    answers = asked(models, questions())
    same, gap = 0, 0.0
    for here, there in zip(answers, wanted, strict=True):
        pairs = list(zip(here, there, strict=False))
        equal = [one["token"] == other["token"] for one, other in pairs]
        first = (equal + [False]).index(False)
        same += len(here) == len(there) and all(equal)
        gap = max([gap, *(abs(one["logprob"] - other["logprob"]) for one, other in pairs[:first])])
    found |= {"same_answers": same, "of": len(wanted), "logprob_gap": round(gap, 6), "adapter_under_load": under_load(models)}
    windows = [request(TEXTS[0], at, 1) for at in range(WINDOWS)]
    asked(models, windows[:64])
    begun = time.perf_counter()
    asked(models, windows)
    found["windows_per_s"] = round(WINDOWS / (time.perf_counter() - begun), 1)
    models.engine.stop()
    return found


def under_load(models: Models) -> dict:
    """Rows of the base are the same with and without an adapter that joins, answers and leaves meanwhile; how long one waits at most."""
    steady = [request(TEXTS[1], at, 200, temperature=1.5, seed=at) for at in range(4)]
    alone = asked(models, steady)
    moments: list[float] = []
    running = threading.Thread(target=lambda: found.extend(asked(models, steady, moments)))
    found: list = []
    running.start()
    size = models.base.weights.architecture
    draw = torch.Generator().manual_seed(1)
    pieces = {(at, "q_proj"): Piece(torch.randn(8, size.hidden, generator=draw), torch.randn(size.query, 8, generator=draw)) for at in range(size.layers)}
    file = AdapterFile("drawn", "lora", pieces, 8)
    begun = time.perf_counter()
    rehearse(models.base, file)
    models.served["drawn"] = models.engine.do(lambda: Served(models.base, models.base.bank.add(file)))
    joined = time.perf_counter() - begun
    other = asked(models, [{**request(TEXTS[1], 1, 20), "model": "drawn"}])[0]
    models.remove_adapter("drawn")
    running.join()
    base = asked(models, [request(TEXTS[1], 1, 20)])[0]
    equal = sum([one["token"] for one in here] == [one["token"] for one in there] for here, there in zip(found, alone, strict=True))
    longest = max((later - sooner for sooner, later in zip(moments, moments[1:], strict=False)), default=0.0)
    return {"same": equal, "of": len(steady), "changes_answers": other != base, "join_s": round(joined, 2), "longest_wait_ms": round(longest * 1000)}


def picture(seed: int) -> dict:
    """Smooth colours, uint8 RGB."""
    at = torch.arange(SIDE, dtype=torch.float32)
    waves = [((at * (colour + 1) + seed * 17) / 23).sin() + ((at[:, None] * (3 - colour) + seed * 5) / 31).cos() for colour in range(3)]
    data = (127.5 + 60 * torch.stack(waves, -1)).to(torch.uint8)
    return {"type": "image", "image": {"width": SIDE, "height": SIDE, "data": base64.b64encode(data.numpy().tobytes()).decode()}}


def request(text: str, view: int, most: int, **options) -> dict:
    content = [picture(view + at) for at in range(3)] + [{"type": "text", "text": "\n" + text}]
    return {"messages": [{"role": "user", "content": content}], "logprobs": True, "top_logprobs": 2, "max_tokens": most, **options}


def questions() -> list[dict]:
    return [request(TEXTS[at % 3], at, (1, 40, 24, 60)[at % 4]) for at in range(24)]


def asked(models: Models, requests: list[dict], moments: list[float] | None = None) -> list[list[dict]]:
    """The entries of each answer's tokens. `moments` takes when any token was heard."""
    places: list[list[dict]] = [[] for _ in requests]
    done = threading.Semaphore(0)

    def hearer(at: int):
        def hear(message: dict) -> None:
            places[at].extend(message.get("logprobs", []))
            if moments is not None:
                moments.append(time.perf_counter())
            if message["type"] != "delta":
                if message["type"] == "error":
                    places[at].append({"token": json.dumps(message), "logprob": 0.0})
                done.release()

        return hear

    for at, one in enumerate(requests):
        models.ask(one, hearer(at))
    for _ in requests:
        done.acquire()
    return places
