import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StoredVariable } from './stored-variable';

const numbers = fc.array(fc.float({ noNaN: true }), { minLength: 1, maxLength: 40 });

test('unpacking undoes packing, whatever the order', () => {
  fc.assert(
    fc.property(numbers, numbers, fc.infiniteStream(fc.nat()), (first, second, draws) => {
      const order = Uint32Array.from({ length: first.length + second.length }, (_, index) => index);
      for (let last = order.length - 1; last > 0; last--) {
        const other = draws.next().value! % (last + 1);
        [order[last], order[other]] = [order[other]!, order[last]!];
      }
      const a = { name: 'a', shape: [first.length], data: Float32Array.from(first) };
      const b = { name: 'b', shape: [second.length], data: Float32Array.from(second) };
      const variable = new StoredVariable([a, b], [order.length], order);
      const packed = variable.pack(new Map([a, b].map((parameter) => [parameter.name, parameter])));
      expect(variable.unpack(packed)).toEqual([a, b]);
    }),
  );
});

test('a missing parameter is named', () => {
  const variable = StoredVariable.like({ name: 'output.bias', shape: [3] });
  expect(() => variable.pack(new Map())).toThrow('There is no output.bias.');
});
