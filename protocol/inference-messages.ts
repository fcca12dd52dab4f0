/**
 * What the extension and the inference process say to each other, by structured clone over the fork's channel.
 *
 * Documents are sent once when opened and then as edits, never again whole. Offsets count UTF-16 code units, as in the
 * editor, line ends and indentation as they are there; what is suggested comes with line feeds, which editors replace by
 * the document's ends. Every request has an id; a newer request on the same document does not cancel an older one by itself: the
 * client says `cancel`.
 */
import type { CodeFolder } from './code-folder';
import type { DeviceKind } from './device-kind';
import type { Edit } from './edit';
import type { Failure, FailureCode } from './failure';
import type { FilePlan, GeneratedFile } from './generated-file';
import type { ExportedPart, Found, InspectedText, InspectorWords, Look } from './inspection';
import type { Seen, Suggested } from './seen';
import type { Frequency, RegionRule } from './settings';
import type { SurprisesOutcome } from './surprises';

/** What a user may set. */
export interface CompletionPreferences {
  /** Share of shown suggestions that should be right to the last character, above 0 and below 1. */
  readonly acceptance: number;
  /** Whether suggestions may have several lines. */
  readonly multiLine: boolean;
  /** As the setting has it by default where not given. */
  readonly frequency?: Frequency;
  /** What comes by itself in comments and in strings; everything where not given. */
  readonly inComments?: RegionRule;
  readonly inStrings?: RegionRule;
}

/**
 * Where a document comes from: the rules that make a corpus say by that whether it is learned. Others are completed all
 * the same.
 */
export type Origin =
  /** A file in a folder of the workspace, at the document's path. */
  | ({ readonly kind: 'file' } & CodeFolder)
  /** The cells of such a file that is a notebook, put together as `notebook-text.ts` says. */
  | ({ readonly kind: 'notebook' } & CodeFolder)
  /** Never saved: learned, but for what looks like a secret. */
  | { readonly kind: 'untitled' }
  /** A file outside the workspace: never learned. */
  | { readonly kind: 'elsewhere' };

export type Request =
  /** Load a model file; a second call replaces the model once the new one is good, and keeps the old one if it is not. */
  | {
      readonly kind: 'load';
      readonly id: number;
      readonly modelPath: string;
      /** What completions run on: `auto` begins on the CPU and moves to the fastest; the CPU where not given. */
      readonly device?: DeviceKind | 'auto';
      /** Whether anything is learned of the documents that are worked on; it is where not given. */
      readonly adapt?: boolean;
    }
  /** Know the code of the workspace: suggest from it even without a model, and blend it with one. */
  | {
      readonly kind: 'workspace';
      /** A file that `housestyle corpus --out` wrote; none where there is no folder. */
      readonly corpusPath?: string;
      /** Where what was learned of it is kept; made if it does not exist. */
      readonly tablesPath: string;
      /** Whether it is a first part, to suggest from but not to learn: the whole follows. */
      readonly partial?: boolean;
      /** Where the code lies, and what of it the user has hidden from the editor. */
      readonly code?: readonly CodeFolder[];
      /** Whether anything is learned of the documents that are worked on; as for the pretrained network where not given. */
      readonly adapt?: boolean;
      /** A network of other code, to blend it with until there is a model. */
      readonly pretrained?: {
        readonly modelPath: string;
        readonly adapt: boolean;
      };
    }
  | {
      readonly kind: 'open';
      readonly document: string;
      readonly version: number;
      /**
       * Its name in the workspace, see `code-folder.ts`; what else it is called where it is none of the workspace's files,
       * empty where it has no name.
       */
      readonly path: string;
      readonly text: string;
      /** Where nobody says it, a path is judged by its name alone, and a document without one as untitled. */
      readonly origin?: Origin;
    }
  | { readonly kind: 'edit'; readonly document: string; readonly version: number; readonly edits: readonly Edit[] }
  | { readonly kind: 'close'; readonly document: string }
  | {
      readonly kind: 'complete';
      readonly id: number;
      readonly document: string;
      readonly version: number;
      /** Of the cursor. */
      readonly offset: number;
      /** `automatic` asks for one candidate and stays quiet when unsure; `invoke` asks for several. */
      readonly trigger: 'automatic' | 'invoke';
      /** Left out for those that nobody changed. */
      readonly preferences?: CompletionPreferences;
      /** What the editor indents by, which counts where the text does not tell. */
      readonly indentation?: { readonly insertSpaces: boolean; readonly tabSize: number };
    }
  | {
      readonly kind: 'generate';
      readonly id: number;
      readonly path: string;
      /** What the file begins with; it stays as it is. */
      readonly prompt: string;
      /** Path in the workspace of a file to follow; the most similar one where not given. */
      readonly like?: string;
      /** 0 to 1: how much stays of the file that is followed. */
      readonly faithful: number;
      readonly seed: number;
      readonly maximumCharacters: number;
      /** Characters of a stretch that stands so in a file of the workspace; as long as it comes where not given. */
      readonly maximumVerbatim?: number;
    }
  /** Asks what a file would follow, and which names would go on as those beside it. */
  | {
      readonly kind: 'plan';
      readonly id: number;
      /** As far as it is typed. */
      readonly path: string;
    }
  /**
   * Files were made or changed, by absolute path: what of them is the workspace's code is learned as it now is. Answered
   * by `outdated` where that is too much to do without gathering all anew.
   */
  | { readonly kind: 'changed'; readonly paths: readonly string[] }
  /** Files, or folders with all that was in them, are gone, by absolute path. Answered by `outdated` where they were learned. */
  | { readonly kind: 'deleted'; readonly paths: readonly string[] }
  /** Forget what was learned of documents, and what is stored: the workspace's files are learned anew. */
  | { readonly kind: 'reset' }
  /** Where in the workspace's code a suggestion was seen. */
  | { readonly kind: 'where'; readonly id: number; readonly suggested: Suggested }
  /**
   * Reads a document for the neuron inspector, by the network of what suggestions come from. Answered by `inspected`, and
   * this and the next two by `inspection-failed` where that cannot be.
   */
  | {
      readonly kind: 'inspect';
      readonly id: number;
      readonly document: string;
      readonly version: number;
      /** What is selected in the editor, in its offsets. */
      readonly selection: Selection;
    }
  /** Asks about the text that was read last. */
  | { readonly kind: 'look'; readonly id: number; readonly look: Look }
  | {
      readonly kind: 'export-inspection';
      readonly id: number;
      readonly part: ExportedPart;
      /** Of the file that is written. */
      readonly path: string;
      readonly words: InspectorWords;
    }
  /** Nobody looks into the text any more. */
  | { readonly kind: 'end-inspection' }
  /** Which lines of a document do not look like the workspace's code. */
  | {
      readonly kind: 'surprises';
      readonly id: number;
      readonly document: string;
      readonly version: number;
      /** These are told of, counted from 0; where not given, those that are above the threshold. */
      readonly lines?: readonly number[];
    }
  | { readonly kind: 'cancel'; readonly id: number };

