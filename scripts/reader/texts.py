"""Questions and passages as pieces: the reading sets of the shared data, and what the search found for questions of ours."""
import json
import pathlib
import random
import re

import numpy as np
from tokenizers import Tokenizer

MOST_ASKED, MOST_READ = 64, 320
HAN = re.compile(r"▁?[㐀-鿿，。、；：？！“”（）《》]+")
ENDS = re.compile(r"\n\s*|[。！？；][\"'”’」』）)]*|[.!?]+[\"'”’)\]]*(?=\s+[A-Z0-9\"'“‘(\[•–—-])")


def pruned(run: pathlib.Path, shared: pathlib.Path) -> Tokenizer:
    """Keeps the pieces that the shared texts use, and those of Chinese; writes their ids, `kept.json`, and `weights.npz`."""
    whole = json.loads((run / "tokenizer-whole.json").read_text())
    whole["normalizer"], whole["post_processor"] = {"type": "NFKC"}, None
    pieces, seen = whole["model"]["vocab"], set()
    every = Tokenizer.from_str(json.dumps(whole))
    files = [path for path in (shared / "data" / "rag").rglob("*") if path.suffix in {".md", ".json", ".jsonl", ".txt", ".trec"}]
    for path in [*files, run / "reading.found", run / "tuned.found"]:
        for encoded in every.encode_batch(path.read_text(errors="ignore").splitlines(), add_special_tokens=False):
            seen.update(encoded.ids)
    wanted = lambda at, piece: (
        at < 5 or at in seen or (HAN.fullmatch(piece) and (len(piece.lstrip("▁")) == 1 or at < 90000))
        or (all(ord(c) < 128 or c == "▁" for c in piece) and (at < 30000 or len(piece) <= 2)))
    kept = [at for at, (piece, _) in enumerate(pieces) if wanted(at, piece)]
    whole["model"]["vocab"] = [pieces[at] for at in kept]
    whole["model"]["unk_id"] = kept.index(whole["model"]["unk_id"])
    (run / "kept.json").write_text(json.dumps(kept))
    table = json.loads((run / "weights.json").read_text())
    raw, weights = np.memmap(run / "weights.bin", dtype=np.uint8, mode="r"), {}
    for name, place in table["tensors"].items():
        values = np.array(raw[place["at"]:place["at"] + place["bytes"]])
        values = values if place["type"] == "uint8" else values.view(np.float32).astype(np.float16)
        weights[name] = values.reshape(table["sizes"]["words"], -1)[kept] if name.startswith("emb.word.") else values
    np.savez(run / "weights.npz", **weights)
    return Tokenizer.from_str(json.dumps(whole))


def sentences(text: str) -> list[tuple[int, int]]:
    cuts = [0, *(match.end() for match in ENDS.finditer(text)), len(text)]
    return [(a, b) for a, b in zip(cuts, cuts[1:]) if text[a:b].strip()]


def without(text: str, answer: tuple[int, int]) -> str | None:
    """A passage less the sentence that answers, every other character as it was."""
    a, b = next(((a, b) for a, b in sentences(text) if a <= answer[0] < b), (0, len(text)))
    return text[:a] + text[b:] if b - a < len(text.strip()) else None


