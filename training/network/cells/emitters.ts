import type { Cell } from '@house-style/model/network';
import type { CellEmitter } from './cell';
import { emitGru } from './gru';
import { emitLstm } from './lstm';
import { emitRnn } from './rnn';

export const cellEmitters: Readonly<Record<Cell, CellEmitter>> = { lstm: emitLstm, gru: emitGru, rnn: emitRnn };
