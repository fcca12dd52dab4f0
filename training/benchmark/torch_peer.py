"""The reference network's training step in PyTorch: a peer for training/benchmark.ts.

Prints its version, then for each line "steps" read from standard input trains that many steps and prints the seconds
that they took. Arguments: hidden layers batch window vocabulary embedding threads
"""

import sys
import time

import torch

hidden, layers, batch, window, vocabulary, embedding, threads = map(int, sys.argv[1:])
torch.set_num_threads(threads)
torch.manual_seed(1)


class CharacterNetwork(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(vocabulary, embedding)
        self.recurrent = torch.nn.LSTM(embedding, hidden, num_layers=layers)
        self.output = torch.nn.Linear(hidden, vocabulary)

    def forward(self, inputs, state):
        sequence, state = self.recurrent(self.embedding(inputs), state)
        return self.output(sequence), state


network = CharacterNetwork()
optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)
state = (torch.zeros(layers, batch, hidden), torch.zeros(layers, batch, hidden))
inputs = torch.randint(vocabulary, (window, batch))
targets = torch.randint(vocabulary, (window, batch))
print(torch.__version__, flush=True)

for line in sys.stdin:
    began = time.perf_counter()
    for _ in range(int(line)):
        logits, state = network(inputs, state)
        state = tuple(part.detach() for part in state)
        loss = torch.nn.functional.cross_entropy(logits.reshape(-1, vocabulary), targets.reshape(-1))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
    print(time.perf_counter() - began, flush=True)
