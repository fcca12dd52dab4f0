/**
 * The code tree: which binary decisions spell a token. A Huffman tree over the corpus's counts keeps the decisions a
 * character few (about five in place of eight), which is where the time goes; its depth is limited so that paths fit
 * the tables (Huffman 1952; the limit is kept by flattening the counts until it holds).
 */
const maximumDepth = 12;

export interface CodeTree {
  /** Inner nodes, numbered from 1 (the root) so that children come after parents: children[2n + bit]; from 256 on, 256 + token. */
  readonly children: Uint16Array;
  /** One more than the highest inner node. */
  readonly nodes: number;
  /** Each token's decisions, the first in the highest bit. */
  readonly codes: Uint32Array;
  /** How many decisions. */
  readonly lengths: Uint8Array;
}

type Branch = { readonly token: number } | { readonly zero: Branch; readonly one: Branch };

/** @param counts of each token in the corpus; a token's place is its number. At least two tokens. */
export function codeTree(counts: ArrayLike<number>): CodeTree {
  for (let floor = 0; ; floor = Math.max(1, floor * 2)) {
    const total = Array.from(counts).reduce((sum, count) => sum + count, 0);
    const root = huffman(Array.from(counts, (count) => count + 0.5 + (floor * total) / 100_000));
    if (depthOf(root) <= maximumDepth) return number(root);
  }
}

function huffman(weights: readonly number[]): Branch {
  const queue = weights.map((weight, token): { weight: number; branch: Branch } => ({ weight, branch: { token } }));
  if (queue.length < 2) throw new RangeError('A code tree needs two tokens or more.');
  while (queue.length > 1) {
    queue.sort((a, b) => b.weight - a.weight);
    const one = queue.pop();
    const zero = queue.pop();
    if (one === undefined || zero === undefined) break;
    queue.push({ weight: one.weight + zero.weight, branch: { zero: zero.branch, one: one.branch } });
  }
  const [root] = queue;
  if (root === undefined) throw new RangeError('A code tree needs two tokens or more.');
  return root.branch;
}

function depthOf(branch: Branch): number {
  return 'token' in branch ? 0 : 1 + Math.max(depthOf(branch.zero), depthOf(branch.one));
}

function number(root: Branch): CodeTree {
  const children = new Uint16Array(512);
  const codes = new Uint32Array(256);
  const lengths = new Uint8Array(256);
  const waiting: { branch: Branch; slot: number; code: number; depth: number }[] = [];
  let nodes = 1;
  const place = (branch: Branch, slot: number, code: number, depth: number): void => {
    if ('token' in branch) {
      codes[branch.token] = code;
      lengths[branch.token] = depth;
      children[slot] = 256 + branch.token;
      return;
    }
    const node = nodes++;
    children[slot] = node;
    waiting.push({ branch: branch.zero, slot: 2 * node, code, depth: depth + 1 });
    waiting.push({
      branch: branch.one,
      slot: 2 * node + 1,
      code: (code | (0x80000000 >>> depth)) >>> 0,
      depth: depth + 1,
    });
  };
  place(root, 0, 0, 0);
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    place(next.branch, next.slot, next.code, next.depth);
  }
  return { children, nodes, codes, lengths };
}
