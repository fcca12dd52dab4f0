import { describe, expect, test } from 'vitest';
import { fit, isMidLine, quietBeforehand, surroundings } from './fit';

/** The cursor in a text. */
const mark = '║';

/** The document after the suggestion was accepted, with the cursor behind it, or why there is none. */
function accepted(document: string, decoded: string): string {
  const offset = document.indexOf(mark);
  const text = document.replace(mark, '');
  const around = surroundings(text, offset);
  const quiet = quietBeforehand(around, false);
  if (quiet !== undefined) return quiet;
  const fitted = fit(decoded, around);
  if (fitted.kind === 'quiet') return fitted.reason;
  return text.slice(0, offset) + fitted.text + mark + text.slice(offset + fitted.replaces);
}

describe('a suggestion at the end of a line', () => {
  test.each([
    ['return ║', 'source.subscribe();', 'return source.subscribe();║'],
    ['return ║\n}', 'source.subscribe();', 'return source.subscribe();║\n}'],
    ['th║\n  this.second = second;', 'is.', 'this.║\n  this.second = second;'],
    [
      'import { Sub║\nimport { Subject } from "./Subject";',
      'scriber',
      'import { Subscriber║\nimport { Subject } from "./Subject";',
    ],
    ['retu║\nreturn;', 'rn a;', 'return a;║\nreturn;'],
    ['  ║   \nnext();', 'first();  ', '  first();║   \nnext();'],
    ['return ║\r\n}', 'source;', 'return source;║\r\n}'],
  ])('%j with %j', (document, decoded, result) => expect(accepted(document, decoded)).toBe(result));
});

describe('a suggestion before brackets and quotes that the editor closed', () => {
  test.each([
    ['what stands is not written twice', 'call(║)', 'a, b)', 'call(a, b║)'],
    ['more after it replaces it', 'call(║)', 'a, b);', 'call(a, b);║'],
    ['a block after it replaces it', 'if (║)', 'x > 0) {', 'if (x > 0) {║'],
    ['brackets of its own are its own', 'call(║)', 'first(x)', 'call(first(x)║)'],
    ['and the outer one still stands', 'call(║);', 'first(x));', 'call(first(x)║);'],
    ['a quote ends where one stands', "from '║'", "rxjs'", "from 'rxjs║'"],
    ['a quote with more after it is replaced', "from '║'", "rxjs';", "from 'rxjs';║"],
    ['what ends sooner leaves it', 'call(║);', 'first, second', 'call(first, second║);'],
    ['several closers', 'f(() => {║})', ' go(); })', 'f(() => { go(); ║})'],
  ])('%s', (_, document, decoded, result) => expect(accepted(document, decoded)).toBe(result));
});

test.each([
  ['less than half of the line below', '║\n12345678abcdefghi\n', '12345678', '12345678║\n12345678abcdefghi\n'],
  ['most of a short line below', '║\n1234567;\n', '1234567', '1234567║\n1234567;\n'],
])('%s may be suggested', (_, document, decoded, result) => expect(accepted(document, decoded)).toBe(result));

describe('nothing is suggested', () => {
  test.each([
    ['that is only spaces', 'x ║', '        ', 'too-short'],
    ['under three characters', 'retur║', 'n;', 'too-short'],
    ['that is only line breaks', '}║', '\n\n  ', 'too-short'],
    ['that stands in the next line', '║\n\n  return x;\n', 'return x;', 'repeats-suffix'],
    ['that stands in the next line, begun already', '  ret║\n  return x;\n', 'urn x;', 'repeats-suffix'],
    ['that is most of the next line', '  ║\n  source.subscribe(\n', 'source.subscribe', 'repeats-suffix'],
    ['that is just half of the next line', '║\n12345678abcdefgh\n', '12345678', 'repeats-suffix'],
    ['that is most of it, begun already', 'source.su║\n  source.subscribe(x)\n', 'bscribe(', 'repeats-suffix'],
    ['that is the next lines, indented otherwise', '║\n  if (a) {\n    b();\n', 'if (a) {\n  b();', 'repeats-suffix'],
    ['that only closes what is closed', 'call(x║)', ')', 'repeats-suffix'],
  ])('%s', (_, document, decoded, reason) => expect(accepted(document, decoded)).toBe(reason));
});

describe('a suggestion of several lines', () => {
  test.each([
    ['stands as it is where nothing is below', 'if (a) ║', '{\n  b();\n}', 'if (a) {\n  b();\n}║'],
    ['ends where the lines below begin', 'a();\n║\nc();', 'b();\nc();\nd();', 'a();\nb();║\nc();'],
    ['also where it says only a part of them', '  a();║\n  class B {', '  // b\n  cla', '  a();  // b║\n  class B {'],
    ['leaves the bracket that closes the block', 'f() {\n  ║\n}\n', 'a();\n  b();\n}\n', 'f() {\n  a();\n  b();║\n}\n'],
    ['closes its own block', '  if (a) ║\n  }', '{\n    b();\n  }', '  if (a) {\n    b();║\n  }'],
    ['goes on in a blank line', 'a() {\n}\n\n║\n\nc() {\n}', 'b() {\n}', 'a() {\n}\n\nb() {\n}║\n\nc() {\n}'],
    ['replaces the closers that it says again', 'f(() => {║})', '\n  a();\n});', 'f(() => {\n  a();\n});║'],
    ['ends with what is seen of it', 'if (a) ║', '{\n  b();\n  ', 'if (a) {\n  b();║'],
    ['does so at the end of a line', 'return ║', 'source;\r\n', 'return source;║'],
    ['takes a bracket along to a line of its own', 'f(║)', '\n  a,\n)', 'f(\n  a,\n║)'],
    ['would leave closers behind', 'f(() => {║})', '\n  a();', 'suffix-disagrees'],
  ])('%s', (_, document, decoded, result) => expect(accepted(document, decoded)).toBe(result));

  test.each([
    ['call(║)', true],
    ['call(║);', true],
    ['call(║, last);', false],
    ['call();║', true],
  ])('is possible in %j: %j', (document, possible) => {
    expect(!isMidLine(surroundings(document.replace(mark, ''), document.indexOf(mark)))).toBe(possible);
  });
});