class Texts:
    def __init__(self, tokenizer: Tokenizer):
        self.tokenizer = tokenizer

    def example(self, question: str, text: str, spans=None, answers=()) -> dict | None:
        """`answers`: from-to in characters of what answers; none where nothing does. None where they were cut off."""
        spans = spans or sentences(text)
        encoded = self.tokenizer.encode(text, add_special_tokens=False)
        over = lambda a, b, some: any(a < d and b > c for c, d in some)
        told = [(a, b) for a, b in spans if over(a, b, answers)]
        sentence = [next((n for n, (a, b) in enumerate(spans) if a < y and b > x), -1) for x, y in encoded.offsets]
        target = [int(over(x, y, told)) for x, y in encoded.offsets]
        first = target.index(1) if 1 in target else 0
        start = max(0, min(first - random.randint(0, MOST_READ // 2), len(target) - MOST_READ)) if answers else 0
        cut = slice(start, start + MOST_READ)
        if answers and 1 not in target[cut]:
            return None
        asked = self.tokenizer.encode(question, add_special_tokens=False).ids[:MOST_ASKED]
        return {"q": asked, "p": encoded.ids[cut], "s": sentence[cut], "t": target[cut],
                "a": [int(over(x, y, answers)) for x, y in encoded.offsets][cut]}


def joined(one: str, other: str, chinese: bool) -> str:
    """Two questions as one of two parts."""
    if chinese:
        return one.rstrip("？?") + random.choice("，？") + other
    return random.choice([f"{one} {other}", f"{one.rstrip('?')}, and {other[0].lower()}{other[1:]}"])


def of_reading_sets(texts: Texts, shared: pathlib.Path):
    """XQuAD in all directions and CMRC 2018: the paragraph, it without the sentence that answers, another of its article."""
    load = lambda name: json.loads((shared / "data" / "rag" / "ir" / name).read_text())["data"]
    sets = {language: load(f"xquad/xquad.{language}.json") for language in ("en", "zh")}
    pairs = [(asked, told, a, b) for asked in sets for told in sets for a, b in [(sets[asked], sets[told])]]
    pairs += [("zh", "zh", one, one) for one in (load("cmrc2018/cmrc2018_dev.json"), load("cmrc2018/cmrc2018_trial.json"))]
    for asked, told, questions, passages in pairs:
        for article, (by, of) in enumerate(zip(questions, passages)):
            for place, (ask, paragraph) in enumerate(zip(by["paragraphs"], of["paragraphs"])):
                text, kind = paragraph["context"], f"x{asked}{told}"
                for question, known in zip(ask["qas"], paragraph["qas"]):
                    answer = known["answers"][0]["text"]
                    start = known["answers"][0]["answer_start"]
                    start = start if text[start:start + len(answer)] == answer else text.find(answer)
                    if start < 0:
                        continue
                    span = (start, start + len(answer))
                    less = without(text, span)
                    others = [one["context"] for at, one in enumerate(of["paragraphs"]) if at != place and answer not in one["context"]]
                    yield from labelled(texts, question["question"], [(text, [span], "+"),
                        *([(less, [], "-")] if less and answer not in less else []),
                        *([(random.choice(others), [], "o")] if others and random.random() < 0.6 else [])], kind, f"x{article}")


def labelled(texts: Texts, question: str, passages, kind: str, fold: str):
    for text, answers, sign in passages:
        made = texts.example(question, text, None, answers)
        if made:
            yield {**made, "kind": kind + sign, "fold": fold}


def of_found(texts: Texts, path: pathlib.Path, kind: str):
    """What the search found: sentences that the set names answer, passages far down and those of unanswerable questions do not."""
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    told: dict[tuple, list] = {}
    for row in rows:
        fold = row.get("fold", kind)
        for rank, hit in enumerate(row["hits"][:14 if kind == "m" else 12]):
            spans = [(s["start"], s["end"]) for s in hit["sentences"]]
            answers = [(s["start"], s["end"]) for s in hit["sentences"] if s.get("answers")]
            about = any(s["gold"] for s in hit["sentences"])
            if answers:
                yield from labelled(texts, row["question"], [(hit["text"], answers, "+"),
                    *([(less, [], "-")] if kind == "m" and (less := without(hit["text"], answers[0])) else [])], kind, fold)
                told.setdefault((row["language"], hit["file"], hit["page"], hit["start"]), []).append((row, hit, answers))
            elif not row["answerable"] and rank < 8 or row["answerable"] and not about and rank >= (8 if kind == "m" else 4):
                made = texts.example(row["question"], hit["text"], spans)
                yield {**made, "kind": kind + ("o" if row["answerable"] else "u"), "fold": fold}
    if kind == "m":
        for (language, *_), some in told.items():
            for (one, hit, a), (other, _, b) in zip(some, some[1:]):
                question = joined(one["question"], other["question"], language == "zh")
                yield from labelled(texts, question, [(hit["text"], a + b, "2+")], kind, kind)
