import type { TrainingEvent } from '@house-style/protocol/training-events';
import { type Options, type Params, SingleBar } from 'cli-progress';
import { print, printJson, tell } from './output';

/** Tells the user, or the program, that started a training how it goes. */
export interface TrainingReport {
  event(event: TrainingEvent): void;
  /** Puts the terminal back as it was. */
  close(): void;
}

/** One JSON object a line on standard output. */
export function jsonReport(): TrainingReport {
  return { event: printJson, close: () => undefined };
}

/** Milliseconds between two lines of progress where no bar can be drawn. */
const lineInterval = 10_000;

/** Sentences and a progress bar on standard error; the result on standard output. */
export function terminalReport(options: { readonly explain: boolean }): TrainingReport {
  return new TerminalReport(options.explain);
}

class TerminalReport implements TrainingReport {
  #bar: SingleBar | undefined;
  #lastLine = 0;
  #heldOut: number | null = null;

  /** @param explain whether to say why network and device were chosen. */
  constructor(private readonly explain: boolean) {}

  event(event: TrainingEvent): void {
    switch (event.event) {
      case 'corpus':
        this.#say(corpusSentence(event));
        return;
      case 'plan':
        this.#say(
          `Training ${event.network}: ${event.parameters.toLocaleString('en')} parameters, ` +
            `on ${event.device} with ${event.engine}.`,
        );
        for (const reason of this.explain ? event.reasons : []) this.#say(`  ${reason}`);
        return;
      case 'step':
        this.#progress(event);
        return;
      case 'validation':
        this.#heldOut = event.bitsPerCharacter;
        return;
      case 'sample':
      case 'checkpoint':
        return;
      case 'kept':
        if (event.better) this.#say(`${event.model} holds the best weights of the run so far.`);
        return;
      case 'notice':
        this.#say(event.message);
        return;
      case 'compared':
        this.#say(comparedSentence(event));
        return;
      case 'done':
        this.close();
        print(doneSentence(event));
        return;
      case 'error':
        this.#say(event.message);
    }
  }

  close(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  #progress(event: Extract<TrainingEvent, { event: 'step' }>): void {
    const payload = {
      speed: Math.round(event.charactersPerSecond).toLocaleString('en'),
      training: event.bitsPerCharacter.toFixed(3),
      heldOut: this.#heldOut === null ? '–' : this.#heldOut.toFixed(3),
      left: duration(event.secondsLeft),
    };
    if (!process.stderr.isTTY) {
      if (performance.now() - this.#lastLine < lineInterval) return;
      this.#lastLine = performance.now();
      tell(`${Math.floor(event.fraction * 100)} % · ${progressWords(payload)}`);
      return;
    }
    if (this.#bar === undefined) {
      this.#bar = new SingleBar({ format: barFormat, stream: process.stderr, hideCursor: true, fps: 4 });
      this.#bar.start(1, 0, payload);
    }
    this.#bar.update(event.fraction, payload);
  }

  /** A line above the bar. */
  #say(sentence: string): void {
    this.close();
    tell(sentence);
  }
}

interface Payload {
  readonly speed: string;
  readonly training: string;
  readonly heldOut: string;
  readonly left: string;
}

function progressWords({ speed, training, heldOut, left }: Payload): string {
  return `${speed} characters/s · bits per character: training ${training}, held out ${heldOut} · ${left} left`;
}

const barWidth = 24;

function barFormat(_options: Options, params: Params, payload: Payload): string {
  const filled = Math.round(params.progress * barWidth);
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
  return `${bar} ${Math.floor(params.progress * 100)} % · ${progressWords(payload)}`;
}

/** As `1:02:03` or `4:05`. */
function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const padded = String(rest).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${padded}` : `${minutes}:${padded}`;
}

function corpusSentence(event: Extract<TrainingEvent, { event: 'corpus' }>): string {
  const { files, characters, heldOutFiles, heldOutCharacters, leftOut, secrets, secretsMasked } = event;
  const reasons = Object.entries(leftOut).filter(([, count]) => count > 0);
  const out = reasons.map(([reason, count]) => `${count} ${reason}`).join(', ');
  return [
    `Learning from ${counted(files)} (${characters.toLocaleString('en')} characters); ` +
      `${counted(heldOutFiles)} (${heldOutCharacters.toLocaleString('en')} characters) ` +
      `${heldOutFiles === 1 ? 'is' : 'are'} held out to measure with.`,
    ...(out === '' ? [] : [`Left out: ${out}.`]),
    ...(secrets.length === 0 ? [] : [`Left out because they look like secrets: ${secrets.join(', ')}.`]),
    ...(secretsMasked === 0 ? [] : [`Secrets taken out of what is learned: ${secretsMasked}.`]),
  ].join('\n');
}

function counted(files: number): string {
  return `${files.toLocaleString('en')} ${files === 1 ? 'file' : 'files'}`;
}

function comparedSentence(event: Extract<TrainingEvent, { event: 'compared' }>): string {
  const { before, after, files, better, learned = 1 } = event;
  const unseen = files === 1 ? 'a file that it has never seen' : `${files} files that it has never seen`;
  const share = (part: number): string => `${(100 * part).toFixed(1)} %`;
  const measured = `of the characters of ${unseen}, suggestions expect ${share(after.predicted)} after it, ${share(before.predicted)} before it`;
  return better
    ? `What the training brought: ${measured}.${halfway(learned)}`
    : `The training brought nothing here: ${measured}. The model holds the network as it was before.`;
}

/** Where suggestions are best with part of what was learned. */
function halfway(learned: number): string {
  if (learned === 1) return '';
  return ` They are best with ${100 * learned} % of the way from the network as it was to the trained one, so that is the model.`;
}

function doneSentence({ model, bitsPerCharacter, steps, seconds }: Extract<TrainingEvent, { event: 'done' }>): string {
  const quality =
    bitsPerCharacter === null
      ? 'nothing was held out to measure it with'
      : `${bitsPerCharacter.toFixed(3)} bits per character on held-out files`;
  return `${model}: ${quality}, after ${steps.toLocaleString('en')} steps in ${duration(seconds)}.`;
}
