"""The reader for training: multilingual-e5-small with 4-bit layers and a head that points at pieces."""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

HIDDEN, INNER, HEADS, LAYERS, BLOCK = 384, 1536, 12, 12, 32
LINEAR = [("q", HIDDEN, HIDDEN), ("k", HIDDEN, HIDDEN), ("v", HIDDEN, HIDDEN), ("ao", HIDDEN, HIDDEN),
          ("fi", INNER, HIDDEN), ("fo", HIDDEN, INNER)]


def unpacked(weights: dict, name: str, rows: int, columns: int) -> torch.Tensor:
    """A matrix of 4-bit weights in blocks of 32, two a byte, 8 for zero."""
    packed, scales = weights[name + ".packed"].reshape(-1), weights[name + ".scales"].astype(np.float32).reshape(-1)
    values = np.empty(packed.size * 2, np.float32)
    values[0::2], values[1::2] = packed & 15, packed >> 4
    return torch.tensor(((values - 8).reshape(-1, BLOCK) * scales[:, None]).reshape(rows, columns))


def steps(weights: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Whole steps (-8 to 7) and the step of each block, as ggml's Q4_0: the value of the largest size is -8 steps."""
    blocks = weights.reshape(-1, BLOCK)
    step = blocks.gather(1, blocks.abs().argmax(1, keepdim=True)) / -8
    safe = torch.where(step == 0, torch.ones_like(step), step)
    return (blocks / safe).round().clamp(-8, 7) * (step != 0), step


class FourBitLinear(nn.Module):
    """A layer whose weights are rounded to four bits where they are used; the gradient passes straight through."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor):
        super().__init__()
        self.w, self.b = nn.Parameter(weight), nn.Parameter(bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        whole, step = steps(self.w)
        return F.linear(x, self.w + ((whole * step).reshape(self.w.shape) - self.w).detach(), self.b)


class Reader(nn.Module):
    """ids, mask (batch × pieces) -> logits (batch × pieces × 2): of the sentence that answers, of the answer itself."""

    def __init__(self, weights: dict):
        super().__init__()
        floats = lambda name: torch.tensor(weights[name].astype(np.float32))
        count = weights["emb.word.scales"].shape[0]
        # not trained: most words of other documents are not among those that are trained on
        self.register_buffer("word", unpacked(weights, "emb.word", count, HIDDEN))
        self.pos = nn.Parameter(floats("emb.pos").reshape(-1, HIDDEN) + floats("emb.type").reshape(-1, HIDDEN)[0])
        self.ln = self.norm(floats("emb.ln.w"), floats("emb.ln.b"))
        self.layers = nn.ModuleList()
        for at in range(LAYERS):
            layer = nn.ModuleDict({
                part: FourBitLinear(unpacked(weights, f"l{at}.{part}.w", rows, columns), floats(f"l{at}.{part}.b"))
                for part, rows, columns in LINEAR
            })
            for part in ("aln", "oln"):
                layer[part] = self.norm(floats(f"l{at}.{part}.w"), floats(f"l{at}.{part}.b"))
            self.layers.append(layer)
        self.drop, self.head = nn.Dropout(0.1), nn.Linear(HIDDEN, 2)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    @staticmethod
    def norm(scale: torch.Tensor, shift: torch.Tensor) -> nn.LayerNorm:
        layer = nn.LayerNorm(HIDDEN, 1e-12)
        layer.weight.data, layer.bias.data = scale, shift
        return layer

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        batch, length = ids.shape
        x = self.drop(self.ln(F.embedding(ids, self.word) + self.pos[:length]))
        heads = lambda t: t.view(batch, length, HEADS, HIDDEN // HEADS).transpose(1, 2)
        for layer in self.layers:
            seen = F.scaled_dot_product_attention(
                heads(layer["q"](x)), heads(layer["k"](x)), heads(layer["v"](x)), attn_mask=mask[:, None, None, :])
            x = layer["aln"](x + self.drop(layer["ao"](seen.transpose(1, 2).reshape(batch, length, HIDDEN))))
            x = layer["oln"](x + self.drop(layer["fo"](F.gelu(layer["fi"](x)))))
        return self.head(x).float()


def packed_state(model: Reader) -> tuple[dict, dict]:
    """The word vectors, and all else: matrices in four bits, the rest in half precision. What export.py reads."""
    words, rest = {}, {}
    for name, value in model.state_dict().items():
        if name == "word" or name.endswith(".w"):
            whole, step = steps(value)
            digits = (whole.to(torch.int8) + 8).reshape(-1).to(torch.uint8).cpu().numpy()
            into = words if name == "word" else rest
            into[name + ".packed"] = digits[0::2] | (digits[1::2] << 4)
            into[name + ".scales"] = step.reshape(-1).half().cpu().numpy()
        else:
            rest[name] = value.half().cpu().numpy()
    return words, rest
