"""The one pure function `assess`, and whatever calls it again."""
