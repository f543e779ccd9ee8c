"""Synthetic districts with a mineral habit that the shipped base reads wrong, for trying the loop from approved chats to a better adapter."""

import pathlib
import sys

# The parts that it shares with the model.
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "model-server" / "python"))
