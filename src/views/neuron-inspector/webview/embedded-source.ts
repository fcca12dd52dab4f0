import type {
  EmbeddedInspection,
  Expectation,
  FoundOf,
  Look,
  StateName,
  UnitName,
} from '@house-style/protocol/inspection';
import { inFullColour, type Magnitudes } from './paint';
import type { InspectionSource, Opening } from './source';

/** Likeliest characters of each place, as `EmbeddedInspection.data` has them. */
const perPlace = 5;

/** Answers out of a page that stands alone. */
export class EmbeddedSource implements InspectionSource {
  readonly hasBlend = false;

  private constructor(
    private readonly embedded: EmbeddedInspection,
    private readonly bytes: Uint8Array,
    private readonly count: number,
  ) {}

  static async open(embedded: EmbeddedInspection): Promise<{ source: EmbeddedSource; opening: Opening }> {
    const packed = Uint8Array.from(atob(embedded.data), (character) => character.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    const count = Array.from(embedded.text.text).length;
    const bits = new Float32Array(bytes.buffer, 0, count);
    const { text, words, unit } = embedded;
    return {
      source: new EmbeddedSource(embedded, bytes, count),
      opening: { text: { ...text, bits }, words, unit, selection: { from: 0, to: 0 } },
    };
  }

  find<Kind extends Look['kind']>(look: Extract<Look, { kind: Kind }>): Promise<FoundOf<Kind>> {
    // Each kind of question has the answer of its kind.
    return Promise.resolve(this.#found(look) as FoundOf<Kind>);
  }

  #found(look: Look): FoundOf<Look['kind']> {
    switch (look.kind) {
      case 'unit': {
        const start = this.#start(look.state, look.layer) + look.unit * this.count;
        const { strongest, full } = this.#magnitudes(look);
        return { kind: 'unit', strongest, full, shares: this.#shares(start, this.count) };
      }
      case 'heat-map': {
        const start = this.#start(look.state, look.layer);
        const units = this.embedded.text.layers[look.layer] ?? 0;
        const length = look.to - look.from;
        const shares = new Int8Array(units * length);
        for (let unit = 0; unit < units; unit++) {
          const own = this.#shares(start + unit * this.count + look.from, length);
          shares.set(inFullColour(own, this.#magnitudes({ ...look, unit })), unit * length);
        }
        return { kind: 'heat-map', shares };
      }
      case 'expected':
        return {
          kind: 'expected',
          expected: Array.from({ length: look.to - look.from }, (_, at) => this.#expected(look.from + at)),
        };
      case 'blend':
        return { kind: 'blend', expected: [] };
      case 'tracked':
        return { kind: 'tracked', tracked: this.embedded.tracked };
    }
  }

  #magnitudes({ state, layer, unit }: UnitName): Magnitudes {
    const { strongest, full } = this.embedded;
    return { strongest: strongest[state]?.[layer]?.[unit] ?? 0, full: full[state]?.[layer]?.[unit] ?? 0 };
  }

  #expected(at: number): Expectation[] {
    const names = 4 * this.count + at * perPlace;
    const probabilities = names + this.count * perPlace;
    return Array.from({ length: perPlace }, (_, place) => ({
      character: this.embedded.names[this.bytes[names + place] ?? 0] ?? '',
      probability: (this.bytes[probabilities + place] ?? 0) / 255,
    })).filter(({ probability }) => probability > 0);
  }

  #shares(start: number, length: number): Int8Array {
    return new Int8Array(this.bytes.buffer, start, length);
  }

  /** Where the shares of a layer start. */
  #start(state: StateName, layer: number): number {
    const { layers, states } = this.embedded.text;
    const units = layers.reduce((sum, width) => sum + width, 0);
    const before = states.indexOf(state) * units + layers.slice(0, layer).reduce((sum, width) => sum + width, 0);
    return (4 + 2 * perPlace + before) * this.count;
  }
}
