"""PyTorch beside House Style on the same device, by the protocol of timed-process.ts.

train DEVICE threads hidden layers batch window vocabulary embedding: a training step of the same network.
product DEVICE threads size: a product of two square float32 matrices, the device's own rate.

DEVICE is cpu or cuda (by cuDNN); threads count on the CPU alone. Its first line is PyTorch's version.
"""

import sys
import time

import torch

work, device, *numbers = sys.argv[1:]
threads, *numbers = map(int, numbers)
torch.set_num_threads(threads)
torch.manual_seed(1)
# As exact as House Style computes: TF32 rounds products to 10 bits.
torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False


def synchronise():
    if device == "cuda":
        torch.cuda.synchronize()


def product(size):
    left, right = torch.rand(size, size, device=device), torch.rand(size, size, device=device)
    return lambda: torch.matmul(left, right)


def training(hidden, layers, batch, window, vocabulary, embedding):
    class CharacterNetwork(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = torch.nn.Embedding(vocabulary, embedding)
            self.recurrent = torch.nn.LSTM(embedding, hidden, num_layers=layers)
            self.output = torch.nn.Linear(hidden, vocabulary)

        def forward(self, inputs, state):
            sequence, state = self.recurrent(self.embedding(inputs), state)
            return self.output(sequence), state

    network = CharacterNetwork().to(device)
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)
    state = tuple(torch.zeros(layers, batch, hidden, device=device) for _ in range(2))
    inputs = torch.randint(vocabulary, (window, batch), device=device)
    targets = torch.randint(vocabulary, (window, batch), device=device)

    def step():
        nonlocal state
        logits, state = network(inputs, state)
        state = tuple(part.detach() for part in state)
        loss = torch.nn.functional.cross_entropy(logits.reshape(-1, vocabulary), targets.reshape(-1))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()

    return step


run = product(*numbers) if work == "product" else training(*numbers)
run()
synchronise()
print(torch.__version__, flush=True)
for line in sys.stdin:
    began = time.perf_counter()
    for _ in range(int(line)):
        run()
    synchronise()
    print(time.perf_counter() - began, flush=True)
