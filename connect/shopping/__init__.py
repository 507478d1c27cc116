"""Shopping for someone: a list with a budget, who buys it where, and the receipt."""
