"""
The bank: all live adapters side by side as columns of low rank beside the base's products, so that rows of different
adapters are answered in one batch over one copy of the base's weights.

An adapter is a number and some columns. A row's number chooses its columns by a mask, its scales and its experts by a row of
a table, so that nothing is gathered by row but small vectors. LoRA (and its rank-stabilised form) are columns; DoRA is columns
and a scale of the outputs; IA3 is a scale (that of what enters `down` is a scale of what `up` gives); experts of LoRA are
columns behind a router.
"""

from dataclasses import dataclass

import torch

from .adapter_files import AdapterFile, Piece
from .low_rank import LowRank, Routing
from .refused import Refused
from .weights import Layer, Weights

# The base's fused products, and the parts of each by PEFT's names.
PRODUCTS = {"qkv": ("q_proj", "k_proj", "v_proj"), "o": ("o_proj",), "gate_up": ("gate_proj", "up_proj"), "down": ("down_proj",)}
PLACE = {part: (product, at) for product, parts in PRODUCTS.items() for at, part in enumerate(parts)}
# Sizes at the first adapter; they double when they are full, and graphs are captured anew.
FIRST = {"columns": 64, "owners": 8, "experts": 4}


@dataclass(eq=False)
class Live:
    """An adapter in the bank: its number, and the columns and experts that are its own."""

    file: AdapterFile
    owner: int
    columns: list[int]
    experts: list[int]


@dataclass(eq=False)
class Table:
    """What all adapters change of one product of one layer; the fields are as in LowRank and Routing."""

    down: torch.Tensor | None
    up: torch.Tensor | None
    scale: torch.Tensor | None
    router: torch.Tensor | None


