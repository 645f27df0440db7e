import { portsInCommand } from '../../text/commands';
import { parseJson, propertyOf, writtenIn } from '../../text/json';
import { type PortPart, parsePortPart } from '../../text/port-spec';
import { type Block, literal, type SourceText } from '../../text/source-text';

/** The ports in the scripts of a `package.json`: `vite --port 3000`, `PORT=3000 node server.js`. */
export function portsInScripts(text: string, block: Block): readonly PortPart[] {
  const scripts = propertyOf(parseJson(text).root, 'scripts');
  return (scripts?.children ?? []).flatMap(script => {
    const [, command] = script.children ?? [];
    const written = command && writtenIn(text, block, command);
    return written ? portsIn(written) : [];
  });
}

/** A process and its command (Foreman, "Procfile"). */
const PROCESS = /^[\w-]{1,100}:(.*)$/gm;

/** The ports in the commands of a Procfile: `web: gunicorn --bind 0.0.0.0:8000 app`. */
export function portsInProcesses(text: string, block: Block): readonly PortPart[] {
  return [...text.matchAll(PROCESS)].flatMap(({ 0: whole, 1: command = '', index }) =>
    portsIn(literal(block, command, index + whole.length - command.length)),
  );
}

function portsIn(command: SourceText): readonly PortPart[] {
  return portsInCommand('script', [command]).flatMap(({ value }) => {
    const part = parsePortPart(value);
    return part?.range && part.range.from > 0 ? [part] : [];
  });
}
