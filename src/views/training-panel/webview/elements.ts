import type { PanelRequest, Table } from '../view';

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className = '',
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (className !== '') made.className = className;
  return made;
}

/** Empty elements are not there, neither to be seen nor to be read out. */
export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = text === '';
}

export function button(label: string, onPress: () => void, className = ''): HTMLButtonElement {
  const made = element('button', className);
  made.type = 'button';
  made.textContent = label;
  made.addEventListener('click', onPress);
  return made;
}

const shown = new WeakMap<HTMLElement, string>();

/** Makes an element's children of values, unless they are the same as before: what has the focus then keeps it. */
export function fill<Value>(
  parent: HTMLElement,
  values: readonly Value[],
  make: (value: Value, index: number) => HTMLElement,
): void {
  parent.hidden = values.length === 0;
  const now = JSON.stringify(values);
  if (shown.get(parent) === now) return;
  shown.set(parent, now);
  const focused = [...parent.querySelectorAll('button')].findIndex((one) => one === document.activeElement);
  parent.replaceChildren(...values.map(make));
  if (focused >= 0) parent.querySelectorAll('button')[focused]?.focus();
}

export function table({ caption, columns, rows }: Table, ask: (request: PanelRequest) => void): HTMLTableElement {
  const made = element('table');
  made.createCaption().textContent = caption;
  const head = made.createTHead().insertRow();
  for (const column of columns) {
    const cell = element('th');
    cell.scope = 'col';
    cell.textContent = column;
    head.append(cell);
  }
  const body = made.createTBody();
  for (const { cells, actions = [] } of rows) {
    const row = body.insertRow();
    for (const text of cells) row.insertCell().textContent = text;
    // Where other rows have buttons, one without has an empty cell.
    if (cells.length < columns.length) {
      row.insertCell().append(...actions.map(({ label, request }) => button(label, () => ask(request), 'link')));
    }
  }
  return made;
}
