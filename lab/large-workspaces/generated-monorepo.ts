/** Generated workspaces of any size, each of one kind that is hard in its own way. The same seed writes the same files. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { randomNumbers } from '@house-style/model/generation/random';

export const monorepoKinds = ['template', 'unlike', 'tiny', 'huge', 'deep', 'ignored'] as const;

/**
 * - `template`: one service class over and over, with other names and a few lines of its own in each
 * - `unlike`: files that have nothing but their language in common
 * - `tiny`: a line or two each
 * - `huge`: one file of a thousand nearly as large as is read, the others small
 * - `deep`: folders within folders, forty deep, a few files in each
 * - `ignored`: nine of ten files ignored, one by one, by patterns in every package
 */
export type MonorepoKind = (typeof monorepoKinds)[number];

const filesAFolder = 40;
const foldersAPackage = 10;
const depth = 40;
const hugeCharacters = 1_900_000;
const otherThanHuge = 1000;

const nouns =
  'account address agent alarm batch branch broker bucket budget buffer cache cargo cart channel claim client cluster ' +
  'column command contract coupon course credit cursor device digest discount driver editor engine entry event export ' +
  'factor family feature field filter folder format frame gateway group header history image index invoice issue item ' +
  'job journal key label layer ledger lesson letter level limit link list loader log market matrix member message metric ' +
  'model module monitor network node note notice object offer option order owner package page parcel parser partner path ' +
  'patient payment period permit person phase picture plan player policy port price printer product profile project queue ' +
  'quota quote range rate reader record region report request reserve result review reward role route rule sample schema ' +
  'score script season section segment sensor series server session shape signal site source stage state station stock ' +
  'store stream student style subject supply survey symbol table target task team term ticket token topic trace track ' +
  'trade train trigger tunnel unit update user value vendor version view visit volume vote wallet warehouse window worker';
const verbs =
  'add apply archive assign attach build cancel check clear close collect compare compute convert copy count create ' +
  'decode delete detach encode expand export fetch fill filter find flush format gather group handle import insert join ' +
  'link list load lock map mark match measure merge move notify open order pack parse pick place plan print push queue ' +
  'raise read rebuild refresh release remove rename render replace report reset resolve restore return revoke rotate ' +
  'route sample save scan schedule search select send shift show skip sort split start stop store submit sum swap switch ' +
  'sync tag test trace track transfer trim undo unlock update validate verify visit wait warn watch wrap write';

/** Draws words and code; the same seed draws the same. */
class Author {
  readonly #random: () => number;
  readonly #nouns = nouns.split(' ');
  readonly #verbs = verbs.split(' ');

