"""Fits agents/documents/judge.json: which passage to quote, and whether anything answers; prints what cross-validation says.

    python scripts/reader/judge.py RUN judge.json

RUN holds `tuned.found`, `score-tuned.json`, and readings by readers that had not seen what they read: `a-score-tuned.npz`
(trained with DROP=t2, read here for the second sets) and `b-score-tuned.npz` (DROP=t1, for the first).
"""
import json
import pathlib
import sys

import numpy as np
import scipy.optimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler

READ, RIDGE, C, LEAST_ODDS = 8, 10.0, 0.1, 0.0
PASSAGE = ["sentence", "answers", "rank", "first", "score", "terms", "names", "gives"]
ANSWER = ["most", "second", "mean", "sentence", "first", "named", "dated", "spoken", "terms", "valued"]
odds = lambda share: float(np.log((share + 1e-3) / (1 - share + 1e-3)))


def readings(run: pathlib.Path, rows: list[dict]) -> dict:
    table = json.loads((run / "score-tuned.json").read_text())
    second = {row["id"]: row["fold"] == "t2" for row in rows}
    a, b = (np.load(run / f"{tag}-score-tuned.npz") for tag in "ab")
    at = np.r_[0, np.cumsum(a["n"])]
    read: dict = {row["id"]: {} for row in rows}
    for i, (question, rank) in enumerate(table):
        by = a if second[question] else b
        read[question][rank] = (1 - float(by["null"][i]), by["p"][at[i]:at[i + 1]])
    return read


def looked_at(row: dict) -> list[int]:
    """As agents/documents/answer-spans.ts orders them: passages that tell nothing go last."""
    twelve = range(min(12, len(row["hits"])))
    tells = lambda i: row["hits"][i]["tells"]
    return ([i for i in twelve if tells(i)] + [i for i in twelve if not tells(i)])[:READ]


def passages(row: dict, read: dict) -> list[tuple[list[float], bool]]:
    """Signs of the sentence that each passage has to offer, and whether it stands where it should."""
    order, made = looked_at(row), []
    scores = [row["hits"][i]["score"] for i in order]
    for at, i in enumerate(order):
        hit, (answers, shares) = row["hits"][i], read[i]
        offers = [(np.log(share + 1e-3) + one["terms"], share, one)
                  for share, one in zip(shares, hit["sentences"]) if one["quotable"]]
        if not offers:
            continue
        _, share, best = max(offers, key=lambda offer: offer[0])
        above = hit["score"] - min(scores)
        made.append(([np.log(share + 1e-3), odds(answers), above / max(max(scores) - min(scores), 1e-6), float(at == 0), above,
                      best["terms"], hit["names"], float(best["gives"])], best["gold"]))
    return made


def signs(row: dict, read: dict) -> list[float]:
    order = looked_at(row)
    answers = [read[i][0] for i in order]
    most, second = sorted([*answers, 0.0, 0.0], reverse=True)[:2]
    likeliest = row["hits"][order[int(np.argmax(answers))]]["sentences"]
    pointed = int(np.argmax(read[order[int(np.argmax(answers))]][1]))
    near = any(one["gives"] for i in order for one in row["hits"][i]["sentences"])
    sentence = max(float(max(read[i][1], default=0)) for i in order)
    return [odds(most), odds(second), odds(float(np.mean(answers[:5]))), odds(sentence), odds(answers[0]), -float(row["absent"]),
            -float(row["dated"]), -row["unspoken"], likeliest[pointed]["terms"], -float(row["valued"] and not near)]


def conditional_logit(questions: list) -> np.ndarray:
    """Weights under which passages that stand where they should are likeliest among those of their question."""
    questions = [(np.array([x for x, _ in q]), np.array([y for _, y in q])) for q in questions if any(y for _, y in q)]
    every = np.concatenate([x for x, _ in questions])
    scale = every.std(0) + 1e-6

    def loss(weights):
        total, gradient = RIDGE * weights @ weights / 2, RIDGE * weights
        for x, y in questions:
            z = (x - every.mean(0)) / scale
            share = np.exp(z @ weights - (z @ weights).max())
            share /= share.sum()
            total -= np.log(share[y].sum() + 1e-12)
            gradient = gradient - z.T @ (np.where(y, share / share[y].sum(), 0) - share)
        return total, gradient

    return scipy.optimize.minimize(loss, np.zeros(len(PASSAGE)), jac=True, method="L-BFGS-B").x / scale


def logistic(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float]:
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(C=C, max_iter=500).fit(scaler.transform(x), y)
    weights = model.coef_[0] / scaler.scale_
    return weights, float(model.intercept_[0] - weights @ scaler.mean_)


def cross_validated(rows, offers, x, y, folds) -> None:
    odds_of, right = np.zeros(len(rows)), np.zeros(len(rows), bool)
    for train, test in folds:
        chosen = conditional_logit([offers[i] for i in train if y[i]])
        weights, bias = logistic(x[train], y[train])
        odds_of[test] = x[test] @ weights + bias
        for i in test:
            right[i] = bool(offers[i]) and max(offers[i], key=lambda one: np.dot(one[0], chosen))[1]
    near = np.array([bool(row.get("nearMiss")) for row in rows])
    given = odds_of >= LEAST_ODDS
    print(f"area under the curve {roc_auc_score(y, odds_of):.3f}, near misses {roc_auc_score(y[y | near], odds_of[y | near]):.3f}; "
          f"right place first {right[y].mean():.3f}, where answered {right[y & given].mean():.3f}; wrongly refused "
          f"{(~given)[y].mean():.3f}; rightly refused {(~given)[~y].mean():.3f}, near misses {(~given)[near].mean():.3f}")


def main(run: pathlib.Path, out: pathlib.Path) -> None:
    rows = [json.loads(line) for line in (run / "tuned.found").read_text().splitlines()]
    read = readings(run, rows)
    rows = [row for row in rows if row["hits"]]
    offers = [passages(row, read[row["id"]]) for row in rows]
    x, y = np.array([signs(row, read[row["id"]]) for row in rows]), np.array([row["answerable"] for row in rows])
    second = np.array([row["fold"] == "t2" for row in rows])
    ten = StratifiedKFold(10, shuffle=True, random_state=1).split(x, y * 2 + second)
    cross_validated(rows, offers, x, y, list(ten))
    one, other = np.flatnonzero(~second), np.flatnonzero(second)
    cross_validated(rows, offers, x, y, [(one, other), (other, one)])
    chosen, (weights, bias) = conditional_logit([o for o, yes in zip(offers, y) if yes]), logistic(x, y)
    judged = json.loads(out.read_text())
    judged["passage"] = {name: round(float(w), 4) for name, w in zip(PASSAGE, chosen)}
    judged["answered"] = {"bias": round(bias, 4), **{name: round(float(w), 4) for name, w in zip(ANSWER, weights)}}
    out.write_text(json.dumps({**judged, "least_odds": LEAST_ODDS}, indent=2) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
