import type { CompletionOutcome } from '@house-style/protocol/inference-messages';
import { cursorAt } from '@house-style/protocol/suggestion';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { GhostText, type Question } from './ghost-text';

const noSignal = new AbortController().signal;

/** A question at the end of a text, as the provider puts it. */
function questionAfter(text: string, more: Partial<Question> & { readonly after?: string } = {}): Question {
  const whole = text + (more.after ?? '');
  return {
    cursor: cursorAt('file:///a.ts', whole, text.length),
    invoked: false,
    popup: undefined,
    activity: { lastEdit: 'typed', cursors: 1, selecting: false },
    preferences: { acceptance: 0.6, multiLine: true },
    version: 1,
    textSince: (offset) => whole.slice(offset, text.length),
    textAfter: (length) => whole.slice(text.length, text.length + length),
    suggested: (suggestion) => ({ text: suggestion, before: text, place: { path: 'a.ts', line: 1, column: 1 } }),
    ...more,
  };
}

function shown(...texts: string[]): CompletionOutcome {
  return { kind: 'shown', candidates: texts.map((text) => ({ text, replaces: 0, confidence: 0.9 })) };
}

/** Ghost text whose process gives these outcomes, one after the other, and what it was asked. */
function ghostText(outcomes: CompletionOutcome[], noProcess?: 'no-process') {
  const asked: Question[] = [];
  const sentAgain: Question[] = [];
  let whyNoProcess = noProcess;
  const ghost = new GhostText({
    whyNoProcess: () => whyNoProcess,
    complete: (question) => {
      asked.push(question);
      const outcome = outcomes.shift();
      if (outcome === undefined) throw new Error('The process was asked once too often.');
      return Promise.resolve(outcome);
    },
    sendAgain: (question) => sentAgain.push(question),
  });
  const end = () => (whyNoProcess = 'no-process');
  return { ghost, asked, sentAgain, end };
}

