"""Trains the reader: which sentence of a passage answers a question, or none.

    TAG=f SEED=3 RUN=… OUT=… python scripts/reader/train.py

RUN holds `weights.npz` and `examples.npz` of examples.py, and the `score-*.npz` that are read afterwards. DROP names kinds of
examples that are left out (m: our own questions) and folds (t1, t2: the tuned questions of the first sets and the second).
"""
import os
import pathlib
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from torch import nn

from model import Reader, packed_state

RUN, OUT = pathlib.Path(os.environ["RUN"]), pathlib.Path(os.environ["OUT"])
TAG, SEED, DROP = os.environ.get("TAG", "f"), int(os.environ.get("SEED", "3")), os.environ.get("DROP", "").split(",")
EPOCHS, RATE, BATCH, WARM_UP = 4, 1.5e-4, 64, 200
BEGIN, PAD, END = 0, 1, 2
# our own questions and the tuned ones are the nearest to what will be asked; passages that merely came along count less
WEIGHTS = {"m+": 2, "m-": 2, "m2+": 2, "t+": 2, "mo": 1, "to": 1, "mu": 1.2, "mu2": 1.2, "tu": 1.2}
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


def arrays(path: pathlib.Path):
    data = dict(np.load(path))
    return data, np.r_[0, np.cumsum(data["ql"])], np.r_[0, np.cumsum(data["pl"])]


def batch(data, asked_at, passage_at, rows):
    """ids, mask, candidates, target sentence, target answer (all batch × pieces), and the sentence of each piece."""
    length = int(max(data["ql"][i] + data["pl"][i] + 4 for i in rows) + 15) // 16 * 16
    shape = (len(rows), length)
    ids, sentence = np.full(shape, PAD, np.int64), np.full(shape, -1, np.int64)
    mask, candidates, target, answer = (np.zeros(shape, bool) for _ in range(4))
    for row, i in enumerate(rows):
        asked = data["q"][asked_at[i]:asked_at[i + 1]].astype(np.int64)
        span = slice(passage_at[i], passage_at[i + 1])
        passage = data["p"][span].astype(np.int64)
        laid = np.r_[BEGIN, asked, END, END, passage, END]
        ids[row, :len(laid)], mask[row, :len(laid)] = laid, True
        here = slice(len(asked) + 3, len(asked) + 3 + len(passage))
        sentence[row, here] = data["s"][span]
        candidates[row] = sentence[row] >= 0
        candidates[row, 0] = True
        if "t" in data:
            target[row, here], answer[row, here] = data["t"][span], data["a"][span]
            if not target[row].any():
                target[row, 0] = answer[row, 0] = True
    tensors = (torch.from_numpy(one).to(DEVICE) for one in (ids, mask, candidates, target, answer))
    return (*tensors, sentence)


def loss_of(logits, candidates, target, answer, weight):
    """Of the pieces, how surely one of the right ones is pointed at; the answer within the sentence counts half."""
    loss = 0
    for at, right, share in ((0, target, 1.0), (1, answer, 0.5)):
        one = logits[..., at].masked_fill(~candidates, -1e4)
        loss = loss + share * ((one.logsumexp(1) - one.masked_fill(~(right & candidates), -1e4).logsumexp(1)) * weight).mean()
    return loss


def read(model, path: pathlib.Path) -> None:
    """Writes what the reader makes of question-passage pairs: `null`, and the shares of the sentences, `n` of each pair."""
    data, asked_at, passage_at = arrays(path)
    order = np.argsort(data["ql"] + data["pl"])
    null, shares = np.zeros(len(order), np.float32), [None] * len(order)
    model.eval()
    with torch.no_grad():
        for start in range(0, len(order), 256):
            rows = order[start:start + 256]
            ids, mask, candidates, _, _, sentence = batch(data, asked_at, passage_at, rows)
            pointed = torch.softmax(model(ids, mask)[..., 0].masked_fill(~candidates, -1e4), 1).cpu().numpy()
            for row, i in enumerate(rows):
                of = sentence[row] >= 0
                null[i], shares[i] = pointed[row, 0], np.bincount(sentence[row][of], weights=pointed[row][of])
    counts = np.array([len(one) for one in shares])
    np.savez_compressed(OUT / f"{TAG}-{path.name}", null=null, p=np.concatenate(shares).astype(np.float32), n=counts)


def main() -> None:
    torch.manual_seed(SEED)
    draw = np.random.default_rng(SEED)
    data, asked_at, passage_at = arrays(RUN / "examples.npz")
    kinds, folds = data["kinds"][data["kind"]], data["grps"][data["grp"]]
    left_out = np.array([fold in DROP or ("m" in DROP and kind.startswith("m")) for kind, fold in zip(kinds, folds)])
    used = np.flatnonzero(~left_out)
    weight = np.array([WEIGHTS.get(str(kind), 1) for kind in kinds], np.float32)
    model = Reader(dict(np.load(RUN / "weights.npz"))).to(DEVICE)
    matrices = [one for one in model.parameters() if one.dim() > 1]
    vectors = [one for one in model.parameters() if one.dim() <= 1]
    optimiser = torch.optim.AdamW([{"params": matrices, "weight_decay": 0.01}, {"params": vectors, "weight_decay": 0}],
                                  lr=RATE, betas=(0.9, 0.98))
    total = EPOCHS * (len(used) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, step / WARM_UP) * max(0, 1 - step / total))
    began = time.time()
    for epoch in range(EPOCHS):
        model.train()
        order, batches = draw.permutation(used), []
        for start in range(0, len(order), BATCH * 50):
            like = order[start:start + BATCH * 50]
            like = like[np.argsort(data["ql"][like] + data["pl"][like])]
            batches += [like[at:at + BATCH] for at in range(0, len(like) - BATCH + 1, BATCH)]
        draw.shuffle(batches)
        mean = 0.0
        with ThreadPoolExecutor(4) as ahead:
            for rows, made in [(rows, ahead.submit(batch, data, asked_at, passage_at, rows)) for rows in batches]:
                ids, mask, candidates, target, answer, _ = made.result()
                with torch.autocast(DEVICE, torch.bfloat16):
                    logits = model(ids, mask)
                loss = loss_of(logits, candidates, target, answer, torch.from_numpy(weight[rows]).to(DEVICE))
                optimiser.zero_grad(set_to_none=True)
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimiser.step()
                schedule.step()
                mean += loss.item() / len(batches)
        print(f"epoch {epoch}: loss {mean:.4f}, {time.time() - began:.0f} s", flush=True)
    words, rest = packed_state(model)
    np.savez(OUT / f"{TAG}-a.npz", **words)
    np.savez(OUT / f"{TAG}-b.npz", **rest)
    for path in sorted(RUN.glob("score-*.npz")):
        read(model, path)


if __name__ == "__main__":
    main()
