import { perObject } from './per-object';
import { type Hosts, hostOf, hostsAmong } from './port-names';
import type { SourceText } from './source-text';
import { entriesOf, type MapTree } from './yaml-tree';

/** How a system reads what a variable is set to. */
type Read = (text: SourceText) => SourceText;

/** The host that a variable names for the port of another, in the first of several mappings that has one. */
export function hostBeside(
  port: string,
  nested: readonly (MapTree | undefined)[],
  read: Read,
): SourceText | undefined {
  for (const map of nested) {
    const host = map && hostOf(port, hostsIn(map, read));
    if (host) return host;
  }
  return undefined;
}

const hostsIn = perObject(
  (map: MapTree, read: Read): Hosts<SourceText> =>
    hostsAmong(
      entriesOf(map).flatMap(({ key, value }) =>
        value.kind === 'scalar' ? [[key.value, read(value.text)] as const] : [],
      ),
    ),
);
