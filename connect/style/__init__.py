"""The style page: every component as it looks, for those who build pages."""
