"""The vision model on a GPU of this machine, behind a Unix socket; model-server/worker/README.md has the protocol."""
