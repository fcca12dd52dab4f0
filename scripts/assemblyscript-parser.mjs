/**
 * A Prettier plugin for AssemblyScript, which is TypeScript but for decorators on functions: the parser is shown a line
 * comment of the same length in place of each. Prettier prints comments as they stand in the text, so it prints the
 * decorator.
 */
import { parsers } from 'prettier/plugins/typescript';

const { typescript } = parsers;

function withoutDecorators(text) {
  return text.replace(/^@\w(?=\w+$)/gm, '//');
}

const assemblyscript = {
  ...typescript,
  parse: (text, options) => typescript.parse(withoutDecorators(text), options),
};

export default { parsers: { assemblyscript } };
