/** Something of others that lies in the package, or that the pretrained network has read. */
export interface Component {
  readonly registry: Registry;
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly licence: string;
  readonly texts: readonly LicenceText[];
  /** Author or project, who is named where no text names anybody. */
  readonly holder?: string;
  /** Files of the package that it lies in, relative to `dist/`. */
  readonly files: readonly string[];
}

/** Where a version of it is published; `generic` where that is no package registry. */
type Registry = 'npm' | 'pypi' | 'generic';

export interface LicenceText {
  /** File that it stands in, relative to the package's folder. */
  readonly name: string;
  readonly text: string;
}

/** @returns `zod 4.6.7` */
export function titleOf({ name, version }: Pick<Component, 'name' | 'version'>): string {
  return `${name} ${version}`;
}

/** One for each name and version, with the files of all; sorted by name, the same on every machine. */
export function merged(components: readonly Component[]): readonly Component[] {
  const byTitle = new Map<string, Component>();
  for (const component of components) {
    const key = `${component.registry} ${titleOf(component)}`;
    const files = [...(byTitle.get(key)?.files ?? []), ...component.files];
    byTitle.set(key, { ...component, files: [...new Set(files)].sort() });
  }
  return [...byTitle.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, component]) => component);
}
