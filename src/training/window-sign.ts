import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { privateFile, privateFolder } from '@house-style/protocol/private-files';
import type { Disposable } from '../observable';

/** How often a window shows that it lives; well within the guard's patience. Milliseconds. */
const interval = 5_000;

/** Signs of windows that were killed are taken away when they are so old: no guard waits so long. Milliseconds. */
const leftoverAge = 86_400_000;

/** This window's sign of life for trainings that outlive it. */
export class WindowSign implements Disposable {
  readonly #file: string;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly folder: string) {
    this.#file = path.join(folder, randomUUID());
  }

  /** Shows the first sign at once, and goes on until disposed. */
  start(): void {
    if (this.#timer !== undefined) return;
    this.#show();
    this.#removeLeftovers();
    this.#timer = setInterval(() => {
      try {
        this.#show();
      } catch {
        // The disk is full for a while, say: the guard has the patience to wait for the next sign.
      }
    }, interval);
  }

  /** Also where the folder was removed meanwhile. */
  #show(): void {
    mkdirSync(this.folder, { recursive: true, mode: privateFolder });
    writeFileSync(this.#file, '', { mode: privateFile });
  }

  #removeLeftovers(): void {
    for (const name of readdirSync(this.folder)) {
      const file = path.join(this.folder, name);
      const shown = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
      if (shown !== undefined && Date.now() - shown > leftoverAge) rmSync(file, { force: true, recursive: true });
    }
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    rmSync(this.#file, { force: true });
  }
}
