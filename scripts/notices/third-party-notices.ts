import { type Component, titleOf } from './component';
import type { Shipped } from './shipped';

const rule = '='.repeat(100);

/** `ThirdPartyNotices.txt`: who wrote what is in the package, and under which licences. */
export function thirdPartyNotices(product: string, { software, read }: Shipped): string {
  return [
    `Third-party notices of ${product}`,
    `${product} is under the MIT licence (see LICENSE). It holds software of others, listed in part 1; the network that
comes with it (pretrained.onnx) was trained on code of others, listed in part 2, none of which is in the package. Part 3
has the texts of their licences and their notices, each once, under the names that it belongs to.`,
    section('1. Software in this package'),
    software.map((component) => `${line(component)}\n    in ${component.files.join(', ')}`).join('\n'),
    section('2. Code that the pretrained network was trained on'),
    read.map(line).join('\n'),
    section('3. Licences and notices'),
    ...texts([...software, ...read]),
    '',
  ].join('\n\n');
}

function line(component: Component): string {
  const { licence, holder, texts: own } = component;
  // A text names its authors itself.
  const by = own.length === 0 && holder !== undefined ? `, by ${holder}` : '';
  return `${titleOf(component)}: ${licence}${by}`;
}

function section(title: string): string {
  return `${rule}\n${title}\n${rule}`;
}

/** Texts that differ in nothing but their line breaks and spaces are one. */
function texts(components: readonly Component[]): readonly string[] {
  const byContent = new Map<string, { text: string; titles: Set<string> }>();
  for (const component of components) {
    for (const { name, text } of component.texts) {
      const content = text.replaceAll(/\s+/g, ' ').trim();
      const entry = byContent.get(content) ?? { text, titles: new Set() };
      entry.titles.add(`${titleOf(component)} (${name})`);
      byContent.set(content, entry);
    }
  }
  return [...byContent.values()].map(({ text, titles }) => `${section([...titles].join('\n'))}\n\n${text}`);
}
