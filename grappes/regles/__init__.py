"""The règlement applied: the verdict of a line, the sentences of a grappe. Reads, never writes."""
