"""Makes the shipped tagger from annotated text: `python -m extract.training`. Needs the extra `train`."""
