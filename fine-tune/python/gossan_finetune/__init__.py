"""Trains adapters of the vision model on a set of approved answers; fine-tune/python/README.md says how."""

import pathlib
import sys

# The parts that it shares with the model.
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "model-server" / "python"))