describe('ghost text', () => {
  it('is what the process says', async () => {
    const { ghost, asked } = ghostText([shown('eturn x;')]);
    const question = questionAfter('r');
    expect(await ghost.answer(question, noSignal)).toEqual({
      kind: 'shown',
      from: 'model',
      suggestions: [{ text: 'eturn x;', replaces: 0 }],
    });
    expect(asked).toEqual([question]);
    expect(ghost.last).toMatchObject({ text: 'eturn x;', before: 'r' });
  });

  it('is the rest of what was given while the text typed agrees, without asking', async () => {
    const { ghost, asked } = ghostText([shown('eturn x + y;')]);
    await ghost.answer(questionAfter('r'), noSignal);
    expect(await ghost.answer(questionAfter('retu'), noSignal)).toMatchObject({
      from: 'typed-through',
      suggestions: [{ text: 'rn x + y;' }],
    });
    expect(await ghost.answer(questionAfter('re'), noSignal)).toMatchObject({ suggestions: [{ text: 'turn x + y;' }] });
    expect(asked).toHaveLength(1);
    expect(ghost.last?.text).toBe('eturn x + y;');
  });

  it('is asked for anew where but a scrap is left, which stays where nothing better is known', async () => {
    const { ghost, asked } = ghostText([shown('uokka'), shown('kaHabitat'), { kind: 'quiet', reason: 'unsure' }]);
    await ghost.answer(questionAfter('makeQ'), noSignal);
    expect(await ghost.answer(questionAfter('makeQuok'), noSignal)).toMatchObject({
      from: 'model',
      suggestions: [{ text: 'kaHabitat' }],
    });
    expect(await ghost.answer(questionAfter('makeQuokkaHab'), noSignal)).toMatchObject({
      from: 'typed-through',
      suggestions: [{ text: 'itat' }],
    });
    expect(asked).toHaveLength(3);
  });

  it('is the scrap that is left where there is no process to ask', async () => {
    const { ghost, end } = ghostText([shown('uokka')]);
    await ghost.answer(questionAfter('makeQ'), noSignal);
    end();
    expect(await ghost.answer(questionAfter('makeQuok'), noSignal)).toMatchObject({ suggestions: [{ text: 'ka' }] });
  });

  it('is asked for anew where the text went another way, or was typed to its end', async () => {
    const { ghost, asked } = ghostText([shown('eturn'), shown('q'), shown(' 1;')]);
    await ghost.answer(questionAfter('r'), noSignal);
    expect(await ghost.answer(questionAfter('rx'), noSignal)).toMatchObject({ from: 'model' });
    expect(await ghost.answer(questionAfter('rxq'), noSignal)).toMatchObject({ suggestions: [{ text: ' 1;' }] });
    expect(asked).toHaveLength(3);
  });

  it('is asked for anew by whoever wants several where there was one', async () => {
    const { ghost, asked } = ghostText([shown('eturn'), shown('eturn', 'eject')]);
    await ghost.answer(questionAfter('r'), noSignal);
    expect(await ghost.answer(questionAfter('re', { invoked: true }), noSignal)).toMatchObject({ from: 'model' });
    expect(await ghost.answer(questionAfter('re', { invoked: true }), noSignal)).toMatchObject({
      from: 'typed-through',
    });
    expect(asked).toHaveLength(2);
  });

  it('is asked for anew once something else is wanted', async () => {
    const { ghost } = ghostText([shown('eturn x;\n  more();'), shown('turn x;')]);
    await ghost.answer(questionAfter('r'), noSignal);
    const preferences = { ...questionAfter('').preferences, multiLine: false };
    expect(await ghost.answer(questionAfter('re', { preferences }), noSignal)).toMatchObject({
      from: 'model',
      suggestions: [{ text: 'turn x;' }],
    });
  });

  it('ends lines with a line feed alone', async () => {
    const { ghost } = ghostText([shown('a\r\nb')]);
    expect(await ghost.answer(questionAfter(''), noSignal)).toMatchObject({ suggestions: [{ text: 'a\nb' }] });
  });

  it('goes on from what the popup has selected, or is nothing', async () => {
    const { ghost } = ghostText([shown('urn x;', 'ain();'), shown('ain();')]);
    const popup = { start: 0, end: 3, text: 'return' };
    expect(await ghost.answer(questionAfter('ret', { popup, invoked: true }), noSignal)).toEqual({
      kind: 'shown',
      from: 'model',
      suggestions: [{ text: 'urn x;', replaces: 0 }],
    });
    expect(await ghost.answer(questionAfter('let ret', { popup: { ...popup, start: 4, end: 7 } }), noSignal)).toEqual({
      kind: 'quiet',
      reason: 'popup-disagrees',
    });
  });

  it('is nothing without a process, but for the rest of what was given', async () => {
    expect(await ghostText([], 'no-process').ghost.answer(questionAfter('r'), noSignal)).toEqual({
      kind: 'quiet',
      reason: 'no-process',
    });
  });

  it('has a document sent again whose copy is stale, and only then', async () => {
    const stale: CompletionOutcome = { kind: 'quiet', reason: 'stale-document' };
    const { ghost, sentAgain } = ghostText([{ kind: 'quiet', reason: 'unsure' }, stale]);
    await ghost.answer(questionAfter('a'), noSignal);
    expect(sentAgain).toEqual([]);
    const question = questionAfter('ab', { version: 7 });
    expect(await ghost.answer(question, noSignal)).toEqual(stale);
    expect(sentAgain).toEqual([question]);
  });

  it('is cancelled without asking where nobody waits any more', async () => {
    const { ghost, asked } = ghostText([]);
    expect(await ghost.answer(questionAfter('r'), AbortSignal.abort())).toEqual({ kind: 'cancelled' });
    expect(asked).toEqual([]);
  });

  it('keeps what it gave through an answer that shows nothing', async () => {
    const { ghost } = ghostText([shown('eturn x;'), { kind: 'failed', code: 'internal', message: 'no' }]);
    await ghost.answer(questionAfter('r'), noSignal);
    expect((await ghost.answer(questionAfter('rx'), noSignal)).kind).toBe('failed');
    expect(await ghost.answer(questionAfter('ret'), noSignal)).toMatchObject({ from: 'typed-through' });
  });

  it('remembers which of several was accepted, as it was first given', async () => {
    const { ghost } = ghostText([shown('eturn x;', 'eject();')]);
    await ghost.answer(questionAfter('r', { invoked: true }), noSignal);
    ghost.accepted('ject();');
    expect(ghost.last?.text).toBe('eject();');
    ghost.accepted('something else');
    expect(ghost.last?.text).toBe('eject();');
  });
});

