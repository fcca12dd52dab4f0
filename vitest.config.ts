import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    reporters: ['default', './test/summary-reporter.ts'],
    // Native runtimes (onnxruntime) keep threads of their own: each test file gets a process, and few run at a time.
    pool: 'forks',
    maxWorkers: 2,
    // Whatever loads ONNX Runtime in a test, or starts what does, must not report home (protocol/runtime-telemetry.ts).
    env: { ORT_DISABLE_TELEMETRY: '1' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{src,protocol,model,corpus,inference,training,lab,scripts}/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'fuzz',
          sequence: { groupOrder: 1 },
          include: ['test/fuzz/**/*.test.ts'],
          testTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          sequence: { groupOrder: 1 },
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'end-to-end',
          // Alone at the end: what a person sees within seconds must not wait for other tests' training.
          sequence: { groupOrder: 2 },
          globalSetup: ['test/end-to-end/setup.ts'],
          include: ['test/end-to-end/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
