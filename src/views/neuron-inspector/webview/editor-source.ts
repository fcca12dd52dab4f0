import type { ExportedPart, Found, FoundOf, Look } from '@house-style/protocol/inspection';
import type { PageRequest, ToPage } from '../messages';
import type { InspectionSource, Opening } from './source';

/** The editor's side of a page. */
export interface Editor {
  postMessage(request: PageRequest): void;
}

export interface EditorListener {
  open(opening: Opening): void;
  note(sentence: string): void;
}

/** Asks the editor. Questions of an earlier text are never answered, and nobody waits for them. */
export class EditorSource implements InspectionSource {
  readonly hasBlend = true;
  readonly actions = {
    formats: ['html', 'png', 'svg'] as const,
    export: (part: ExportedPart): void => this.editor.postMessage({ kind: 'export', part }),
    again: (): void => this.editor.postMessage({ kind: 'again' }),
  };
  readonly #waiting = new Map<number, (found: Found) => void>();
  #nextId = 1;

  constructor(
    private readonly editor: Editor,
    listener: EditorListener,
  ) {
    window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => this.#hear(data, listener));
    editor.postMessage({ kind: 'ready' });
  }

  find<Kind extends Look['kind']>(look: Extract<Look, { kind: Kind }>): Promise<FoundOf<Kind>> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      // Each kind of question has the answer of its kind.
      this.#waiting.set(id, (found) => resolve(found as FoundOf<Kind>));
      this.editor.postMessage({ kind: 'look', id, look });
    });
  }

  #hear(message: ToPage, listener: EditorListener): void {
    switch (message.kind) {
      case 'show': {
        const { text, words, selection } = message;
        this.#waiting.clear();
        listener.open({ text, words, selection });
        return;
      }
      case 'found':
        this.#waiting.get(message.id)?.(message.found);
        this.#waiting.delete(message.id);
        return;
      case 'failed':
        if (this.#waiting.delete(message.id)) listener.note(message.sentence);
        return;
      case 'note':
        listener.note(message.sentence);
    }
  }
}
