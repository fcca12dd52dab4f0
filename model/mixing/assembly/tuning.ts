/**
 * Constants that experiments vary. The module exports each by its name, and the host sets them all, by name too, before
 * anything is learned; `../parameters.ts` says what they are.
 */
export let linearScale: f32 = 0;
export let contextMapLimit: f32 = 0;
export let matchMapLimit: f32 = 0;
export let mixerRate: f32 = 0;
export let finalMixerRate: f32 = 0;
export let negligibleError: f32 = 0;
export let calibrationRate: f32 = 0;
export let uncalibratedShare: f32 = 0;
export let firstWeight: f32 = 0;
export let mixerRateBoost: f32 = 0;
export let expertWeight: f32 = 0;
export let othersShare: f32 = 0;
export let expertMixerRate: f32 = 0;
export let sharpening: f32 = 0;
export let sharpeningFade: f32 = 0;
export let secondExpertWeight: f32 = 0;
export let othersShareBesideSecond: f32 = 0;
