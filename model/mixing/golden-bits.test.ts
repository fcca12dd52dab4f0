/**
 * What the mixing charges for a fixed text, to a millionth of a bit: any change of what it computes shows here, whether
 * it was meant or not. Where one was meant and `npm run bench:mixing` says that it pays, the figures are taken anew.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Vocabulary } from '../vocabulary/vocabulary';
import { ContextMixing } from './context-mixing';

const operators = path.resolve(import.meta.dirname, '../../node_modules/rxjs/src/internal/operators');
const vocabulary = new Vocabulary(
  Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).concat('\n'),
);
const sizes = { tokens: 1 << 17, slotBits: 18, bucketBits: 15, matchBits: 15 };

function tokensOf(name: string): Uint8Array {
  const text = readFileSync(path.join(operators, name), 'utf8').replaceAll('\r\n', '\n');
  return vocabulary.encodeFile(`src/internal/operators/${name}`, text);
}

/** An expert that is right in three of four cases, sure of itself, and sometimes sure of what is wrong. */
function expertAbout(token: number, index: number): Float32Array {
  const probabilities = new Float32Array(vocabulary.size).fill(0.2 / (vocabulary.size - 1));
  const guess = index % 4 === 3 ? (token + 1) % vocabulary.size : token;
  probabilities[guess] = 0.8;
  return probabilities;
}

type Experts = readonly (0 | 1)[];

/** Bits of some files, one after the other in one mixing: learned, or from the second on only predicted. */
function bitsOf(names: readonly string[], experts: Experts): { learned: number; predicted: number } {
  const counts = Array.from({ length: vocabulary.size }, () => 1);
  const mixing = new ContextMixing(vocabulary, counts, sizes);
  let [learned, predicted, index] = [0, 0, 0];
  for (const name of names) {
    for (const token of tokensOf(name)) {
      mixing.silenceExperts();
      for (const expert of experts) mixing.setExpert(expert, expertAbout(token, index + 2 * expert));
      if (index % 97 === 0) predicted -= Math.log2(mixing.probability(token));
      learned += mixing.learn(token);
      index += 1;
    }
  }
  return { learned, predicted };
}

const names = ['audit.ts', 'auditTime.ts', 'buffer.ts', 'bufferCount.ts', 'bufferTime.ts', 'debounce.ts'];

/** What other languages have: other quotes and comments, deep brackets, long words and lines, other characters. */
const strange: Readonly<Record<string, string>> = {
  'tools/make.py': `#!/usr/bin/env python3
"""Makes 'things', it's "said".

More of it: a \\""" b."""
import os  # of the system's

class SnakeCase(object):
\tDEFAULT_SIZE = 0x1F_FF + 1.5e-3

\tdef make_all(self, names=['a', "b\\"c"], *args, **kwargs):
\t\t# don't stop
\t\tfor name in names: print(f'{name!r}: {self.size[name]}')


\t\treturn '''it''s """over"""''' if not names else None
`,
  'src/deep/page.tsx': `/* A block
 * of 'comment' with "quotes" and \`ticks\`
 */
export const camelCaseName = (a?: Array<Map<string, [number, { b: (() => void)[] }]>>) => \`x \${a ? \`y \\\` \${1}\` : "z"} w\`;
// it's // a comment's end
const ${'veryLongWordThatGoesOnAndOn'.repeat(9)} = { a: 1, b: [2, 3, { c: ((((((((((((((((((((((0)))))))))))))))))))))) }] };
if (a < b && c > d || !e) { f(g[h], i.j?.k ?? 'l', m++); } else { n -= 1; }
const wide = [${Array.from({ length: 90 }, (_, index) => (index * 7) % 13).join(', ')}];
}}}))]] <div className="a b">text & more</div>
`,
  'docs/naïve.md': `# Größe — 漢字, 😀 é

* it's a list; a_b $c @d 50% ^e ~f |g|
* it's a list; a_b $c @d 51% ^e ~f |g|

    indented\n\\
\t \tmixed  spaces
`,
};

/** Bits of these, with tables so small that much is forgotten, read ahead and gone back, and read once more. */
function bitsOfStrange(experts: Experts, seen: number, silentEvery: number): number {
  const characters = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).concat('\n', '\t', 'é');
  const known = new Vocabulary(characters);
  const mixing = new ContextMixing(
    known,
    Array.from({ length: known.size }, (_, token) => 1 + (token % 7)),
    { tokens: 1 << 14, slotBits: 12, bucketBits: 9, matchBits: 8 },
  );
  let [bits, index] = [0, 0];
  for (let round = 0; round < seen; round++) {
    for (const [name, text] of Object.entries(strange)) {
      const tokens = known.encodeFile(name, text);
      for (const [at, token] of tokens.entries()) {
        if (at % 50 === 49) {
          const place = mixing.checkpoint();
          for (const ahead of tokens.subarray(at, at + 20)) {
            bits -= Math.log2(mixing.probability(ahead)) / 100;
            mixing.advance(ahead);
          }
          mixing.rollback(place);
        }
        mixing.silenceExperts();
        for (const expert of experts) {
          // Not each of them has something to say everywhere.
          if ((index + 2 * expert + 1) % silentEvery === 0) continue;
          const guesses = new Float32Array(known.size).fill(0.3 / (known.size - 1));
          guesses[(index + expert) % 5 === 0 ? 3 : token] = 0.7;
          mixing.setExpert(expert, guesses);
        }
        bits += mixing.learn(token);
        index += 1;
      }
    }
  }
  return bits;
}

test.each<[string, Experts, number, number, number]>([
  ['contexts alone', [], 1, Infinity, 6261.482951876321],
  ['contexts alone, a second time', [], 2, Infinity, 6556.7353126178905],
  ['both beside them', [0, 1], 1, Infinity, 257.02446053771376],
  ['now and then one beside them', [0, 1], 1, 3, 1371.8167917921032],
])('what strange texts cost with %s', (_, experts, seen, silentEvery, golden) => {
  expect(bitsOfStrange(experts, seen, silentEvery)).toBeCloseTo(golden, 6);
});

describe('what a fixed text costs', () => {
  test.each<[string, Experts, { learned: number; predicted: number }]>([
    ['contexts alone', [], { learned: 32194.847361770782, predicted: 305.81260712305533 }],
    ['a network beside them', [0], { learned: 6152.11590439376, predicted: 41.31548207674095 }],
    ['the text below beside them', [1], { learned: 6326.814575481997, predicted: 66.84274497168983 }],
    ['both beside them', [0, 1], { learned: 261.01425692790036, predicted: 5.376225346920369 }],
  ])('with %s', (_, experts, golden) => {
    const { learned, predicted } = bitsOf(names, experts);
    expect(learned).toBeCloseTo(golden.learned, 6);
    expect(predicted).toBeCloseTo(golden.predicted, 6);
  });
});
