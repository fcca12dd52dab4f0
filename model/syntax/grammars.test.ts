import { expect, test } from 'vitest';
import { Grammar } from './grammars';

const whole: Readonly<Record<string, string>> = {
  'a.ts': 'export const add = <T extends number>(a: T, b: T): number => a + b;\n',
  'a.tsx': 'export const Page = () => <main>{1 + 1}</main>;\n',
  'a.js': 'export function add(a, b) { return a + b; }\n',
  'a.py': 'def add(a, b):\n    return a + b\n',
  'a.go': 'package a\n\nfunc add(a, b int) int { return a + b }\n',
  'a.java': 'class A { int add(int a, int b) { return a + b; } }\n',
  'a.rs': 'fn add(a: i32, b: i32) -> i32 { a + b }\n',
  'a.cs': 'class A { int Add(int a, int b) => a + b; }\n',
  'a.cc': 'int add(int a, int b) { return a + b; }\n',
  'a.css': 'a { color: red; }\n',
  'a.rb': 'def add(a, b)\n  a + b\nend\n',
  'a.php': '<?php function add($a, $b) { return $a + $b; }\n',
  'a.sh': 'if true; then echo a; fi\n',
};

test.each(Object.entries(whole))('knows what is whole in %s, and what is not', async (file, text) => {
  const grammar = (await Grammar.of(file)) as Grammar;
  expect(grammar.errorsIn(text)).toBe(0);
  expect(grammar.errorsIn(`${text}(`)).toBeGreaterThan(0);
  grammar.dispose();
});

test('counts errors wherever they stand', async () => {
  const grammar = (await Grammar.of('a.ts')) as Grammar;
  const [good, bad] = ['export function one(): number {\n  return 1;\n}\n', 'const a = ) 1;\n'];
  const counts = [0, 1, 2, 3].map((errors) => grammar.errorsIn(`${good}${bad}`.repeat(errors) + good));
  expect(counts).toEqual([0, 1, 2, 3]);
  grammar.dispose();
});

test('knows a language by any of its endings', async () => {
  const alike = [
    ['a.ts', 'a.mts', 'a.cts'],
    ['a.js', 'a.mjs', 'a.cjs', 'a.jsx', 'A.JS'],
    ['a.py', 'a.pyi'],
    ['a.cc', 'a.c', 'a.h', 'a.cpp', 'a.cxx', 'a.hpp', 'a.hh'],
    ['a.sh', 'a.bash'],
  ];
  for (const [first = '', ...others] of alike) {
    for (const file of others) {
      const grammar = (await Grammar.of(file)) as Grammar;
      expect(grammar.errorsIn(whole[first] as string), file).toBe(0);
      grammar.dispose();
    }
  }
});

test('says where no grammar is at hand', async () => {
  expect(await Grammar.of('a.txt')).toBeUndefined();
});
