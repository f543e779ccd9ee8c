"""The tests' narrow gossan-nano and its tokenizer. Skips where torch or transformers is not installed."""

import functools
import sys

import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "model-server" / "python"))

WHY = "gossan-nano needs torch and transformers (model-server/python/requirements.txt)"
torch = pytest.importorskip("torch", reason=WHY)
pytest.importorskip("transformers", reason=WHY)

from gossan_nano.check import shake  # noqa: E402
from gossan_nano.model import new_model  # noqa: E402
from gossan_nano.tokens import Tokens  # noqa: E402

VIEWS = ["alteration-depths", "embedding", "iron"]


@functools.cache
def tokens():
    return Tokens()


def tiny(seed=3):
    """A narrow model whose weights are all away from their starts; the same for a seed."""
    model = new_model(tokens(), tiny=True, seed=seed).eval()
    shake(model)
    return model