class Bank:
    """`changed` is called when its tensors were replaced, so that captured steps of rows with adapters are captured again."""

    def __init__(self, weights: Weights, changed=lambda: None):
        self.weights, self.changed = weights, changed
        self.live: list[Live] = []
        self.sizes = dict(FIRST)
        self.sizes["experts"] = 0
        self.shape: tuple = ()
        self.tables: dict[str, list[Table | None]] = {}

    def add(self, file: AdapterFile) -> Live:
        """Puts an adapter in; raises Refused where its tensors do not fit the base."""
        self.check(file)
        taken = {name: self.taken(name) for name in ("owners", "columns", "experts")}
        wanted = {"owners": 1, "columns": file.columns, "experts": file.experts}
        for name, count in wanted.items():
            while count and self.sizes[name] - len(taken[name]) < count:
                self.sizes[name] = max(FIRST[name], 2 * self.sizes[name])
        free = {name: [at for at in range(self.sizes[name]) if at not in taken[name]][: wanted[name]] for name in wanted}
        one = Live(file, free["owners"][0], free["columns"], free["experts"])
        self.live.append(one)
        try:
            self.fit()
            self.write(one)
        except RuntimeError:
            # No memory, most likely: those that were here before go on.
            self.live.remove(one)
            raise
        return one

    def remove(self, one: Live) -> None:
        """Takes an adapter out that no row runs on any more. Its columns stay until others need them; no mask names them."""
        self.live.remove(one)

    def taken(self, name: str) -> set[int]:
        if name == "owners":
            return {0} | {one.owner for one in self.live}
        return {at for one in self.live for at in getattr(one, name)}

    def check(self, file: AdapterFile) -> None:
        for (number, part), piece in file.pieces.items():
            if part not in PLACE or number >= len(self.weights.layers):
                raise Refused("ADAPTER_KEYS", name=file.name, detail=f"the base has no {part} in layer {number}")
            out, wide = self.part(number, part).shape
            shapes = {"down": (file.columns, wide), "up": (out, file.columns), "magnitude": (out,), "router": (file.experts, wide)}
            shapes["gain"] = (wide,) if piece.of_input else (out,)
            for name, wanted in shapes.items():
                value = getattr(piece, name)
                if value is not None and tuple(value.shape) != wanted:
                    detail = f"{name} of {part} in layer {number} is {list(value.shape)}, and this base wants {list(wanted)}"
                    raise Refused("ADAPTER_KEYS", name=file.name, detail=detail)

    def part(self, number: int, name: str) -> torch.Tensor:
        """The base's weight [out, in] of a part."""
        product, at = PLACE[name]
        weight, rows = getattr(self.weights.layers[number], product), self.rows(product, at)
        return weight[rows]

    def rows(self, product: str, at: int) -> slice:
        """Of a part in its product's outputs."""
        size = self.weights.architecture
        outs = {"qkv": (size.query, size.key, size.key), "o": (size.hidden,), "gate_up": (size.mlp, size.mlp), "down": (size.hidden,)}[product]
        return slice(sum(outs[:at]), sum(outs[: at + 1]))

    def fit(self) -> None:
        """Makes the tables anew where what is live needs more than they hold."""
        needs = {product: (set(), set()) for product in PRODUCTS}
        for one in self.live:
            for (_, part), piece in one.file.pieces.items():
                columns, scaled = needs[PLACE[part][0]]
                if piece.down is not None:
                    columns.add("routed" if piece.router is not None else "plain")
                if piece.magnitude is not None or piece.gain is not None:
                    needs["gate_up" if piece.of_input else PLACE[part][0]][1].add("scaled")
        shape = (tuple(self.sizes.items()), tuple((product, *sorted(columns), *sorted(scaled)) for product, (columns, scaled) in needs.items()))
        if shape == self.shape:
            return
        self.shape = shape
        layers, device, dtype = self.weights.layers, self.weights.device, self.weights.dtype
        self.mask = torch.zeros(self.sizes["owners"], self.sizes["columns"], device=device, dtype=dtype)
        self.allowed = torch.zeros(self.sizes["owners"], self.sizes["experts"], device=device, dtype=torch.bool)
        self.kept = torch.ones(self.sizes["owners"], 1, device=device, dtype=torch.long)
        self.share = torch.zeros(self.sizes["experts"], self.sizes["columns"], device=device, dtype=dtype)
        self.tables = {product: [self.table(layer, product, *needs[product]) for layer in layers] for product in PRODUCTS}
        for one in self.live[:-1]:
            self.write(one)
        self.changed()

    def table(self, layer: Layer, product: str, columns: set, scaled: set) -> Table | None:
        if not columns and not scaled:
            return None
        weight, parts = getattr(layer, product), len(PRODUCTS[product])
        wide = self.sizes["columns"] * parts
        return Table(
            down=weight.new_zeros(wide, weight.shape[1]) if columns else None,
            up=weight.new_zeros(weight.shape[0], wide) if columns else None,
            scale=weight.new_ones(self.sizes["owners"], weight.shape[0]) if scaled else None,
            router=weight.new_zeros(self.sizes["experts"] * parts, weight.shape[1]) if "routed" in columns else None,
        )

    def write(self, one: Live) -> None:
        """An adapter's numbers at its columns, and zeros where it changes nothing."""
        device, owner, columns = self.weights.device, one.owner, torch.tensor(one.columns, dtype=torch.long, device=self.weights.device)
        experts = torch.tensor(one.experts, dtype=torch.long, device=device)
        self.mask[owner], self.allowed[owner] = 0, False
        if one.file.experts:
            self.allowed[owner, experts] = True
            self.kept[owner] = one.file.kept
            self.share[experts] = 0
            self.share[experts.repeat_interleave(one.file.rank), columns] = 1
        else:
            self.mask[owner, columns] = 1
        for product, parts in PRODUCTS.items():
            for number, table in enumerate(self.tables[product]):
                if table is None:
                    continue
                if table.scale is not None:
                    table.scale[owner] = 1
                for at, part in enumerate(parts):
                    places = columns + at * self.sizes["columns"]
                    if table.down is not None:
                        table.down[places], table.up[:, places] = 0, 0
                    if (piece := one.file.pieces.get((number, part))) is not None:
                        self.put(one, piece, table, number, part, places, experts + at * self.sizes["experts"])
        for (number, part), piece in one.file.pieces.items():
            if piece.of_input:
                # Outputs of `up` are multiplied by those of the gate, and that is what enters `down`.
                self.tables["gate_up"][number].scale[owner, self.rows("gate_up", 1)] = piece.gain.to(device, self.weights.dtype)

    def put(self, one: Live, piece: Piece, table: Table, number: int, part: str, places, experts) -> None:
        device, dtype = self.weights.device, self.weights.dtype
        rows = self.rows(*PLACE[part])
        if piece.down is not None:
            down, up = piece.down.to(device), piece.up.to(device)
            table.down[places] = down.to(dtype)
            table.up[rows, places] = up.to(dtype)
            if piece.router is not None:
                table.router[experts] = piece.router.to(device, dtype)
            if piece.magnitude is not None:
                whole = self.part(number, part).float() + up @ down
                table.scale[one.owner, rows] = (piece.magnitude.to(device) / whole.norm(dim=1)).to(dtype)
        elif not piece.of_input:
            table.scale[one.owner, rows] = piece.gain.to(device, dtype)

    def pass_of(self, owners: torch.Tensor):
        """For the tokens' adapters [N], a function of a layer's number that gives what `project` adds to its four products."""
        mask, allowed, kept = self.mask[owners], self.allowed[owners], self.kept[owners]

        def of_layer(number: int) -> tuple[LowRank | None, ...]:
            found = []
            for product in PRODUCTS:
                table = self.tables[product][number]
                if table is None:
                    found.append(None)
                    continue
                routing = None if table.router is None else Routing(table.router, allowed, kept, self.share)
                found.append(LowRank(table.down, table.up, mask, owners, table.scale, routing))
            return tuple(found)

        return of_layer
