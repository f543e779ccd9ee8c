"""Adapters: what they do to logits, alone, merged, exported, several at once, through our pass and through transformers' own."""

import pytest

from nano_model import tiny, tokens, torch

pytest.importorskip("peft", reason="adapters need peft (model-server/python/requirements.txt)")

from gossan_adapters import attach, balance_loss, detach, exportable, merged, shares_of, use, using  # noqa: E402
from gossan_nano.check import example, ours, theirs  # noqa: E402
from gossan_nano.model import load_weights  # noqa: E402

METHODS = {
    "lora": {"r": 4, "alpha": 8},
    "rslora": {"r": 4, "alpha": 8, "rslora": True, "targets": ["q_proj", "gate_proj", "down_proj"]},
    "dora": {"r": 4, "alpha": 8},
    "ia3": {},
    "moe-lora": {"r": 4, "alpha": 8, "experts": 3, "top_k": 2},
}
MERGING = [name for name in METHODS if name != "moe-lora"]
# float32 all through; products are only summed in another order.
WITHIN = 1e-4


def put(model, kind, name="one", seed=5):
    """An adapter as training would leave it: every tensor moved."""
    torch.manual_seed(seed)
    adapter = attach(model, "lora" if kind == "rslora" else kind, METHODS[kind], name)
    with torch.no_grad():
        for value in adapter.parameters():
            value.add_(torch.randn(value.shape) * 0.1)
    return adapter


@torch.no_grad()
def logits(model):
    ids, attention, pixels = example(tokens())
    return ours(model, ids, pixels)[attention.bool()]


@torch.no_grad()
def logits_of_transformers(model):
    ids, attention, pixels = example(tokens())
    return model(**theirs(ids, attention, pixels, model.config.image_token_id)).logits[attention.bool()]


@pytest.mark.parametrize("kind", METHODS)
def test_a_fresh_adapter_changes_nothing_and_a_trained_one_does(kind):
    model = tiny()
    before = logits(model)
    attach(model, "lora" if kind == "rslora" else kind, METHODS[kind], "fresh")
    assert torch.allclose(logits(model), before, atol=1e-5)
    put(model, kind)
    assert (logits(model) - before).abs().max() > 0.05
    assert torch.allclose(logits(model), logits_of_transformers(model), atol=WITHIN)


@pytest.mark.parametrize("kind", MERGING)
def test_merged_weights_have_the_live_logits(kind):
    model, whole = tiny(), tiny()
    adapter = put(model, kind)
    weights = merged(adapter)
    load_weights(whole, {name: value for name, value in weights.items() if name != "lm_head.weight"})
    assert torch.allclose(logits(whole), logits(model), atol=WITHIN)
    assert torch.equal(logits(model), logits(model)), "merging leaves the live adapter as it was"
    assert set(weights) == set(whole.state_dict())


def test_an_exportable_copy_has_the_live_logits_and_the_bases_names():
    model = tiny()
    names = set(model.state_dict())
    adapter = put(model, "moe-lora")
    copy = exportable(adapter)
    assert torch.allclose(logits(copy), logits(model), atol=WITHIN)
    assert names <= set(copy.state_dict())
    with pytest.raises(ValueError, match="cannot be merged"):
        merged(adapter)


def test_all_methods_stand_on_one_model_at_once():
    model = tiny()
    base = logits(model)
    alone = {}
    for kind in METHODS:
        single = tiny()
        put(single, kind, kind)
        alone[kind] = logits(single)
    for kind in METHODS:
        put(model, kind, kind)
    for kind in reversed(METHODS):
        use(model, kind)
        assert torch.equal(logits(model), alone[kind]), kind
        with using(model, None):
            assert torch.equal(logits(model), base)
        assert torch.equal(logits(model), alone[kind])
    for kind in METHODS:
        detach(model, kind)
    assert torch.equal(logits(model), base)
    assert set(model.state_dict()) == set(tiny().state_dict())


def test_only_the_adapter_is_trained():
    model = tiny()
    adapter = put(model, "lora")
    trained = [name for name, value in model.named_parameters() if value.requires_grad]
    assert trained and all("lora_" in name for name in trained)
    assert adapter.count() == sum(value.numel() for value in adapter.parameters())


def test_the_load_balance_is_of_the_counted_tokens_and_reaches_the_router():
    model = tiny()
    adapter = put(model.train(), "moe-lora")
    layers = list(adapter.layers.values())
    ids, attention, pixels = example(tokens())
    ours(model, ids, pixels)
    loss = balance_loss(layers, attention)
    loss.backward()
    assert 0.3 < float(loss.detach()) < 3
    assert all(float(layer.router.grad.abs().sum()) > 0 for layer in layers)
    chosen, odds = shares_of(layers[0], attention)
    assert torch.allclose(chosen.sum(), torch.tensor(1.0)) and torch.allclose(odds.sum(), torch.tensor(1.0), atol=1e-5)
    gates = layers[0].gates
    assert int((gates > 0).sum(-1).max()) == 2, "two experts of three a token"
    assert torch.allclose(gates.sum(-1), torch.ones(gates.shape[:-1]), atol=1e-5)
    with torch.no_grad():
        layers[0].router.mul_(0)
        layers[0].router[0].add_(100 * layers[0].odds.new_ones(layers[0].router.shape[1]))
    single = layers[0]
    single(torch.ones(1, 4, single.router.shape[1]))
    assert float(balance_loss([single]).detach()) > 1.4, "one expert for everything costs more than an even use"
