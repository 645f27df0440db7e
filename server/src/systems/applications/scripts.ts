import { portsInCommand } from '../../text/commands';
import { parseJson, propertyOf, writtenIn } from '../../text/json';
import { type PortPart, parsePortPart } from '../../text/port-spec';
import type { Block } from '../../text/source-text';

/** The ports in the scripts of a `package.json`: `vite --port 3000`, `PORT=3000 node server.js`. */
export function portsInScripts(text: string, block: Block): readonly PortPart[] {
  const scripts = propertyOf(parseJson(text).root, 'scripts');
  return (scripts?.children ?? []).flatMap(script => {
    const [, command] = script.children ?? [];
    const written = command && writtenIn(text, block, command);
    const ports = written ? portsInCommand('script', [written]) : [];
    return ports.flatMap(({ value }) => {
      const part = parsePortPart(value);
      return part?.range && part.range.from > 0 ? [part] : [];
    });
  });
}
