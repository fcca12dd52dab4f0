/** How far files are from those that are being worked on, by the folders between them. */

export class Nearness {
  readonly #near: readonly (readonly string[])[];
  /** By folder: files of one folder are asked for one after the other. */
  #last: { readonly folder: string; readonly distance: number } | undefined;

  /** @param near paths of files that are being worked on, with forward slashes. */
  constructor(near: readonly string[]) {
    const folders = new Set(near.map(folderOf));
    this.#near = [...folders].map(steps);
  }

  /** Steps up and down from the nearest of them to a folder; its depth where nothing is being worked on. */
  ofFolder(folder: string): number {
    if (this.#last?.folder === folder) return this.#last.distance;
    const there = steps(folder);
    const distance = Math.min(...this.#near.map((from) => stepsBetween(from, there)));
    this.#last = { folder, distance: this.#near.length === 0 ? there.length : distance };
    return this.#last.distance;
  }

  ofFile(path: string): number {
    return this.ofFolder(folderOf(path));
  }

  /** The least distance of anything in a folder and the folders below it. */
  ofAllBelow(folder: string): number {
    const there = steps(folder);
    const holdsOne = this.#near.some((from) => there.every((step, index) => from[index] === step));
    return holdsOne ? 0 : this.ofFolder(folder);
  }
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function steps(folder: string): string[] {
  return folder === '' ? [] : folder.split('/');
}

function stepsBetween(left: readonly string[], right: readonly string[]): number {
  let shared = 0;
  while (shared < left.length && shared < right.length && left[shared] === right[shared]) shared++;
  return left.length + right.length - 2 * shared;
}
