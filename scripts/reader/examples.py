"""Writes what the reader is trained on: pruned weights and arrays of examples.

    python scripts/reader/examples.py RUN SHARED

RUN holds the files of weights.mjs, and of found.ts `reading.found` (the questions of bench/questions/reading.jsonl) and
`tuned.found`. SHARED is the shared data folder. Arrays: q and p (pieces of question and passage, one example after the other),
s (the sentence of each piece), t and a (1 on the sentence, and on the words, that answer), ql and pl (lengths), kind, grp.
"""
import json
import pathlib
import random
import sys

import numpy as np

from texts import Texts, of_found, of_reading_sets, pruned

SEED = 5


def flat(examples: list[dict]) -> dict[str, np.ndarray]:
    join = lambda name, kind: np.concatenate([np.asarray(one[name]) for one in examples]).astype(kind)
    kinds, folds = (sorted({one[name] for one in examples}) for name in ("kind", "fold"))
    return {
        "q": join("q", np.uint16), "p": join("p", np.uint16), "s": join("s", np.int16),
        "t": join("t", np.uint8), "a": join("a", np.uint8),
        "ql": np.array([len(one["q"]) for one in examples]), "pl": np.array([len(one["p"]) for one in examples]),
        "kind": np.array([kinds.index(one["kind"]) for one in examples]), "kinds": np.array(kinds),
        "grp": np.array([folds.index(one["fold"]) for one in examples]), "grps": np.array(folds),
    }


def main(run: pathlib.Path, shared: pathlib.Path) -> None:
    random.seed(SEED)
    tokenizer = pruned(run, shared)
    texts = Texts(tokenizer)
    examples = [*of_reading_sets(texts, shared), *of_found(texts, run / "reading.found", "m"),
                *of_found(texts, run / "tuned.found", "t")]
    np.savez_compressed(run / "examples.npz", **flat(examples))
    asked = [json.loads(line) for line in (run / "tuned.found").read_text().splitlines()]
    pairs, table = [], []
    for one in asked:
        for rank, hit in enumerate(one["hits"][:12]):
            pairs.append(texts.example(one["question"], hit["text"], [(s["start"], s["end"]) for s in hit["sentences"]]))
            table.append([one["id"], rank])
    arrays = flat([{**pair, "kind": "", "fold": ""} for pair in pairs])
    np.savez_compressed(run / "score-tuned.npz", **{name: arrays[name] for name in ("q", "p", "s", "ql", "pl")})
    (run / "score-tuned.json").write_text(json.dumps(table))
    print(len(examples), "examples,", len(pairs), "pairs to be read")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
