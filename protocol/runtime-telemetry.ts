/**
 * What the environment of every process says that may load ONNX Runtime, before it does: on Linux and macOS its official
 * builds report to their vendor from the moment they are loaded, and this variable is the one way to have nothing begun,
 * written or sent (`docs/privacy.md`). Whoever starts a process with an environment of its own passes it on.
 */
export const telemetryOff = { ORT_DISABLE_TELEMETRY: '1' } as const;
