"""An exported folder: graphs whose weights lie in the safetensors file agree with torch, and answer with the same tokens."""

import numpy as np
import pytest

from nano_model import VIEWS, tiny, tokens, torch

ort = pytest.importorskip("onnxruntime", reason="needs onnxruntime (model-server/python/requirements.txt)")
pytest.importorskip("onnxscript", reason="needs onnxscript (model-server/python/requirements.txt)")

from gossan_nano.check import example, ours, theirs  # noqa: E402
from gossan_nano.export import export_graphs  # noqa: E402
from gossan_nano.forward import causal_mask, place_pictures  # noqa: E402
from gossan_nano.generate import Reading, answer  # noqa: E402
from gossan_nano.model import load_weights, save_weights, weights_of  # noqa: E402
from gossan_nano.positions import position_ids  # noqa: E402
from gossan_nano.tokens import prompt  # noqa: E402

STEPS = 20
IMAGE = tokens().special["<|image_pad|>"]


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nano")
    save_weights(weights_of(tiny()), folder / "model.safetensors")
    export_graphs(tiny(), folder)
    vision, decoder = (ort.InferenceSession(str(folder / f"{name}.onnx")) for name in ("vision", "decoder"))
    return folder, vision, decoder


def rounded(folder):
    model = tiny()
    load_weights(model, folder / "model.safetensors")
    return model


def read(exported, ids, pixels):
    """What a program does: pictures, then the prompt with an empty cache. Gives logits and cache."""
    _, vision, decoder = exported
    embeds, deepstack = (torch.from_numpy(found) for found in vision.run(None, {"pixels": pixels.numpy()}))
    b = len(ids)
    placed, deep, here = place_pictures(ids, embeds.reshape(b, -1, embeds.shape[-1]), deepstack.reshape(3, b, -1, embeds.shape[-1]), IMAGE)
    feed = {"input_ids": ids, "image_embeds": placed, "image_mask": here, "deepstack": deep, "position_ids": position_ids(ids, IMAGE)}
    feed = {name: value.numpy() for name, value in feed.items()} | {"mask": causal_mask(torch.ones_like(ids)).numpy()}
    past = [put.name for put in decoder.get_inputs() if put.name.startswith("past")]
    empty = np.zeros((b, decoder.get_inputs()[6].shape[1], 0, 64), np.float32)
    return decoder.run(None, feed | {name: empty for name in past})


@torch.no_grad()
@pytest.mark.parametrize("row", [0, 1])
def test_logits_after_a_prompt_agree_with_torch(exported, row):
    ids, attention, pixels = example(tokens())
    ids, pixels = ids[row : row + 1, : attention[row].sum()], pixels[2 * row : 2 * row + 2]
    found = torch.from_numpy(read(exported, ids, pixels)[0])
    assert found.shape[:2] == (1, 1)
    assert (found - ours(rounded(exported[0]), ids, pixels)[:, -1:]).abs().max() <= 1e-3
    assert (found - ours(tiny(), ids, pixels)[:, -1:]).abs().max() <= 2e-2


def test_other_weights_of_the_same_layout_take_the_place_of_all(exported, tmp_path):
    """An adapter brings its own file beside the same graphs: nothing of the base may have become a constant of them."""
    for name in ("vision", "decoder"):
        (tmp_path / f"{name}.onnx").write_bytes((exported[0] / f"{name}.onnx").read_bytes())
    other = tiny(seed=11)
    save_weights(weights_of(other), tmp_path / "model.safetensors")
    sessions = (ort.InferenceSession(str(tmp_path / f"{name}.onnx")) for name in ("vision", "decoder"))
    ids, attention, pixels = example(tokens())
    ids, pixels = ids[:1, : attention[0].sum()], pixels[:2]
    found = torch.from_numpy(read((tmp_path, *sessions), ids, pixels)[0])
    assert (found - ours(rounded(tmp_path), ids, pixels)[:, -1:]).abs().max() <= 1e-3
    assert (found - ours(tiny(), ids, pixels)[:, -1:]).abs().max() > 0.1


@torch.no_grad()
def test_greedy_tokens_are_those_of_transformers_and_of_batched_answers(exported):
    model = rounded(exported[0])
    ids = torch.tensor([tokens().encode(prompt(VIEWS[:2], "Which minerals are here?"))])
    pixels = example(tokens())[2][:2]
    model.generation_config.eos_token_id = None
    given = theirs(ids, torch.ones_like(ids), pixels, IMAGE)
    reference = model.generate(**given, max_new_tokens=STEPS, do_sample=False)[0, ids.shape[1] :].tolist()
    assert through_graphs(exported, ids, pixels) == reference

    # The same prompt beside a longer one: rows of a batch do not disturb each other. 8 bits, as pictures come.
    eight = ((pixels + 1) * 127.5).round().to(torch.uint8)
    longer = torch.tensor([tokens().encode(prompt(VIEWS[:2], "Which minerals are here, and how much of the ground do they hold?"))])
    padded = torch.nn.functional.pad(ids, (0, longer.shape[1] - ids.shape[1]))
    order = torch.tensor([[0, 1]])
    alone = answer(Reading(model, eight[None], ids, torch.tensor([ids.shape[1]]), order), -1, STEPS)
    lengths = torch.tensor([ids.shape[1], longer.shape[1]])
    both = answer(Reading(model, eight[None].repeat(2, 1, 1, 1, 1), torch.cat([padded, longer]), lengths, order.repeat(2, 1)), -1, STEPS)
    assert both[0].tolist() == alone[0].tolist()


def through_graphs(exported, ids, pixels):
    _, _, decoder = exported
    logits, *cache = read(exported, ids, pixels)
    names = [put.name for put in decoder.get_inputs() if put.name.startswith("past")]
    width = decoder.get_inputs()[1].shape[2]
    place = int(position_ids(ids, IMAGE).max()) + 1
    found = []
    for step in range(STEPS):
        found.append(int(logits[0, -1].argmax()))
        total = ids.shape[1] + step + 1
        feed = {
            "input_ids": np.array([[found[-1]]]),
            "image_embeds": np.zeros((1, 1, width), np.float32),
            "image_mask": np.zeros((1, 1), bool),
            "deepstack": np.zeros((3, 1, 1, width), np.float32),
            "position_ids": np.full((3, 1, 1), place + step),
            "mask": np.zeros((1, 1, 1, total), np.float32),
        }
        logits, *cache = decoder.run(None, feed | dict(zip(names, cache)))
    return found


def test_graphs_hold_no_weights_of_their_own(exported, tmp_path):
    folder = exported[0]
    for name in ("vision", "decoder"):
        assert (folder / f"{name}.onnx").stat().st_size < 400_000
    copy = tmp_path / "vision.onnx"
    copy.write_bytes((folder / "vision.onnx").read_bytes())
    with pytest.raises(Exception, match="model.safetensors"):
        ort.InferenceSession(str(copy))
