"""The pages of the help requests: what people see and press."""
