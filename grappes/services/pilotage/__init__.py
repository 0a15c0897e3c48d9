"""What managers read: figures of their territory and the lists behind them."""
