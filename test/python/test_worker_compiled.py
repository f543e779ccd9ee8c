"""A step traces as one graph, whatever adapters it has and however many rows, and gives the same as it does uncompiled."""

import pytest
from nano_model import tiny, torch

from gossan_worker import decoder as decoders
from gossan_worker.adapter_files import AdapterFile, Piece
from gossan_worker.bank import Bank
from gossan_worker.cache import Cache
from gossan_worker.decoder import Decoder
from gossan_worker.layers import after_attention, before_attention
from gossan_worker.rehearsal import rehearse
from gossan_worker.weights import build, tensors_source

CPU = torch.device("cpu")


def numbers(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(sum(shape))) * 0.1


def files(size) -> dict[str, list[AdapterFile]]:
    """Kinds of adapters that make different graphs."""
    lora = {(0, "q_proj"): Piece(numbers(3, size.hidden), numbers(size.query, 3))}
    gain = {(1, "down_proj"): Piece(gain=numbers(size.mlp), of_input=True), (1, "k_proj"): Piece(gain=numbers(size.key))}
    routed = {(2, "o_proj"): Piece(numbers(4, size.query), numbers(size.hidden, 4), router=numbers(2, size.query))}
    plain, scaled, experts = AdapterFile("a", "lora", lora, 3), AdapterFile("b", "ia3", gain), AdapterFile("c", "moe-lora", routed, 2, 2, 1)
    return {"none": [], "lora": [plain], "ia3": [scaled], "all": [plain, scaled, experts]}


@pytest.fixture
def parts(monkeypatch):
    """The parts of a step traced as on a GPU, and run by torch itself."""
    found = tuple(torch.compile(part, fullgraph=True, backend="aot_eager") for part in (before_attention, after_attention, decoders.choose_greedily))
    monkeypatch.setattr(decoders, "compiled_parts", lambda: found)
    torch._dynamo.reset()
    yield
    torch._dynamo.reset()


def narrow():
    model = tiny()
    weights = build(model.config, tensors_source(model.state_dict(), CPU, torch.float32))
    return weights, Cache(weights.architecture, 6, 128, CPU, torch.float32)


def stood(cache: Cache, owners: list[int]) -> None:
    """Rows of several lengths, each with one of the adapters."""
    for tensor in cache.keys + cache.values:
        tensor.copy_(numbers(*tensor.shape))
    cache.tokens[:], cache.lengths[:], cache.turns[:] = torch.arange(7) + 40, torch.arange(7) + 3, torch.arange(7) + 2
    cache.owners[:] = torch.tensor([owners[at % len(owners)] for at in range(7)])


@pytest.mark.parametrize("kind", ["none", "lora", "ia3", "all"])
def test_a_step_is_one_graph(kind, parts):
    weights, cache = narrow()
    bank = Bank(weights)
    owners = [0] + [bank.add(file).owner for file in files(weights.architecture)[kind]]
    with torch.no_grad():
        for rows in (1, 4, 6):
            found = []
            for compiled in (False, True):
                one = Decoder(weights, cache, compiled)
                one.bank = bank
                stood(cache, owners)
                logits, chosen = one.step(torch.arange(rows), 128, kind != "none")
                found.append((logits, chosen, [tensor.clone() for tensor in cache.keys]))
                assert cache.lengths[:rows].tolist() == [at + 4 for at in range(rows)]
            assert torch.allclose(found[0][0], found[1][0], atol=1e-4) and torch.equal(found[0][1], found[1][1])
            assert all(torch.allclose(here, there, atol=1e-5) for here, there in zip(found[0][2], found[1][2], strict=True))


def test_after_its_rehearsal_an_adapter_compiles_nothing(parts):
    weights, cache = narrow()
    one = Decoder(weights, cache, compiled=True)
    one.bank = Bank(weights)
    owners = [0]
    for file in files(weights.architecture)["all"]:
        stood(cache, owners)
        before = [tensor[: cache.slots].clone() for tensor in cache.keys]
        rehearse(one, file)
        assert all(torch.equal(here[: cache.slots], there) for here, there in zip(cache.keys, before, strict=True))
        owners.append(one.bank.add(file).owner)
        stood(cache, owners)
        with torch.no_grad(), torch.compiler.set_stance("fail_on_recompile"):
            for rows in (1, 3, 6):
                one.step(torch.arange(rows), 128, True)
