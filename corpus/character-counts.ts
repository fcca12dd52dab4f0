/** Counts code points. An array in place of a map: counting is then as fast as reading. */
export class CharacterCounts {
  readonly #counts = new Uint32Array(0x110000);

  /** Counts a text's characters. */
  add(text: string): void {
    for (let index = 0; index < text.length;) {
      const point = text.codePointAt(index) as number;
      this.#counts[point] = (this.#counts[point] as number) + 1;
      index += point > 0xffff ? 2 : 1;
    }
  }

  /** How often each character came. */
  toMap(): Map<string, number> {
    const map = new Map<string, number>();
    for (let point = 0; point < this.#counts.length; point++) {
      const count = this.#counts[point] as number;
      if (count > 0) map.set(String.fromCodePoint(point), count);
    }
    return map;
  }
}

/** Number of characters (Unicode code points) in a text. */
export function countCharacters(text: string): number {
  let characters = text.length;
  for (let index = 0; index + 1 < text.length; index++) {
    if (isHigh(text.charCodeAt(index)) && isLow(text.charCodeAt(index + 1))) characters -= 1;
  }
  return characters;
}

function isHigh(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}

function isLow(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}
