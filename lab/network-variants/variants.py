"""What published variants of a small character LSTM are worth: held-out bits per character after equally many updates.

variants.py CORPUS updates hidden embedding batch window threads seeds [NAME…]: CORPUS is what `housestyle corpus --out`
wrote. Each line printed is one variant as JSON; times are of PyTorch's plain operations, so only their ratios say much.

The variants: layer normalisation of gates and cell state (Ba et al. 2016, arXiv:1607.06450), Mogrifier gating of input
and state (Melis et al. 2020, arXiv:1909.01792), output weights tied to the embedding through a projection (Press and Wolf
2017, arXiv:1608.05859), variational dropout of the outputs (Gal and Ghahramani 2016, arXiv:1512.05287), DropConnect of
the recurrent weights (Merity et al. 2018, arXiv:1708.02182), weight normalisation of the gates (Salimans and Kingma 2016,
arXiv:1602.07868), other sizes of embedding and state; other rates and averages, to tell what is the variant's own.
"""

import json
import math
import sys
import time

import torch
from torch.nn import functional

corpus, *numbers = sys.argv[1:9]
updates, hidden, embedding, batch, window, threads, seeds = map(int, numbers)
wanted = sys.argv[9:]
torch.set_num_threads(threads)

peak_rate = 0.01
warm_up = 50
clip = 1.0

with open(corpus, encoding="utf-8") as lines:
    files = [json.loads(line) for line in lines]
end = "\0"
characters = sorted({end, *(character for file in files for character in file["text"])})
number = {character: index for index, character in enumerate(characters)}


def encoded(file):
    return torch.tensor([number[character] for character in end + file["text"] + end])


training = torch.cat([encoded(file) for file in files if not file["heldOut"]])
held_out = [encoded(file) for file in files if file["heldOut"]]
streams = training[: len(training) // batch * batch].reshape(batch, -1).t()


class Network(torch.nn.Module):
    def __init__(
        self,
        units,
        features,
        layer_norm=False,
        weight_norm=False,
        mogrifier=0,
        tied=False,
        dropout=0.0,
        weight_drop=0.0,
        output_gain=1.0,
    ):
        super().__init__()
        self.units, self.mogrifier, self.dropout, self.weight_drop = units, mogrifier, dropout, weight_drop
        self.output_gain = output_gain
        self.embedding = torch.nn.Embedding(len(characters), features)
        self.input = torch.nn.Linear(features, 4 * units)
        self.recurrent = torch.nn.Parameter(torch.empty(units, 4 * units).uniform_(-1, 1) / math.sqrt(units))
        with torch.no_grad():
            # The forget gate starts open (Jozefowicz et al. 2015).
            self.input.bias[units : 2 * units] = 1.0
        self.norms = None
        if layer_norm:
            self.norms = torch.nn.ModuleList([torch.nn.LayerNorm(size) for size in (4 * units, 4 * units, units)])
        self.rounds = torch.nn.ModuleList(
            torch.nn.Linear(units, features) if index % 2 == 0 else torch.nn.Linear(features, units)
            for index in range(mogrifier)
        )
        if tied:
            self.projection = torch.nn.Linear(units, features)
            self.output_bias = torch.nn.Parameter(torch.zeros(len(characters)))
        else:
            self.output = torch.nn.Linear(units, len(characters))
        self.tied = tied
        if weight_norm:
            self.input = torch.nn.utils.parametrizations.weight_norm(self.input)
            # Rows of `recurrent` are units, its columns are gates.
            torch.nn.utils.parametrizations.weight_norm(self, "recurrent", dim=1)

    def forward(self, tokens, state):
        recurrent = self.recurrent
        if self.training and self.weight_drop > 0:
            recurrent = functional.dropout(recurrent, self.weight_drop)
        features = self.embedding(tokens)
        projected = None if self.mogrifier else self.project(features)
        h, c = state
        outputs = []
        for step in range(len(tokens)):
            if projected is None:
                x = features[step]
                for index, gate in enumerate(self.rounds):
                    if index % 2 == 0:
                        x = 2 * torch.sigmoid(gate(h)) * x
                    else:
                        h = 2 * torch.sigmoid(gate(x)) * h
                of_input = self.project(x)
            else:
                of_input = projected[step]
            of_state = h @ recurrent
            if self.norms is not None:
                of_state = self.norms[1](of_state)
            gates = of_input + of_state
            squashed = torch.sigmoid(gates[:, : 3 * self.units])
            i, f, o = squashed.chunk(3, 1)
            c = f * c + i * torch.tanh(gates[:, 3 * self.units :])
            h = o * torch.tanh(c if self.norms is None else self.norms[2](c))
            outputs.append(h)
        top = torch.stack(outputs)
        if self.training and self.dropout > 0:
            # One mask for all time steps.
            top = top * functional.dropout(torch.ones_like(top[:1]), self.dropout)
        return self.logits(top), (h, c)

    def project(self, features):
        of_input = self.input(features)
        return of_input if self.norms is None else self.norms[0](of_input)

    def logits(self, top):
        if self.tied:
            return functional.linear(self.projection(top), self.embedding.weight, self.output_bias)
        return self.output_gain * self.output(top)

    def zeros(self, streams):
        return torch.zeros(streams, self.units), torch.zeros(streams, self.units)


def rate(update):
    if update < warm_up:
        return (update + 1) / warm_up
    return 0.5 * (1 + math.cos(math.pi * (update - warm_up) / (updates - warm_up)))


def train(network, peak=peak_rate, beta2=0.999):
    optimiser = torch.optim.AdamW(network.parameters(), lr=peak, betas=(0.9, beta2), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, rate)
    state, at = network.zeros(batch), 0
    network.train()
    began = time.perf_counter()
    for _ in range(updates):
        if at + window + 1 > len(streams):
            state, at = network.zeros(batch), 0
        logits, state = network(streams[at : at + window], state)
        state = tuple(part.detach() for part in state)
        loss = functional.cross_entropy(logits.flatten(0, 1), streams[at + 1 : at + window + 1].flatten())
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), clip)
        optimiser.step()
        schedule.step()
        at += window
    return (time.perf_counter() - began) / updates


