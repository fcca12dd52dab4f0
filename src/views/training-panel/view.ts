/**
 * What the training panel shows, made of sentences in the editor's language: the panel's own script lays it out and
 * knows no words. Also what it asks for.
 */
import * as z from 'zod';

/** A button or a link, and what it asks for. */
export interface Action {
  readonly label: string;
  readonly request: PanelRequest;
}

export interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly cells: readonly string[];
    readonly actions?: readonly Action[] | undefined;
  }[];
}

interface Curve {
  readonly label: string;
  readonly steps: readonly number[];
  /** Bits per character. */
  readonly bits: readonly number[];
}

export interface PanelView {
  /** Of the document, as `de`. */
  readonly language: string;
  readonly title: string;
  /** How far it is, or how it ended. */
  readonly state: string;
  /** Told by screen readers when it changes: less often than what is seen. */
  readonly announcement: string;
  /** How good it is, in words; empty where nobody knows yet. */
  readonly quality: string;
  /** 0 to 1; undefined while nothing is under way. */
  readonly progress: number | undefined;
  readonly actions: readonly Action[];
  readonly minutes: {
    readonly label: string;
    readonly value: number;
    readonly from: number;
    readonly to: number;
    readonly note: string;
  };
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly notices: readonly string[];
  readonly curve: {
    readonly title: string;
    readonly explanation: string;
    readonly axes: { readonly steps: string; readonly bits: string };
    readonly learning: Curve;
    readonly heldOut: Curve;
    readonly details: string;
    readonly table: Table;
  };
  readonly samples: {
    readonly title: string;
    /** Or why there are none. */
    readonly explanation: string;
    /** Names the slider that goes through them. */
    readonly slider: string;
    /** Oldest first. */
    readonly entries: readonly { readonly title: string; readonly text: string }[];
  };
  readonly corpus: {
    readonly title: string;
    readonly summary: string;
    readonly kinds: Table;
    readonly leftOutTitle: string;
    readonly leftOut: readonly Action[];
  };
  readonly models: { readonly title: string; readonly explanation: string; readonly table: Table };
}

const panelRequest = z.discriminatedUnion('kind', [
  /** The script runs and wants to be told what to show. */
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('start') }),
  z.object({ kind: z.literal('start-over') }),
  z.object({ kind: z.literal('stop') }),
  z.object({ kind: z.literal('minutes'), minutes: z.number() }),
  /** Files that one rule left out. */
  z.object({ kind: z.literal('left-out'), rule: z.string() }),
  z.object({ kind: z.literal('use-model'), id: z.string() }),
  z.object({ kind: z.literal('settings') }),
  z.object({ kind: z.literal('log') }),
]);

export type PanelRequest = z.infer<typeof panelRequest>;

/** What the panel's script asked for; undefined for anything else. */
export function parseRequest(message: unknown): PanelRequest | undefined {
  return panelRequest.safeParse(message).data;
}
