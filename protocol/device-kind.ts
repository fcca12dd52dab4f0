/** The processor, WebGPU, CUDA, DirectML and Core ML, by the names of ONNX Runtime's execution providers. */
export const deviceKinds = ['cpu', 'webgpu', 'cuda', 'dml', 'coreml'] as const;

/** Hardware that a network can run on; `cpu` is always there. */
export type DeviceKind = (typeof deviceKinds)[number];
