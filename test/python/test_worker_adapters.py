"""Adapters beside the base in the worker: each answers as gossan_adapters does on transformers' model, and all at once."""

import itertools
import json
import shutil

import pytest
from nano_model import torch
from worker_model import Heard, asked, assert_same, generated, nano_folder, picture, request, served

pytest.importorskip("peft", reason="adapters are made with peft (model-server/python/requirements.txt)")

from gossan_adapters import attach, detach, load, merged, save, using  # noqa: E402
from gossan_nano.model import TIED, save_weights  # noqa: E402
from gossan_worker.adapter_files import sha256  # noqa: E402
from gossan_worker.refused import Refused  # noqa: E402

EVERY = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
RECIPES = {
    "lora": ("lora", {"r": 8, "alpha": 16}),
    "rslora": ("lora", {"r": 12, "alpha": 12, "rslora": True, "targets": EVERY}),
    "dora": ("dora", {"r": 4, "alpha": 8, "targets": EVERY}),
    "ia3": ("ia3", {}),
    "two-experts": ("moe-lora", {"r": 4, "experts": 4, "top_k": 2, "targets": ["q_proj", "v_proj", "down_proj"]}),
    "all-experts": ("moe-lora", {"r": 2, "experts": 3, "top_k": 3}),
}


def made(model, folder, name, method, settings, seed) -> None:
    """An adapter with numbers of its own, as after training, in a folder."""
    adapter = attach(model, method, settings, name)
    draw = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for value in adapter.parameters():
            value.add_(torch.randn(value.shape, generator=draw) * 0.1)
    save(adapter, folder / name)
    detach(model, name)


@pytest.fixture(scope="module")
def nano(tmp_path_factory):
    folder = tmp_path_factory.mktemp("worker")
    model = nano_folder(folder / "nano")
    for seed, (name, (method, settings)) in enumerate(RECIPES.items()):
        made(model, folder, name, method, settings, seed)
    models = served(folder / "nano", slots=8)
    yield model, models, folder
    models.engine.stop()


def question(name: str | None, at: int = 0, **options) -> dict:
    texts = ["Which minerals does this window show?", "Is there copper here?", "这个窗口里有哪些蚀变矿物？"]
    named = {"model": name} if name else {}
    return request(texts[at % 3], *(picture(at + seed) for seed in range(1 + at % 2)), **{"max_tokens": 4 + at, **named, **options})


def reference(model, models, folder, name: str | None, one: dict):
    """What transformers' model answers with the adapter from the same folder."""
    if name is None:
        return generated(model, models, one)
    load(model, folder / name, name)
    try:
        with using(model, name):
            return generated(model, models, one)
    finally:
        detach(model, name)


def test_every_method_beside_the_base_in_one_batch(nano):
    model, models, folder = nano
    names = [None, *RECIPES]
    for name in RECIPES:
        models.add_adapter(name, str(folder / name))
    every = [question(name, at) for at, name in enumerate(names)]
    texts = set()
    for name, one, heard in zip(names, every, asked(models, every), strict=True):
        assert_same(models, heard, *reference(model, models, folder, name, one))
        texts.add(heard.text())
    for name in RECIPES:
        models.remove_adapter(name)
    assert len(texts) > len(RECIPES) // 2
    assert models.engine.do(lambda: models.base.bank.live) == []


@pytest.mark.parametrize("name", RECIPES)
def test_each_method_alone(nano, name):
    model, models, folder = nano
    models.add_adapter(name, str(folder / name))
    one = question(name, 5)
    assert_same(models, asked(models, [one])[0], *reference(model, models, folder, name, one))
    models.remove_adapter(name)


def test_adapters_come_and_go_while_rows_are_written(nano):
    model, models, folder = nano
    models.add_adapter("lora", str(folder / "lora"))
    # High temperatures, so that rows end late.
    long = {"max_tokens": 300, "temperature": 3}
    calm = [question("lora", 2, **long, seed=1), question(None, 2, **long, seed=2)]
    alone = [asked(models, [one])[0].text() for one in calm]
    heard = [Heard() for _ in calm]
    for one, hear in zip(calm, heard, strict=True):
        models.ask(one, hear)
    # Its rows end as they began, though nobody can ask for it any more.
    models.remove_adapter("lora")
    with pytest.raises(Refused, match="VISION_MODEL_UNKNOWN"):
        models.ask(question("lora"), print)
    for name in itertools.cycle(("rslora", "dora", "all-experts")):
        models.add_adapter(name, str(folder / name))
        asked(models, [question(name, 1)])
        models.remove_adapter(name)
        if all(hear.done.is_set() for hear in heard):
            break
    assert [hear.whole().text() for hear in heard] == alone
    assert models.engine.do(lambda: models.base.bank.live) == []


