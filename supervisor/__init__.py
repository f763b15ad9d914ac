"""Starts every process of the shop on one machine, keeps them running, and leaves nobody behind."""
