import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import type { InspectorWords } from '@house-style/protocol/inspection';

/** What the inspector's page says; it puts in itself what stands in braces. */
export function inspectorWords(): InspectorWords {
  return {
    language: vscode.env.language,
    title: l10n.t('Neurons of {0}'),
    layer: l10n.t('Layer (l)'),
    unit: l10n.t('Unit (n, p)'),
    state: l10n.t('State (s)'),
    states: { hidden: l10n.t('hidden'), cell: l10n.t('cell') },
    bits: l10n.t('Bits per character (b)'),
    expected: l10n.t('Likeliest next below each (e)'),
    none: l10n.t('none'),
    keys: l10n.t(
      'Keys: n and p change the unit, l the layer, s the state; arrows move in the text, with Shift they select.',
    ),
    text: l10n.t('Text, coloured by the unit'),
    scale: l10n.t(
      'blue is negative, orange positive, in full from ±{0} of at most ±{1}; the line below a character is what it cost',
    ),
    cut: l10n.t('Only {0} characters of the file are shown.'),
    place: l10n.t('Line {0}, column {1}: {2} · unit {3} · {4}'),
    cost: l10n.t('{0} bits'),
    afterThis: l10n.t('After this character, the likeliest are'),
    network: l10n.t('Network'),
    blend: l10n.t('All together'),
    endOfFile: l10n.t('end of file'),
    anyOther: l10n.t('any other'),
    heatMap: l10n.t('Units by characters'),
    heatMapNote: l10n.t('Of what is selected, or of the line. Each unit has a scale of its own.'),
    tracking: l10n.t('What units track'),
    track: l10n.t('Find units'),
    quantities: {
      'bracket-depth': l10n.t('Depth of brackets'),
      indentation: l10n.t('Indentation'),
      'in-string': l10n.t('Inside a string'),
      'in-comment': l10n.t('Inside a comment'),
      'position-in-line': l10n.t('Position in the line'),
      'length-of-line': l10n.t('Length of the line'),
      'after-keyword': l10n.t('After a keyword'),
    },
    never: l10n.t('never changes here'),
    exports: {
      html: l10n.t('Export as HTML'),
      png: l10n.t('Export as PNG'),
      svg: l10n.t('Export as SVG'),
    },
    again: l10n.t('Read again'),
    reading: l10n.t('Reading…'),
  };
}
