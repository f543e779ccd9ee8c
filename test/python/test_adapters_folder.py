"""Adapters as folders: what was saved comes back, PEFT itself reads it, and what does not fit the base is refused."""

import json

import pytest

from nano_model import tiny, tokens, torch

peft = pytest.importorskip("peft", reason="adapters need peft (model-server/python/requirements.txt)")

from gossan_adapters import AdapterError, attach, load, save  # noqa: E402
from gossan_nano.model import new_model  # noqa: E402
from safetensors.torch import load_file, save_file  # noqa: E402
from test_adapters_logits import METHODS, logits, logits_of_transformers, put  # noqa: E402


@pytest.mark.parametrize("kind", METHODS)
def test_what_was_saved_comes_back(kind, tmp_path):
    model, fresh = tiny(), tiny()
    save(put(model, kind), tmp_path / "geology-1.2", base="gossan-nano")
    adapter = load(fresh, tmp_path / "geology-1.2")
    assert adapter.name == "geology-1.2"
    assert torch.equal(logits(fresh), logits(model))
    assert not any(value.requires_grad for value in fresh.parameters())
    assert sorted(path.name for path in (tmp_path / "geology-1.2").iterdir()) == ["adapter_config.json", "adapter_model.safetensors"]


@pytest.mark.parametrize("kind", [kind for kind in METHODS if kind != "moe-lora"])
def test_peft_itself_reads_the_folder(kind, tmp_path):
    model = tiny()
    save(put(model, kind), tmp_path)
    theirs = peft.PeftModel.from_pretrained(tiny(), str(tmp_path)).eval()
    assert torch.allclose(logits_of_transformers(theirs), logits_of_transformers(model), atol=1e-5)


def refused(folder, model, match):
    before = logits(model)
    with pytest.raises(AdapterError, match=match):
        load(model, folder)
    assert torch.equal(logits(model), before) and set(model.state_dict()) == set(tiny().state_dict())


@pytest.mark.parametrize("kind", METHODS)
def test_what_does_not_fit_is_refused_and_leaves_the_model_as_it_was(kind, tmp_path):
    save(put(tiny(), kind), tmp_path)
    file = tmp_path / "adapter_model.safetensors"
    whole = load_file(file)
    first = sorted(whole)[0]
    save_file({name: value for name, value in whole.items() if name != first}, file)
    refused(tmp_path, tiny(), "missing: .*layers.0")
    save_file({**whole, "base_model.model.lm_head.lora_A.weight": torch.zeros(4, 4)}, file)
    refused(tmp_path, tiny(), "left over: base_model.model.lm_head")
    save_file({**whole, first: whole[first][..., :-1].contiguous()}, file)
    refused(tmp_path, tiny(), "another base: .* in the file, and this base wants")
    file.write_bytes(file.read_bytes()[:50])
    refused(tmp_path, tiny(), "cannot be read")


def test_another_base_is_refused(tmp_path):
    save(put(new_model(tokens()), "lora"), tmp_path)
    refused(tmp_path, tiny(), "another base")


def test_settings_and_files_that_are_wrong_are_named(tmp_path):
    model = tiny()
    for method, settings, match in [
        ("qlora", {}, 'no method "qlora"'),
        ("lora", {"rank": 4}, "no setting rank"),
        ("moe-lora", {"experts": 2, "top_k": 3}, "top_k is 3"),
        ("lora", {"targets": ["query"]}, "query"),
        ("moe-lora", {"targets": ["query"]}, "no linear layers query"),
    ]:
        with pytest.raises(AdapterError, match=match):
            attach(model, method, settings)
    attach(model, "lora", {}, "a")
    with pytest.raises(AdapterError, match="on the model already"):
        attach(model, "ia3", {}, "a")
    with pytest.raises(AdapterError, match="cannot be read"):
        load(tiny(), tmp_path)
    save(put(tiny(), "moe-lora"), tmp_path)
    path = tmp_path / "adapter_config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "gate": 1}))
    with pytest.raises(AdapterError, match="unknown fields: gate"):
        load(tiny(), tmp_path)
