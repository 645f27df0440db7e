// How much a visitor of the playground loads.
import { gzipSync } from 'node:zlib';

/** What the playground may weigh without the editor's own code, in bytes before compression. */
export const BUDGET = 1_500_000;

/** What the editor is: CodeMirror, and what it needs. */
const EDITOR = /node_modules\/(?:@codemirror|@lezer|@marijn|crelt|style-mod|w3c-keyname)\//;

/** What esbuild says of the bundles that it made: its `metafile`. */
export interface Bundles {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >;
}

/** The bytes of the bundles that are the editor's own code. */
export function editorBytes({ outputs }: Bundles): number {
  return Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([file]) => EDITOR.test(file))
    .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);
}

/** One line for each file: its bytes, and those that are sent where the host compresses. */
export function sizeLines(files: ReadonlyMap<string, Uint8Array>): readonly string[] {
  return [...files].map(
    ([name, content]) => `${kB(content.length)}, ${kB(gzipSync(content).length)} compressed: ${name}`,
  );
}

/** A number of bytes as people read it: `1,204 kB`. */
export function kB(bytes: number): string {
  return `${Math.round(bytes / 1000).toLocaleString('en')} kB`;
}
