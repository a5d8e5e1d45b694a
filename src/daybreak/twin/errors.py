"""What the twin says when it will not compute something.

The twin stands alone and knows no clinic, so it has its own small error. A wrong call by a
programmer is still `ValueError`, of which this is one.
"""


class NotPossible(ValueError):
    """This cannot be, or is so far from any evidence that an answer would mislead.

    `code` is stable kebab-case; the message says what is wrong and what to do next.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
