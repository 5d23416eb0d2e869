"""Learning from corrections: detect, keep, recall, apply, judge."""
