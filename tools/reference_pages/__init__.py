"""The pages of docs/reference, each written from the code and data that it is about."""
