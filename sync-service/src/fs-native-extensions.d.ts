/** Of its calls the one that `state.ts` needs. */
declare module 'fs-native-extensions' {
  /** Takes the exclusive lock on an open file. @returns false while another open file has it, in this process or another */
  export function tryLock(fd: number): boolean;
}