/** From the first place up to the last (exclusive), which may be the same. */
interface Selection {
  readonly from: number;
  readonly to: number;
}

export type RequestOf<Kind extends Request['kind']> = Extract<Request, { kind: Kind }>;

/** Why nothing is suggested. Each is a normal outcome, not an error. */
export type QuietReason =
  | 'no-model'
  | 'unsure'
  | 'too-short'
  | 'inside-word'
  | 'repeats-suffix'
  | 'repetition'
  | 'suffix-disagrees'
  /** Not wanted there. */
  | 'in-comment'
  | 'in-string'
  | 'stale-document';

/** What is offered to stand at the cursor. */
export interface Candidate {
  readonly text: string;
  /** Code units after the cursor that the text replaces. */
  readonly replaces: number;
  /** Estimated probability that all of it is right. */
  readonly confidence: number;
}

export type CompletionOutcome =
  | { readonly kind: 'shown'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'quiet'; readonly reason: QuietReason }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly code: FailureCode; readonly message: string };

export interface LoadedModel {
  readonly path: string;
  readonly parameters: number;
  readonly vocabulary: number;
  /** Held-out bits per character that training measured; null where nothing was held out. */
  readonly bitsPerCharacter: number | null;
  /** Part of the held-out characters that training saw it hold for the likeliest; undefined where nobody measured it. */
  readonly predicted?: number;
  /** That it was trained on. */
  readonly files: number;
  /** Digest of those, by which the list of their names is known to be its own (`model-sources.ts`). */
  readonly corpus: string;
  readonly trainedAt: string;
  /** Why it runs on the CPU and not on the device that was asked for. */
  readonly deviceRefusal?: string;
}

/**
 * What suggestions are decoded from: an index of the code, the trained network, all that the context mixing has learned
 * of the code (perhaps blended with a network of other code), or that blended with the trained network.
 */
export type Source = 'index' | 'network' | 'contexts' | 'blend';

export interface Knowledge {
  /** Nothing, before any code or model is known. */
  readonly source: Source | 'nothing';
  /** Share of the workspace's code that is learned, 0 to 1. */
  readonly learned: number;
}

/** Files that a trained model has read and that no training would read any more: deleted, ignored or credentials. */
export interface GoneSources {
  readonly modelPath: string;
  /** When the model was trained. */
  readonly trainedAt: string;
  readonly count: number;
  /** Some of them, by their names in the workspace. */
  readonly paths: readonly string[];
}

export type Response =
  | { readonly kind: 'ready' }
  | { readonly kind: 'knows'; readonly knowledge: Knowledge }
  /** The workspace's code is no longer what was told: it should be gathered again. */
  | { readonly kind: 'outdated' }
  | { readonly kind: 'sources-gone'; readonly sources: GoneSources }
  | { readonly kind: 'loaded'; readonly id: number; readonly model: LoadedModel }
  | { readonly kind: 'load-failed'; readonly id: number; readonly code: Failure['code']; readonly message: string }
  | {
      readonly kind: 'completed';
      readonly id: number;
      readonly outcome: CompletionOutcome;
      /** In the process, from request to answer. */ readonly milliseconds: number;
    }
  | { readonly kind: 'seen'; readonly id: number; readonly seen: Seen }
  | { readonly kind: 'surprised'; readonly id: number; readonly outcome: SurprisesOutcome }
  | { readonly kind: 'planned'; readonly id: number; readonly plan: FilePlan }
  /** What a file goes on with, as it is decided: imports may still change, and `generation-ended` has the whole text. */
  | { readonly kind: 'generated'; readonly id: number; readonly text: string }
  | { readonly kind: 'generation-ended'; readonly id: number; readonly file: GeneratedFile }
  | { readonly kind: 'generation-failed'; readonly id: number; readonly code: FailureCode; readonly message: string }
  /** A text was read, and what is selected in it, by characters. */
  | { readonly kind: 'inspected'; readonly id: number; readonly text: InspectedText; readonly selection: Selection }
  | { readonly kind: 'looked'; readonly id: number; readonly found: Found }
  /** A file was written; `characters` of those that were asked for are in it. */
  | { readonly kind: 'inspection-exported'; readonly id: number; readonly characters: number }
  | { readonly kind: 'inspection-failed'; readonly id: number; readonly code: FailureCode; readonly message: string }
  | { readonly kind: 'log'; readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly message: string };
