"""The text engine: anchors, confirmation, checks, entropy and context over text windows."""
