"""What a user can meet: a message, and the exit code of the program's contract."""

WRONG_USE, INPUT_REFUSED, PART_MISSING = 2, 3, 4


class Refused(Exception):
    """`code` is the exit code: 2 wrong use, 3 input refused, 4 a needed part is missing."""

    def __init__(self, message: str, code: int = INPUT_REFUSED):
        super().__init__(message)
        self.code = code