def test_the_same_name_again_is_the_new_one_for_new_rows(nano):
    model, models, folder = nano
    models.add_adapter("a", str(folder / "lora"))
    before = asked(models, [question("a", 4)])[0].text()
    models.add_adapter("a", str(folder / "rslora"))
    one = question("a", 4)
    after = asked(models, [one])[0]
    assert_same(models, after, *reference(model, models, folder, "rslora", one))
    models.add_adapter("a", str(folder / "lora"))
    assert asked(models, [question("a", 4)])[0].text() == before
    models.remove_adapter("a")


def test_merged_weights_are_a_model_of_their_own(nano):
    model, models, folder = nano
    whole = folder / "merged"
    whole.mkdir()
    adapter = load(model, folder / "dora", "dora")
    save_weights({key: value for key, value in merged(adapter).items() if key != TIED}, whole / "model.safetensors")
    detach(model, "dora")
    models.add_adapter("merged", str(whole))
    every = [question("merged", 3), question(None, 3)]
    answers = asked(models, every)
    assert_same(models, answers[0], *reference(model, models, folder, "dora", every[0]))
    assert_same(models, answers[1], *reference(model, models, folder, None, every[1]))
    models.remove_adapter("merged")
    assert models.adapters == []


def test_what_is_not_served_beside_the_base_is_served_merged(nano, tmp_path):
    model, models, folder = nano
    both = tmp_path / "both"
    shutil.copytree(folder / "lora", both)
    adapter = load(model, both, "both")
    save_weights({key: value for key, value in merged(adapter).items() if key != TIED}, both / "model.safetensors")
    detach(model, "both")
    one = question("both", 3)
    wanted = reference(model, models, folder, "lora", one)
    for kind, live in (("LORA", 1), ("VERA", 0)):
        path = both / "adapter_config.json"
        path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), "peft_type": kind}), encoding="utf-8")
        models.add_adapter("both", str(both))
        assert models.engine.do(lambda: len(models.base.bank.live)) == live
        assert_same(models, asked(models, [one])[0], *wanted)
    models.remove_adapter("both")


def test_what_does_not_fit_is_refused_and_changes_nothing(nano, tmp_path):
    _, models, folder = nano
    before = asked(models, [question(None, 4)])[0].text()

    def refused(change) -> str:
        copy = tmp_path / str(len(list(tmp_path.iterdir())))
        shutil.copytree(folder / "lora", copy)
        change(copy)
        with pytest.raises(Refused) as error:
            models.add_adapter("wrong", str(copy))
        assert error.value.values["name"] == "wrong"
        return error.value.code

    def manifest(base: str, **files):
        def write(copy):
            (copy / "adapter.json").write_text(json.dumps({"base": {"sha256": base}, "files": files}), encoding="utf-8")

        return write

    def config(**fields):
        def write(copy):
            path = copy / "adapter_config.json"
            path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **fields}), encoding="utf-8")

        return write

    weights = "adapter_model.safetensors"
    assert refused(manifest("0" * 64)) == "ADAPTER_BASE"
    assert refused(manifest(models.base_hash, **{weights: "0" * 64})) == "ADAPTER_CHANGED"
    assert refused(manifest(models.base_hash, **{"gone.json": "0" * 64})) == "ADAPTER_INCOMPLETE"
    assert refused(lambda copy: (copy / weights).write_bytes(b"short")) == "ADAPTER_INCOMPLETE"
    assert refused(lambda copy: (copy / "adapter_config.json").unlink()) == "ADAPTER_INCOMPLETE"
    assert refused(lambda copy: shutil.rmtree(copy)) == "ADAPTER_INCOMPLETE"
    assert refused(config(r=4)) == "ADAPTER_KEYS"
    assert refused(config(use_dora=True)) == "ADAPTER_KEYS"
    assert refused(config(modules_to_save=["lm_head"])) == "VISION_ADAPTER"
    assert refused(config(peft_type="VERA")) == "VISION_ADAPTER"
    good = folder / "lora"
    manifest(models.base_hash, **{weights: sha256(good / weights)})(good)
    models.add_adapter("right", str(good))
    models.remove_adapter("right")
    (good / "adapter.json").unlink()
    assert asked(models, [question(None, 4)])[0].text() == before and models.adapters == []
