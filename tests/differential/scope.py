"""What generated programs have declared where."""


class Scope:
    """Names that can be seen at a place, with the kind of value that they were given."""

    def __init__(self, parent=None, function=False, strict=False):
        self.parent = parent
        self.names = {}     # name: (declaration, kind)
        self.pending = []   # names of lexical declarations to come: in their dead zone until then
        self.function = function or (parent.function if parent else False)
        self.strict = strict or (parent.strict if parent else False)
        self.loop = parent.loop if parent and not function else 0
        self.switch = parent.switch if parent and not function else 0
        self.labels = list(parent.labels) if parent and not function else []

    def visible(self):
        scope, seen = self, {}
        while scope is not None:
            for name, what in scope.names.items():
                seen.setdefault(name, what)
            scope = scope.parent
        return seen
