"""What people do: one function is one act, whole or not at all."""
