"""What a caller is told where something cannot be served."""


class Refused(Exception):
    """An error of the program's table (core/errors.ts): its code, and the values of its template."""

    def __init__(self, code: str, **values):
        super().__init__(f"{code} {values}")
        self.code, self.values = code, values
