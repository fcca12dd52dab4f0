import uPlot from 'uplot';
import type { PanelView } from '../view';
import { element } from './elements';

/** Points of the page. */
const height = 260;

/** Both curves over the steps, in the colours of the editor's theme. What it says stands in a table beside it, too. */
export class CurveChart {
  readonly element = element('div', 'curve');
  #view: PanelView['curve'] | undefined;
  #plot: uPlot | undefined;

  constructor() {
    this.element.setAttribute('aria-hidden', 'true');
    new ResizeObserver(() => this.#fit()).observe(this.element);
    // A change of the theme changes the body's class.
    new MutationObserver(() => this.#draw()).observe(document.body, { attributes: true, attributeFilter: ['class'] });
  }

  show(view: PanelView['curve']): void {
    const relabelled = JSON.stringify(labels(view)) !== JSON.stringify(this.#view && labels(this.#view));
    this.#view = view;
    this.element.hidden = view.learning.steps.length + view.heldOut.steps.length === 0;
    if (this.#plot === undefined || relabelled) this.#draw();
    else this.#plot.setData(dataOf(view));
  }

  #draw(): void {
    const view = this.#view;
    if (view === undefined || this.element.clientWidth === 0) return;
    const style = getComputedStyle(document.body);
    const colour = (name: string): string => style.getPropertyValue(`--vscode-${name}`) || style.color;
    const [foreground, grid] = [colour('foreground'), getComputedStyle(this.element).borderTopColor];
    const font = `${style.fontSize} ${style.fontFamily}`;
    const axis = (label: string): uPlot.Axis => ({
      label,
      font,
      labelFont: font,
      stroke: foreground,
      grid: { stroke: grid, width: 1 },
      ticks: { stroke: grid, width: 1 },
    });
    this.#plot?.destroy();
    this.#plot = new uPlot(
      {
        width: this.element.clientWidth,
        height,
        cursor: { drag: { x: false, y: false } },
        legend: { live: false },
        scales: { x: { time: false } },
        axes: [axis(view.axes.steps), { ...axis(view.axes.bits), size: 60 }],
        series: [
          { label: view.axes.steps },
          // Told apart by more than their colours.
          {
            label: view.learning.label,
            stroke: colour('descriptionForeground'),
            width: 1.5,
            dash: [4, 3],
            spanGaps: true,
            points: { show: false },
          },
          {
            label: view.heldOut.label,
            stroke: colour('charts-blue'),
            width: 2,
            spanGaps: true,
            points: { show: true, size: 6, fill: colour('charts-blue') },
          },
        ],
      },
      dataOf(view),
      this.element,
    );
  }

  #fit(): void {
    if (this.#plot === undefined) this.#draw();
    else if (this.element.clientWidth > 0) this.#plot.setSize({ width: this.element.clientWidth, height });
  }
}

function labels({ axes, learning, heldOut }: PanelView['curve']): readonly string[] {
  return [axes.steps, axes.bits, learning.label, heldOut.label];
}

/** Both curves over the steps of either. */
function dataOf({ learning, heldOut }: PanelView['curve']): uPlot.AlignedData {
  return uPlot.join([
    [[...learning.steps], [...learning.bits]],
    [[...heldOut.steps], [...heldOut.bits]],
  ]);
}
