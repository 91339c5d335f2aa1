"""Sentences and words."""

from extract.words.segmenters import SEGMENTERS, Segmenter, make_segmenter
from extract.words.sentences import Sentences, split_sentences
from extract.words.words import Words

__all__ = ["SEGMENTERS", "Segmenter", "Sentences", "Words", "make_segmenter", "split_sentences"]
