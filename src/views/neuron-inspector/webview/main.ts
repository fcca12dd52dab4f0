/** The inspector's own script: in a page that stands alone it shows what that holds, and else asks the editor. */
import type { EmbeddedInspection } from '@house-style/protocol/inspection';
import { type Editor, EditorSource } from './editor-source';
import { EmbeddedSource } from './embedded-source';
import { InspectorPage } from './page';

declare function acquireVsCodeApi(): Editor;

const page = new InspectorPage();
const embedded = document.getElementById('inspection')?.textContent;
if (embedded === undefined) {
  const source = new EditorSource(acquireVsCodeApi(), {
    open: (opening) => page.open(source, opening),
    note: (sentence) => page.note(sentence),
  });
} else {
  void EmbeddedSource.open(JSON.parse(embedded) as EmbeddedInspection).then(({ source, opening }) =>
    page.open(source, opening),
  );
}
