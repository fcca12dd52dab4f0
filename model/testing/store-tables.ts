/** Stores tables whenever it is told to, as each window's process does: `node store-tables FILE NAME`. */
import { writeTables } from '../blend/tables-file';
import { ContextMixing } from '../mixing/context-mixing';
import { asciiVocabulary as vocabulary } from './random-model';

const [, , file = '', name = ''] = process.argv;
const mixing = new ContextMixing(
  vocabulary,
  Array.from({ length: vocabulary.size }, () => 1),
  { tokens: 1 << 12, slotBits: 12, bucketBits: 10, matchBits: 10 },
);

process.on('message', (round) => {
  mixing.learn(vocabulary.token('a') ?? vocabulary.endOfFile);
  writeTables(file, { mixing, learned: new Map([['by', `${name} ${String(round)}`]]), network: '' }).then(
    () => process.send?.('stored'),
    (error: unknown) => process.send?.(String(error)),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