  constructor(seed: number) {
    this.#random = randomNumbers(seed);
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  noun(): string {
    return this.#nouns[this.below(this.#nouns.length)] as string;
  }

  verb(): string {
    return this.#verbs[this.below(this.#verbs.length)] as string;
  }

  compound(): string {
    return `${this.noun()}${capital(this.noun())}`;
  }

  statement(): string {
    const [a, b, c] = [this.compound(), this.compound(), this.noun()];
    switch (this.below(6)) {
      case 0:
        return `  const ${a} = ${this.verb()}${capital(b)}(${c}, ${this.below(1000)});`;
      case 1:
        return `  if (${a}.${b} > ${this.below(100)}) return this.${this.verb()}${capital(c)}(${a});`;
      case 2:
        return `  for (const ${c} of ${a}.${this.noun()}s) this.#${b}.${this.verb()}(${c});`;
      case 3:
        return `  await ${this.verb()}${capital(a)}({ ${b}: ${c}, ${this.noun()}: '${this.compound()}' });`;
      case 4:
        return `  // ${capital(this.verb())} the ${this.noun()} before the ${c} is ${this.verb()}ed.`;
      default:
        return `  ${a}.${this.verb()}(${b} ?? ${c}.${this.noun()});`;
    }
  }

  code(characters: number): string {
    let text = `import { ${this.compound()}, ${this.compound()} } from './${this.noun()}';\n\n`;
    while (text.length < characters) {
      const lines = Array.from({ length: 3 + this.below(8) }, () => this.statement());
      const name = `${this.verb()}${capital(this.compound())}`;
      text += `export async function ${name}(${this.noun()}: ${capital(this.noun())}) {\n${lines.join('\n')}\n}\n\n`;
    }
    return text;
  }

  service(): string {
    const [name, other] = [this.compound(), this.compound()];
    const own = Array.from({ length: 3 }, () => `  ${this.statement()}`).join('\n');
    return serviceTemplate.replaceAll('NAME', capital(name)).replaceAll('name', name).replaceAll('other', other) + own;
  }
}

/** What a generator of services would write; a name stands in every few lines. */
const serviceTemplate = `import { Injectable, Logger } from '@framework/core';
import { InjectRepository, Repository } from '@framework/storage';
import { NAMEEntity } from './name.entity';

@Injectable()
export class NAMEService {
  private readonly logger = new Logger('service');

  constructor(
    @InjectRepository(NAMEEntity)
    private readonly repository: Repository<NAMEEntity>,
    private readonly notifier: NotificationPublisher,
    private readonly clock: SystemClock,
  ) {}

  async findAll(options: PageOptions): Promise<Page<NAMEEntity>> {
    const skip = (options.page - 1) * options.size;
    const [items, total] = await this.repository.findAndCount({ skip, take: options.size });
    return { items, total, page: options.page, pages: Math.ceil(total / options.size) };
  }

  async findOne(id: string): Promise<NAMEEntity> {
    const name = await this.repository.findOne({ where: { id } });
    if (!name) throw new NotFoundError('There is no such record, or it was removed.');
    return name;
  }

  async create(input: CreateNAMEInput, user: User): Promise<NAMEEntity> {
    this.logger.debug('creating');
    const name = this.repository.create({ ...input, createdBy: user.id, createdAt: this.clock.now() });
    const saved = await this.repository.save(name);
    await this.notifier.publish('created', { id: saved.id, by: user.id, at: this.clock.now() });
    return saved;
  }

  async update(id: string, input: UpdateNAMEInput, user: User): Promise<NAMEEntity> {
    const name = await this.findOne(id);
    Object.assign(name, input, { updatedBy: user.id, updatedAt: this.clock.now() });
    const saved = await this.repository.save(name);
    await this.notifier.publish('updated', { id: saved.id, by: user.id, at: this.clock.now() });
    return saved;
  }

  async remove(id: string, user: User): Promise<void> {
    const name = await this.findOne(id);
    if (name.other !== undefined) throw new ConflictError('It is still in use: detach it first.');
    await this.repository.remove(name);
    await this.notifier.publish('removed', { id, by: user.id, at: this.clock.now() });
  }
}
`;

const packageIgnore = ['*.gen.ts', 'out/', '/build', '*.log', '!keep.log', 'fixtures/**/*.snap.ts', 'tmp-*'].join('\n');

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function folderOf(kind: MonorepoKind, index: number): string {
  const folder = Math.floor(index / (kind === 'deep' ? 5 : filesAFolder));
  if (kind !== 'deep') return `packages/p${Math.floor(folder / foldersAPackage)}/src/f${folder % foldersAPackage}`;
  const chain = Math.floor(folder / depth);
  return `packages/p${chain}/${Array.from({ length: (folder % depth) + 1 }, (_, level) => `level${level}`).join('/')}`;
}

function nameOf(kind: MonorepoKind, index: number): string {
  return kind === 'ignored' && index % 10 !== 0 ? `file${index}.gen.ts` : `file${index}.ts`;
}

function textOf(kind: MonorepoKind, index: number, author: Author): string {
  switch (kind) {
    case 'template':
      return author.service();
    case 'tiny':
      return `export const ${author.compound()} = ${author.compound()}(${index});\n`;
    case 'huge':
      return author.code(index % otherThanHuge === 0 ? hugeCharacters : 300);
    case 'unlike':
    case 'deep':
    case 'ignored':
      return author.code(1500 + author.below(3000));
  }
}

/** Writes so many files, beside `.gitignore`s; returns the path of one somewhere in the middle that is learned. */
export function writeMonorepo(folder: string, kind: MonorepoKind, files: number, seed = 1): string {
  const author = new Author(seed);
  let current = '';
  for (let index = 0; index < files; index++) {
    const parent = folderOf(kind, index);
    if (parent !== current) {
      mkdirSync(path.join(folder, parent), { recursive: true });
      if (kind === 'ignored') writeFileSync(path.join(folder, parent, '../../.gitignore'), packageIgnore);
      current = parent;
    }
    writeFileSync(path.join(folder, parent, nameOf(kind, index)), textOf(kind, index, author));
  }
  const middle = Math.floor(files / 20) * 10;
  return `${folderOf(kind, middle)}/${nameOf(kind, middle)}`;
}
