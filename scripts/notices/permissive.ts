import satisfies from 'spdx-satisfies';
import { type Component, titleOf } from './component';

/** Licences that ask for no more than that they, and who wrote the code, are named. */
const permissive = [
  ...['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BSL-1.0', 'CC0-1.0', 'ISC', 'MIT'],
  ...['MIT-0', 'NCSA', 'Python-2.0', 'Unicode-3.0', 'Unlicense', 'Zlib'],
];

/**
 * Libraries of Windows' own that ONNX Runtime brings to Windows, and that may be handed on with programs that use them,
 * on Windows alone.
 */
const redistributable = ['LicenseRef-Microsoft-DirectML', 'LicenseRef-Microsoft-DirectX-Shader-Compiler'];

export function isPermissive(licence: string): boolean {
  return isValid(licence) && satisfies(licence, permissive);
}

/** What stands against shipping a component, in a sentence; undefined where nothing does. */
export function objection(component: Component): string | undefined {
  const { licence, texts } = component;
  if (redistributable.includes(licence)) return texts.length === 0 ? noText(component) : undefined;
  if (!isPermissive(licence))
    return `${titleOf(component)} is under a licence that is not known to be permissive: ${licence}.`;
  return texts.length === 0 ? noText(component) : undefined;
}

function noText(component: Component): string {
  return `${titleOf(component)} comes without the text of its licence: keep it in licences/ (CONTRIBUTING.md).`;
}

function isValid(licence: string): boolean {
  try {
    satisfies(licence, permissive);
    return true;
  } catch {
    return false;
  }
}
