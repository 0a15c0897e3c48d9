"""What exists in the demo only (settings.DEMO): a mailbox that shows what people would receive."""
