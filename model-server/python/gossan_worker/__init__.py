"""The vision model on a GPU of this machine, behind a Unix socket; README.md says how it works, model-server/worker/README.md has the protocol."""