@torch.no_grad()
def bits(network):
    """Mean over all characters of held-out files, each from a zero state and side by side."""
    network.eval()
    ordered = sorted(held_out, key=len)
    total, count = 0.0, 0
    padded = torch.nn.utils.rnn.pad_sequence(ordered)
    state = network.zeros(len(ordered))
    for at in range(0, len(padded) - 1, window):
        piece = padded[at : at + window + 1]
        logits, state = network(piece[:-1], state)
        places = torch.arange(at + 1, at + len(piece)).unsqueeze(1)
        # The last token of a file is its end, which is no character of it.
        real = places < torch.tensor([len(file) - 1 for file in ordered]).unsqueeze(0)
        costs = functional.cross_entropy(logits.flatten(0, 1), piece[1:].flatten(), reduction="none")
        total += costs[real.flatten()].sum().item()
        count += real.sum().item()
    return total / count / math.log(2)


# What is changed in the network, and in its training.
variants = {
    "plain": ({}, {}),
    "half the rate": ({}, {"peak": peak_rate / 2}),
    "twice the rate": ({}, {"peak": peak_rate * 2}),
    "second moment over 100 updates": ({}, {"beta2": 0.99}),
    "layer normalisation": ({"layer_norm": True}, {}),
    "weight normalisation": ({"weight_norm": True}, {}),
    "Mogrifier, 5 rounds": ({"mogrifier": 5}, {}),
    "Mogrifier, 5 rounds, a quarter of the rate": ({"mogrifier": 5}, {"peak": peak_rate / 4}),
    "tied output": ({"tied": True}, {}),
    "output × 4": ({"output_gain": 4.0}, {}),
    "output × 10": ({"output_gain": 10.0}, {}),
    "dropout 0.1": ({"dropout": 0.1}, {}),
    "dropout 0.25": ({"dropout": 0.25}, {}),
    "DropConnect 0.2": ({"weight_drop": 0.2}, {}),
    "embedding / 4": ({"features": max(1, embedding // 4)}, {}),
    "embedding / 4, as many parameters": ({"features": max(1, embedding // 4), "units": round(hidden * 1.06)}, {}),
    "embedding × 4": ({"features": embedding * 4}, {}),
}
for name in wanted or variants:
    of_network, of_training = variants[name]
    results, seconds = [], []
    for seed in range(1, seeds + 1):
        torch.manual_seed(seed)
        network = Network(**{"units": hidden, "features": embedding, **of_network})
        seconds.append(train(network, **of_training))
        results.append(bits(network))
    parameters = sum(parameter.numel() for parameter in network.parameters())
    print(
        json.dumps(
            {
                "variant": name,
                "bitsPerCharacter": [round(result, 4) for result in results],
                "parameters": parameters,
                "millisecondsAnUpdate": round(1000 * sum(seconds) / len(seconds), 1),
            }
        ),
        flush=True,
    )
