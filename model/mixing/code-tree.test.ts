import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeTree } from './code-tree';

const counts = fc.array(fc.oneof(fc.nat(3), fc.nat(1e7)), { minLength: 2, maxLength: 256 });

test('every token is reached by its own decisions, within twelve of them', () => {
  fc.assert(
    fc.property(counts, (weights) => {
      const { children, codes, lengths, nodes } = codeTree(weights);
      expect(nodes).toBe(weights.length);
      weights.forEach((_, token) => {
        const length = lengths[token]!;
        expect(length).toBeLessThanOrEqual(12);
        let place = 1;
        for (let depth = 0; depth < length; depth++) {
          const next = children[2 * place + ((codes[token]! >>> (31 - depth)) & 1)]!;
          expect(next).toBeGreaterThan(place);
          place = next;
        }
        expect(place).toBe(256 + token);
      });
    }),
  );
});

test('frequent tokens take fewer decisions', () => {
  const { lengths } = codeTree([1000, 1, 1, 10, 500]);
  expect(lengths[0]).toBe(1);
  expect(lengths[4]).toBe(2);
  expect(lengths[1]).toBeGreaterThan(lengths[3]!);
});
