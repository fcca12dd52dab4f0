import { availableParallelism } from 'node:os';
import { describeWithTensorflow } from '@house-style/training/testing/if-set-up';
import { fastestDevice } from '@house-style/training/engines/choose-engine';
import type { DeviceReport } from '@house-style/training/engines/engine';
import { beforeAll, expect, it } from 'vitest';
import { housestyle } from '../command-line';

describeWithTensorflow('the list of devices', () => {
  let devices: DeviceReport[];

  beforeAll(async () => {
    const listed = await housestyle('devices', '--json');
    expect(listed).toMatchObject({ status: 0 });
    ({ devices } = JSON.parse(listed.stdout) as { devices: DeviceReport[] });
  });

  it.each(['onnxruntime', 'tensorflow'])('has the speed that %s was measured with on the CPU', (engine) => {
    const report = devices.find((one) => one.engine === engine && one.device === 'cpu');
    expect(report).toMatchObject({ usable: true });
    // Far below what any machine does, and far above what it could do.
    const { charactersPerSecond } = report as Extract<DeviceReport, { usable: true }>;
    expect(charactersPerSecond).toBeGreaterThan(100);
    expect(charactersPerSecond).toBeLessThan(1e6 * availableParallelism());
  });

  it('says of each device that cannot be used why', () => {
    for (const report of devices) if (!report.usable) expect(report.reason).not.toBe('');
  });

  it('is what `auto` takes the fastest of', () => {
    const speeds = devices.flatMap((report) => (report.usable ? [report.charactersPerSecond] : []));
    expect(fastestDevice('auto', devices).fastest.charactersPerSecond).toBe(Math.max(...speeds));
  });
});
