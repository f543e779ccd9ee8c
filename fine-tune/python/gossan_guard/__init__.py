"""Runs a module that must not outlive the program that started it."""
