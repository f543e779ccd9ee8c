"""Whole runs by the command: what they write, killed and resumed, with every method, on one process and on two."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys

import pytest

from finetune_sets import FINETUNE, METHODS, nano_base, qwen_base, recipe_file, write_set
from nano_model import tiny, torch

from gossan_adapters import load, merged
from gossan_finetune.__main__ import main
from gossan_nano.check import example, ours
from gossan_nano.graphs import offsets
from gossan_nano.model import load_weights
from nano_model import tokens
from safetensors.torch import load_file


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    nano_base(folder / "base")
    write_set(folder / "set", train=6, val=2)
    return folder


def command(place, out, recipe, method="lora", *more, base="base", data="set", by=(sys.executable, "-m")):
    return [*by, "gossan_finetune", "train", "--base", place / base, "--data", place / data, "--recipe", recipe, "--method", method, "--out", out, "--device", "cpu", *more]


class Done:
    def __init__(self, returncode, stdout, stderr):
        self.returncode, self.stdout, self.stderr = returncode, stdout, stderr


def call(*arguments):
    """The command in this process: torch takes seconds to load."""
    said, told = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(told):
        code = main([str(one) for one in arguments[arguments.index("gossan_finetune") + 1 :]])
    return Done(code, said.getvalue(), told.getvalue())


def start(*arguments):
    """The command in a process of its own."""
    return subprocess.run([str(one) for one in arguments], capture_output=True, text=True, timeout=1200, cwd=FINETUNE, env=os.environ | {"OMP_NUM_THREADS": "1"})


@pytest.mark.parametrize("method", METHODS)
def test_a_run_writes_an_adapter_that_is_served_as_it_was_trained(method, place, tmp_path):
    out = tmp_path / "adapter"
    done = call(*command(place, out, recipe_file(tmp_path / "recipe.json", replay_share=0.3, replay_pool=4), method, "--events"))
    assert done.returncode == 0, done.stderr
    events = [json.loads(row) for row in done.stdout.splitlines()]
    assert events[0]["type"] in ("progress", "start") and events[-1]["type"] == "done"
    steps = [event for event in events if event["type"] == "progress" and "loss" in event]
    assert [event["step"] for event in steps] == list(range(1, steps[-1]["steps"] + 1))
    facts = json.loads((out / "training.json").read_text())
    assert facts["method"] == method and facts["steps"] == len(steps) and facts["data"]["replay"] == 4
    assert facts["loss"]["val_best"] < [event for event in events if event["type"] == "validation"][0]["loss"], "it learns"
    wanted = {"adapter_config.json", "adapter_model.safetensors", "training.json", "model.safetensors"} | ({"decoder.onnx"} if method == "moe-lora" else set())
    assert {path.name for path in out.iterdir()} == wanted
    work = tmp_path / "adapter.work"
    assert [path.name for path in work.iterdir()] == ["tensorboard"] and any((work / "tensorboard").iterdir())

    live = tiny()
    load_weights(live, place / "base" / "model.safetensors")
    adapter = load(live, out)
    ids, attention, pixels = example(tokens())
    there = attention.bool()
    with torch.no_grad():
        whole = ours(live, ids, pixels)
        reference = whole[there]
        if method == "moe-lora":
            check_graph(out, live, ids, pixels, whole, there)
            assert facts["balance"]["even"] == 0.333 and 0 <= facts["balance"]["least"] <= facts["balance"]["largest"] <= 1
        else:
            assert offsets(out / "model.safetensors") == offsets(place / "base" / "model.safetensors"), "the base's graphs fit"
            served = tiny()
            load_weights(served, out / "model.safetensors")
            assert (ours(served, ids, pixels)[there] - reference).abs().max() <= 2e-2, "fp16 rounds the weights"
            exact = tiny()
            load_weights(exact, {name: value for name, value in merged(adapter).items() if name != "lm_head.weight"})
            assert torch.allclose(ours(exact, ids, pixels)[there], reference, atol=1e-4)


def check_graph(out, live, ids, pixels, whole, there):
    """The graph of a router, as a program would run it, against the live adapter: it gives the last token's logits."""
    ort = pytest.importorskip("onnxruntime")
    import numpy as np
    from gossan_nano import forward
    from gossan_nano.positions import position_ids

    decoder = ort.InferenceSession(str(out / "decoder.onnx"))
    embeds, deepstack, _ = forward.vision(live.model.visual, pixels)
    b, image = len(ids), live.config.image_token_id
    placed, deep, here = forward.place_pictures(ids, embeds.reshape(b, -1, embeds.shape[-1]), deepstack.reshape(3, b, -1, embeds.shape[-1]), image)
    feed = {"input_ids": ids, "image_embeds": placed, "image_mask": here, "deepstack": deep, "position_ids": position_ids(ids, image), "mask": forward.causal_mask(torch.ones_like(ids))}
    past = {put.name: np.zeros((b, 1, 0, 64), np.float32) for put in decoder.get_inputs() if put.name.startswith("past")}
    logits = torch.from_numpy(decoder.run(["logits"], {name: value.numpy() for name, value in feed.items()} | past)[0])
    # Half-precision weights, and a router whose choice of the second expert may tip by that.
    full = there[:, -1]
    assert full.any() and (logits[full, 0] - whole[full, -1]).abs().max() <= 5e-2
    assert (out / "decoder.onnx").stat().st_size < 600_000
    assert {name.split(".")[-1] for name in load_file(out / "model.safetensors")} >= {"lora_A", "lora_B", "router", "weight"}


