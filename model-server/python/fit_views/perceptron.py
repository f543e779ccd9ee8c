"""A perceptron in numpy: 300 → hidden → 128 (the embedding) → entries. Adam (Kingma & Ba 2015), cross-entropy."""

import numpy as np

from gossan_views import Embedding, embed


class Perceptron:
    """`layers` make the embedding; `head` names entries and is dropped after training."""

    def __init__(self, layers: list, head: tuple[np.ndarray, np.ndarray], least_mean: float):
        self.layers = layers
        self.head = head
        self.least_mean = least_mean

    def name(self, channels: np.ndarray) -> np.ndarray:
        """Index of the most likely entry of each spectrum [n, 300]."""
        embedding = Embedding("", self.least_mean, tuple(self.layers), "")
        return (embed(channels, embedding) @ self.head[0] + self.head[1]).argmax(1)


def train(drawer, settings: dict, rng: np.random.Generator) -> Perceptron:
    """Trains on fresh draws; the inputs' mean and spread are folded into the first layer at the end."""
    draws = drawer.draw(settings["draws"], rng, held=False)
    mean = np.maximum(draws.channels.mean(1), settings["least_mean"])[:, None]
    inputs = draws.channels / mean - 1
    middle, spread = inputs.mean(0), inputs.std(0) + 1e-3
    inputs = ((inputs - middle) / spread).astype(np.float32)
    sizes = [inputs.shape[1], settings["hidden"], settings["outputs"], len(drawer.names)]
    layers = [
        [rng.normal(0, np.sqrt(2 / a), (a, b)).astype(np.float32), np.zeros(b, np.float32)]
        for a, b in zip(sizes, sizes[1:])
    ]
    optimiser = Adam([values for layer in layers for values in layer], settings["decay"])
    steps = settings["epochs"] * (len(inputs) // settings["batch"])
    done = 0
    for _ in range(settings["epochs"]):
        order = rng.permutation(len(inputs))
        for at in range(0, len(order) - settings["batch"] + 1, settings["batch"]):
            batch = order[at : at + settings["batch"]]
            gradients = backward(layers, inputs[batch], draws.label[batch])
            # The rate falls along half a cosine (Loshchilov & Hutter 2017).
            optimiser.step(gradients, settings["rate"] * 0.5 * (1 + np.cos(np.pi * done / steps)))
            done += 1
    first, bias = layers[0]
    folded = (first / spread[:, None]).astype(np.float64)
    layers[0] = [folded, bias - middle @ folded]
    return Perceptron([tuple(layer) for layer in layers[:-1]], tuple(layers[-1]), settings["least_mean"])


def backward(layers: list, inputs: np.ndarray, labels: np.ndarray) -> list[np.ndarray]:
    """Gradients of the mean cross-entropy, in the order weights, bias, weights, bias …"""
    values = [inputs]
    for weights, bias in layers[:-1]:
        values.append(np.maximum(values[-1] @ weights + bias, 0))
    logits = values[-1] @ layers[-1][0] + layers[-1][1]
    chances = np.exp(logits - logits.max(1, keepdims=True))
    chances /= chances.sum(1, keepdims=True)
    chances[np.arange(len(labels)), labels] -= 1
    back = chances / len(labels)
    gradients = []
    for at in range(len(layers) - 1, -1, -1):
        gradients = [values[at].T @ back, back.sum(0), *gradients]
        if at:
            back = (back @ layers[at][0].T) * (values[at] > 0)
    return gradients


class Adam:
    """With decoupled weight decay."""

    def __init__(self, parameters: list[np.ndarray], decay: float):
        self.parameters = parameters
        self.decay = decay
        self.first = [np.zeros_like(values) for values in parameters]
        self.second = [np.zeros_like(values) for values in parameters]
        self.count = 0

    def step(self, gradients: list[np.ndarray], rate: float) -> None:
        self.count += 1
        for values, gradient, first, second in zip(self.parameters, gradients, self.first, self.second):
            first += 0.1 * (gradient - first)
            second += 0.001 * (gradient**2 - second)
            step = (first / (1 - 0.9**self.count)) / (np.sqrt(second / (1 - 0.999**self.count)) + 1e-8)
            values -= rate * (step + self.decay * values)
