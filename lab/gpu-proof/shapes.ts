import { lstm, type Setting } from '../training-speed/setting';

function shape(layers: number, hidden: number, batch: number, time: number): Setting {
  return {
    name: `${layers}×${hidden}, batch ${batch}, window ${time}`,
    network: lstm(layers, hidden),
    window: { time, batch },
  };
}

/** The reference network of docs/metrics.md, then what a card is for. */
export const fullShapes = [
  shape(1, 512, 64, 64),
  shape(2, 1024, 256, 128),
  shape(2, 1024, 512, 128),
  shape(3, 1024, 256, 128),
  shape(3, 1024, 512, 128),
];

/** The same in small, to see on any machine that all of it works. */
export const smallShapes = [shape(1, 64, 8, 16), shape(2, 48, 16, 16)];
