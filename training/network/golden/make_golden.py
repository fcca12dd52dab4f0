"""Makes golden.json: one training step of each cell and optimiser in PyTorch, for training/network/golden.test.ts.

Run: python3 training/network/golden/make_golden.py  (PyTorch 2.13, CPU build)

Everything a step reads is written beside what it gives, so that the test draws nothing at random. Matrices are
[features out, features in], states [hidden, batch], tokens [time, batch].
"""

import json
import pathlib

import torch

torch.manual_seed(7)
TIME, BATCH, VOCABULARY, EMBEDDING, HIDDEN = 6, 3, 11, 5, 8
LEARNING_RATE, WEIGHT_DECAY, CLIP_NORM = 0.01, 0.1, 0.05
CELLS = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}
# PyTorch's gate blocks in our order: LSTM i f g o -> i f o g; GRU r z n as it is.
GATES = {"lstm": [0, 1, 3, 2], "gru": [0, 1, 2], "rnn": [0]}


def reordered(matrix, cell):
    return torch.cat([matrix.chunk(len(GATES[cell]))[gate] for gate in GATES[cell]])


def ours(embedding, layers, output, cell):
    """PyTorch's parameters (or their gradients) under our names."""
    named = {"embedding": embedding.weight}
    for index, layer in enumerate(layers):
        named[f"layer{index}.input"] = reordered(layer.weight_ih_l0, cell)
        named[f"layer{index}.recurrent"] = reordered(layer.weight_hh_l0, cell)
        bias, recurrent_bias = layer.bias_ih_l0, layer.bias_hh_l0
        if cell == "gru":
            # Only the candidate's recurrent bias is a parameter of its own; the others come with the input's.
            named[f"layer{index}.bias"] = torch.cat([bias[: 2 * HIDDEN], bias[2 * HIDDEN :]])
            named[f"layer{index}.recurrentBias"] = recurrent_bias[2 * HIDDEN :]
        else:
            named[f"layer{index}.bias"] = reordered(bias, cell)
    named["output.weight"] = output.weight
    named["output.bias"] = output.bias
    return {name: value.detach().clone() for name, value in named.items()}


def optimiser_for(kind, modules):
    matrices, vectors = [], []
    for parameter in (p for module in modules for p in module.parameters() if p.requires_grad):
        (matrices if parameter.dim() > 1 else vectors).append(parameter)
    if kind == "adamw":
        groups = [{"params": matrices, "weight_decay": WEIGHT_DECAY}, {"params": vectors, "weight_decay": 0.0}]
        return torch.optim.AdamW(groups, lr=LEARNING_RATE, betas=(0.9, 0.99), eps=1e-8)
    if kind == "rmsprop":
        return torch.optim.RMSprop(matrices + vectors, lr=LEARNING_RATE, alpha=0.95, eps=1e-8)
    return torch.optim.SGD(matrices + vectors, lr=LEARNING_RATE, momentum=0.9)


def case(cell, kind):
    embedding = torch.nn.Embedding(VOCABULARY, EMBEDDING)
    layers = [CELLS[cell](EMBEDDING, HIDDEN), CELLS[cell](HIDDEN, HIDDEN)]
    output = torch.nn.Linear(HIDDEN, VOCABULARY)
    for layer in layers:
        # Ours has one bias where PyTorch has two; the GRU's reset and update gates too.
        with torch.no_grad():
            if cell == "gru":
                layer.bias_hh_l0[: 2 * HIDDEN] = 0
            else:
                layer.bias_hh_l0.zero_()
        if cell != "gru":
            layer.bias_hh_l0.requires_grad_(False)
        else:
            # Their gradients are the input's a second time and must not count twice in the norm.
            mask = torch.cat([torch.zeros(2 * HIDDEN), torch.ones(HIDDEN)])
            layer.bias_hh_l0.register_hook(lambda gradient, mask=mask: gradient * mask)
    modules = [embedding, *layers, output]
    optimiser = optimiser_for(kind, modules)
    steps = []
    start = ours(embedding, layers, output, cell)
    states = [(torch.zeros(1, BATCH, HIDDEN), torch.zeros(1, BATCH, HIDDEN)) for _ in layers]
    for _ in range(2):
        inputs = torch.randint(VOCABULARY, (TIME, BATCH))
        targets = torch.randint(VOCABULARY, (TIME, BATCH))
        weights = (torch.rand(TIME, BATCH) > 0.2).float()
        x = embedding(inputs)
        for index, layer in enumerate(layers):
            hidden, cell_state = states[index]
            if cell == "lstm":
                x, (hidden, cell_state) = layer(x, (hidden, cell_state))
            else:
                x, hidden = layer(x, hidden)
            states[index] = (hidden.detach(), cell_state.detach())
        nats = torch.nn.functional.cross_entropy(output(x).reshape(-1, VOCABULARY), targets.reshape(-1), reduction="none")
        loss = (nats * weights.reshape(-1)).sum() / weights.sum()
        optimiser.zero_grad()
        loss.backward()
        parameters = [p for module in modules for p in module.parameters() if p.requires_grad]
        norm = torch.nn.utils.clip_grad_norm_(parameters, CLIP_NORM)
        optimiser.step()
        steps.append(
            {
                "inputs": inputs.flatten().tolist(),
                "targets": targets.flatten().tolist(),
                "weights": weights.flatten().tolist(),
                "loss": loss.item(),
                "gradientNorm": norm.item(),
            }
        )
    flat = lambda named: {name: [round(v, 8) for v in value.flatten().tolist()] for name, value in named.items()}
    return {"cell": cell, "optimiser": kind, "start": flat(start), "steps": steps, "end": flat(ours(embedding, layers, output, cell))}


cases = [case(cell, "adamw") for cell in CELLS] + [case("lstm", "rmsprop"), case("lstm", "sgd")]
golden = {
    "pytorch": torch.__version__,
    "time": TIME,
    "batch": BATCH,
    "vocabulary": VOCABULARY,
    "embedding": EMBEDDING,
    "hidden": [HIDDEN, HIDDEN],
    "learningRate": LEARNING_RATE,
    "weightDecay": WEIGHT_DECAY,
    "clipNorm": CLIP_NORM,
    "cases": cases,
}
pathlib.Path(__file__).with_name("golden.json").write_text(json.dumps(golden) + "\n")
