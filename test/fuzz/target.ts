import type { SeededDraws } from '@house-style/model/testing/seeded-draws';

/** Something that reads what others may have damaged or made up. */
export interface Target {
  /** Inputs after which a fresh process goes on, as what is loaded natively is not always given back at once. */
  readonly inputsPerProcess: number;
  /** Inputs that are tried at every run of the tests: what takes some ten seconds. */
  readonly inputsInTests: number;
  /**
   * @param folder for its files, empty.
   * @returns what reads the input of a seed. It rejects where the reader ends as it never should.
   */
  prepare(folder: string): Promise<(random: SeededDraws, seed: number) => Promise<void>>;
}
