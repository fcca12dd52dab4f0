/**
 * The processor, WebGPU, CUDA and Core ML, by the names of ONNX Runtime's execution providers. DirectML is left out: its
 * library reports to Windows, and its licence lets nobody change that (`docs/privacy.md`).
 */
export const deviceKinds = ['cpu', 'webgpu', 'cuda', 'coreml'] as const;

/** Hardware that a network can run on; `cpu` is always there. */
export type DeviceKind = (typeof deviceKinds)[number];
