"""The demo election as a drawing: what is voted on, the printed form, the pen, the scanner, and the sheets."""
