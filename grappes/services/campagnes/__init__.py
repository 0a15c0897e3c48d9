"""One region's yearly call: its rules, its instruction, what the home page says of it."""
