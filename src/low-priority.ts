import os from 'node:os';

/** Lets a process have the processor only when nothing else wants it. */
export function lowerPriority(pid: number): void {
  try {
    os.setPriority(pid, os.constants.priority.PRIORITY_LOW);
  } catch {
    // Some systems do not allow it; the process then competes with everything else, which is no reason to give it up.
  }
}
