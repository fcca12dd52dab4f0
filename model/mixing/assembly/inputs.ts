/** Which groups of the mixers' inputs are used for the current decision: the others are zero, and cost nothing. */
import { usedGroups } from './layout';

/** Where the list of their offsets ends. */
export let usedEnd: usize = usedGroups;

@inline
export function useNoGroups(): void {
  usedEnd = usedGroups;
}

/** @param group its offset in bytes. */
@inline
export function useGroup(group: u32): void {
  store<u32>(usedEnd, group);
  usedEnd += 4;
}
