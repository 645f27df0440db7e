// The parts of the library that are loaded by themselves; it declares only the whole.
declare module 'systeminformation/lib/network.js' {
  export { networkConnections } from 'systeminformation';
}
declare module 'systeminformation/lib/processes.js' {
  export { processes } from 'systeminformation';
}
declare module 'systeminformation/lib/util.js' {
  /** Finds PowerShell, on Windows. */
  export function getPowershell(): void;
}
