import type { RunState } from '../checkpoint/checkpoint';
import type { Device, DeviceKind } from '../engines/engine';

/** What a run is on: the device that was chosen, and after that is lost the CPU. */
export class RunDevice {
  #device: Device;
  #lostDevice: DeviceKind | undefined;

  /** @param lostDevice the one that the run was on before it was stopped, where that was lost. */
  constructor(device: Device, lostDevice?: DeviceKind) {
    this.#device = device;
    this.#lostDevice = lostDevice === device.kind ? undefined : lostDevice;
  }

  get device(): Device {
    return this.#device;
  }

  /** The device is lost; returns where the run goes on. */
  lose(): Device {
    this.#lostDevice = this.#device.kind;
    this.#device = { ...this.#device, kind: 'cpu' };
    return this.#device;
  }

  /** As a checkpoint keeps it. */
  get state(): Pick<RunState, 'device' | 'lostDevice'> {
    return {
      device: { ...this.#device, threads: this.#device.threads ?? 0 },
      ...(this.#lostDevice && { lostDevice: this.#lostDevice }),
    };
  }
}
