import { describe, expect, it } from 'vitest';
import { keptPackages } from '../../scripts/notices/kept';
import { isPermissive } from '../../scripts/notices/permissive';
import { sources } from '../pretraining/sources';

describe('the licences kept of what the pretrained network has read', async () => {
  const read = (await keptPackages()).filter((kept) => kept.read);
  const titles = read.map(({ registry, name, version }) => `${registry} ${name} ${version}`);

  it('are those of its sources, no less and no more', () => {
    const asked = new Set(sources.map(({ registry, name, version }) => `${registry} ${name} ${version}`));
    expect(titles.toSorted()).toEqual([...asked].sort());
  });

  it('let anybody use it', () => {
    expect(read.filter(({ licence }) => !isPermissive(licence)).map(({ name }) => name)).toEqual([]);
  });

  it('say who holds the rights', () => {
    const nameless = read.filter(({ texts, holder }) => texts.length === 0 && holder === undefined);
    expect(nameless.map(({ name }) => name)).toEqual([]);
  });
});
