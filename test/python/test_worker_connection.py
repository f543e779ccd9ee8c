"""The protocol over a real socket: adapters that are loaded, asked and unloaded, callers that cancel, lines that make no sense."""

import asyncio
import json

import pytest
from nano_model import torch
from worker_model import nano_folder, picture, request, served

pytest.importorskip("peft", reason="adapters are made with peft (model-server/python/requirements.txt)")

from gossan_adapters import attach, detach, save  # noqa: E402
from gossan_worker.connection import LONGEST_LINE, serve  # noqa: E402


@pytest.fixture(scope="module")
def nano(tmp_path_factory):
    folder = tmp_path_factory.mktemp("worker")
    model = nano_folder(folder / "nano")
    adapter = attach(model, "lora", {"r": 4}, "a")
    with torch.no_grad():
        for value in adapter.parameters():
            value.add_(torch.randn(value.shape, generator=torch.Generator().manual_seed(1)) * 0.2)
    save(adapter, folder / "a")
    (folder / "a" / "projectors.json").write_text('{"embedding": {"weights": [[1], [0], [0]], "bias": [0, 0, 0]}}', encoding="utf-8")
    detach(model, "a")
    models = served(folder / "nano")
    yield models, folder
    models.engine.stop()


def talk(nano, tmp_path, does):
    """Runs `does(say, hear)` against a worker at a socket."""
    models, _ = nano

    async def both():
        path = tmp_path / "worker.sock"
        server = await asyncio.start_unix_server(lambda *ends: serve(models, *ends), path, limit=LONGEST_LINE)
        reader, writer = await asyncio.open_unix_connection(path, limit=LONGEST_LINE)

        def say(**message) -> None:
            writer.write((json.dumps(message) + "\n").encode())

        async def hear(number: int | None = None) -> dict:
            """The next message, or the last one of a request."""
            while line := await asyncio.wait_for(reader.readline(), 60):
                message = json.loads(line)
                if number is None or (message.get("id") == number and message["type"] != "delta"):
                    return message
            return {"type": "closed"}

        await does(say, hear)
        writer.close()
        server.close()

    asyncio.run(both())


def test_an_adapter_is_loaded_asked_and_unloaded(nano, tmp_path):
    models, folder = nano
    one = request("Which minerals does this window show?", picture(1), max_tokens=4)

    async def does(say, hear):
        say(type="hello", version=1)
        hello = await hear()
        assert (hello["version"], hello["name"], hello["adapters"]) == (1, "gossan-nano", [])
        say(type="load_adapter", id=1, name="a", path=str(folder / "a"))
        loaded = await hear(1)
        assert loaded["type"] == "done" and loaded["card"]["projectors"]["embedding"]["bias"] == [0, 0, 0]
        say(type="complete", id=2, request={**one, "model": "a"})
        say(type="complete", id=3, request=one)
        ended = {}
        while len(ended) < 2:
            message = await hear()
            if message["type"] != "delta":
                ended[message["id"]] = message["type"]
        assert ended == {2: "done", 3: "done"}
        say(type="unload_adapter", id=4, name="a")
        assert (await hear(4))["type"] == "done"
        say(type="complete", id=5, request={**one, "model": "a"})
        assert (await hear(5))["code"] == "VISION_MODEL_UNKNOWN"

    talk(nano, tmp_path, does)
    assert models.adapters == []


def test_cancelled_and_abandoned_rows_give_their_slots_back(nano, tmp_path):
    models, _ = nano
    long = request("Which?", picture(1), max_tokens=400, temperature=3, seed=1)

    async def does(say, hear):
        say(type="complete", id=1, request=long)
        assert (await hear())["type"] == "delta"
        say(type="cancel", id=1)
        say(type="complete", id=2, request=long)
        while (await hear())["id"] != 2:
            pass
        # The caller goes without a word.

    talk(nano, tmp_path, does)
    for _ in range(1000):
        if models.engine.do(lambda: len(models.engine.free)) == models.cache.slots:
            return
    raise AssertionError("a slot was kept")


def test_a_request_without_sense_is_answered_with_an_error(nano, tmp_path):
    async def does(say, hear):
        say(type="complete", id=1, request={"messages": [{"role": "user"}]})
        assert (await hear(1))["code"] == "INTERNAL"
        say(type="complete", id=2, request=request("Yes?", picture(1), max_tokens=1))
        assert (await hear(2))["type"] == "done"

    talk(nano, tmp_path, does)