describe('what comes by itself', () => {
  const writing = { lastEdit: 'typed', cursors: 1, selecting: false } as const;
  const conflict = { text: 'a\n<<<<<<< ours\nb', after: '\n=======\nc\n>>>>>>> theirs\n' };

  it.each([
    ['just-deleted', { activity: { ...writing, lastEdit: 'deleted' } }],
    ['just-undone', { activity: { ...writing, lastEdit: 'undone' } }],
    ['selection', { activity: { ...writing, selecting: true } }],
    ['several-cursors', { activity: { ...writing, cursors: 3 } }],
  ] as const)('is nothing (%s), and is what was asked for', async (reason, more) => {
    const { ghost, asked } = ghostText([shown('eturn x + y;'), shown('turn x + y;', 'ject(x);')]);
    await ghost.answer(questionAfter('r'), noSignal);
    expect(await ghost.answer(questionAfter('re', more), noSignal)).toEqual({ kind: 'quiet', reason });
    expect(asked).toHaveLength(1);
    expect(await ghost.answer(questionAfter('re', { ...more, invoked: true }), noSignal)).toMatchObject({
      suggestions: [{ text: 'turn x + y;' }, { text: 'ject(x);' }],
    });
    // With the next character the rest is there again.
    expect((await ghost.answer(questionAfter('ret'), noSignal)).kind).toBe('shown');
  });

  it('is nothing in a merge conflict', async () => {
    const question = questionAfter(conflict.text, { after: conflict.after });
    expect(await ghostText([]).ghost.answer(question, noSignal)).toEqual({ kind: 'quiet', reason: 'merge-conflict' });
    const asked = ghostText([shown('ar;')]).ghost.answer({ ...question, invoked: true }, noSignal);
    expect(await asked).toMatchObject({ kind: 'shown' });
  });

  it('leaves Tab to whoever wants to indent, but for what begins with the indentation', async () => {
    const { ghost } = ghostText([shown('baz();'), shown('  baz();'), shown('baz();')]);
    const inFront = questionAfter('foo() {\n  bar();\n');
    expect(await ghost.answer(inFront, noSignal)).toEqual({ kind: 'quiet', reason: 'tab-indents' });
    // What is left once Tab has indented.
    expect(await ghost.answer(questionAfter('foo() {\n  bar();\n  '), noSignal)).toMatchObject({ kind: 'shown' });
    const { ghost: other } = ghostText([shown('  baz();')]);
    expect(await other.answer(inFront, noSignal)).toMatchObject({ suggestions: [{ text: '  baz();' }] });
  });
});

describe('what was accepted and deleted soon after', () => {
  afterEach(() => vi.useRealTimers());

  const text = 'bar();\n  baz();';

  /** Accepted behind `foo(`, and deleted again after some time. */
  async function regretted(after: number, later: CompletionOutcome[] = [shown(text)]) {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { ghost } = ghostText([shown(text), ...later]);
    await ghost.answer(questionAfter('foo('), noSignal);
    ghost.accepted(text);
    vi.advanceTimersByTime(after);
    return ghost;
  }

  it('is not offered there again', async () => {
    const ghost = await regretted(20_000, [shown(`${text}\n}`), shown(text)]);
    expect(await ghost.answer(questionAfter('foo('), noSignal)).toEqual({ kind: 'quiet', reason: 'regretted' });
    // Elsewhere it is.
    expect(await ghost.answer(questionAfter('x = foo('), noSignal)).toMatchObject({ kind: 'shown' });
  });

  it('is known though nothing comes while it is being deleted', async () => {
    const ghost = await regretted(1000);
    const activity = { lastEdit: 'deleted', cursors: 1, selecting: false } as const;
    expect(await ghost.answer(questionAfter('foo(', { activity }), noSignal)).toMatchObject({ reason: 'just-deleted' });
    expect(await ghost.answer(questionAfter('foo('), noSignal)).toEqual({ kind: 'quiet', reason: 'regretted' });
  });

  it('leaves the other suggestions', async () => {
    const ghost = await regretted(1000, [shown(text, 'other();')]);
    const answer = await ghost.answer(questionAfter('foo(', { invoked: true }), noSignal);
    expect(answer).toMatchObject({ suggestions: [{ text: 'other();' }] });
  });

  it('is offered again where it was deleted later, or still stands', async () => {
    const later = await regretted(31_000);
    expect(await later.answer(questionAfter('foo('), noSignal)).toMatchObject({ kind: 'shown' });
    const standing = await regretted(1000);
    const question = questionAfter('foo(', { after: text.replace('\n', '\r\n') });
    expect(await standing.answer(question, noSignal)).toMatchObject({ kind: 'shown' });
  });
});