@pytest.mark.parametrize("after", [1, 4])
def test_a_killed_run_goes_on_to_the_same_bits(after, place, tmp_path):
    recipe = recipe_file(tmp_path / "recipe.json", epochs=3, replay_share=0.3, replay_pool=4)
    whole = start(*command(place, tmp_path / "whole", recipe))
    assert whole.returncode == 0, whole.stderr
    cut = command(place, tmp_path / "cut", recipe, "lora", "--events", "--checkpoint-seconds", "0")
    with subprocess.Popen([str(one) for one in cut], stdout=subprocess.PIPE, text=True, cwd=FINETUNE, env=os.environ | {"OMP_NUM_THREADS": "1"}) as process:
        for row in process.stdout:
            event = json.loads(row)
            if event["type"] == "checkpoint" and event["step"] == after:
                process.send_signal(signal.SIGKILL)
                break
    assert not (tmp_path / "cut").exists() and (tmp_path / "cut.work" / "state.pt").exists()
    assert call(*cut).returncode == 2, "not without --resume"
    other = call(*command(place, tmp_path / "cut", recipe, "dora", "--resume"))
    assert other.returncode == 3 and "another base, set, recipe, method or seed" in other.stderr
    went_on = start(*cut, "--resume")
    assert went_on.returncode == 0, went_on.stderr
    assert json.loads(went_on.stdout.splitlines()[0])["type"] != "error"
    for name in ("adapter_model.safetensors", "model.safetensors"):
        assert (tmp_path / "cut" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    facts = [json.loads((tmp_path / name / "training.json").read_text()) for name in ("whole", "cut")]
    assert facts[0]["loss"] == facts[1]["loss"] and facts[0]["steps"] == facts[1]["steps"]


def test_it_stops_when_the_answers_that_are_looked_at_get_no_better(place, tmp_path):
    recipe = recipe_file(tmp_path / "recipe.json", epochs=40, patience=2, methods={"lora": {"settings": {"r": 4}, "rate": 0.3}})
    assert call(*command(place, tmp_path / "out", recipe, "lora", "--track", "")).returncode == 0
    facts = json.loads((tmp_path / "out" / "training.json").read_text())
    assert facts["stopped_early"] and facts["steps"] < facts["planned_steps"]


def test_two_processes_take_the_steps_of_one(place, tmp_path):
    methods = {"lora": {"settings": {"r": 4, "dropout": 0.0}, "rate": 0.01}}
    one = call(*command(place, tmp_path / "one", recipe_file(tmp_path / "one.json", batch=4, methods=methods), "lora", "--track", ""))
    assert one.returncode == 0, one.stderr
    torchrun = (sys.executable, "-m", "torch.distributed.run", "--nproc_per_node", "2", "--master_port", str(20000 + os.getpid() % 20000), "-m")
    two = start(*command(place, tmp_path / "two", recipe_file(tmp_path / "two.json", batch=2, methods=methods), "lora", "--track", "", by=torchrun))
    assert two.returncode == 0, two.stderr
    weights = [load_file(tmp_path / name / "adapter_model.safetensors") for name in ("one", "two")]
    assert all(torch.allclose(weights[0][name], weights[1][name], atol=1e-4) for name in weights[0])
    assert json.loads((tmp_path / "two" / "training.json").read_text())["processes"] == 2


def test_any_qwen3_vl_gets_pefts_form(place, tmp_path):
    qwen_base(tmp_path / "qwen")
    recipe = recipe_file(tmp_path / "recipe.json", pixels=64, feature_store="disk", checkpoint_layers=True, accumulate=2, batch=1)
    done = call(*command(place, tmp_path / "out", recipe, "dora", base=tmp_path / "qwen"))
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"adapter_config.json", "adapter_model.safetensors", "training.json"}
    assert json.loads((tmp_path / "out" / "training.json").read_text())["serving"] == "peft"
    refused = call(*command(place, tmp_path / "other", recipe_file(tmp_path / "r.json", pixels=64, replay_share=0.5, replay_pool=4), base=tmp_path / "qwen"))
    assert refused.returncode == 3 and "this base has none" in refused.stderr
    exported = call(sys.executable, "-m", "gossan_finetune", "export", "--base", tmp_path / "qwen", "--adapter", tmp_path / "out")
    assert exported.returncode == 3 and "PEFT's files" in exported.stderr


def test_the_served_files_can_be_made_anew(place, tmp_path):
    assert call(*command(place, tmp_path / "out", recipe_file(tmp_path / "recipe.json"), "ia3", "--track", "")).returncode == 0
    file = tmp_path / "out" / "model.safetensors"
    before = file.read_bytes()
    file.unlink()
    done = call(sys.executable, "-m", "gossan_finetune", "export", "--base", place / "base", "--adapter", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("changes", "more", "code", "said"),
    [
        ({"quantise": "nf4"}, (), 4, "4 bits"),
        ({"learning": 1}, (), 3, "unknown keys: learning"),
        ({"tolerance": {"yesno": 5, "minerals": 2, "probability": 2, "ground": 2, "describe": 2}}, (), 3, "0 to 2 points"),
        ({}, ("--track", "wandb"), 4, "wandb"),
        ({}, ("--track", "paper"), 2, "no tracker"),
    ],
)
def test_what_cannot_be_done_is_said(changes, more, code, said, place, tmp_path):
    done = call(*command(place, tmp_path / "out", recipe_file(tmp_path / "recipe.json", **changes), "lora", "--events", *more))
    assert done.returncode == code and said in done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) | {"type": "error", "code": code} == json.loads(done.stdout.splitlines()[-1])
    assert not (tmp_path / "out").exists()
