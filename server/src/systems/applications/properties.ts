import { type PortPart, parsePortPart } from '../../text/port-spec';
import { type Block, literal, type SourceText, slice } from '../../text/source-text';
import { type Anchors, type Branch, fieldsOf, NO_ANCHORS, parseYamlBlock, scalarOf } from '../../text/yaml';

/** The properties that say where a program of Spring Boot listens (its reference, "Common Application Properties"). */
const PORTS: ReadonlySet<string> = new Set(['server.port', 'management.server.port']);

/** The longest line that is read. */
const MAX_LINE = 1000;

/** The ports of an `application.properties`. */
export function portsInProperties(text: string, block: Block): readonly PortPart[] {
  const ports: PortPart[] = [];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, Math.min(end, start + MAX_LINE));
    const [, before = '', key = '', value = ''] =
      /^([ \t]{0,64}([\w.-]{1,128})[ \t]{0,64}[=:][ \t]{0,64})(\S{1,256})[ \t\r]{0,64}$/.exec(line) ?? [];
    const part = PORTS.has(key) ? portIn(literal(block, value, start + before.length)) : undefined;
    if (part) ports.push(part);
    start = end + 1;
  }
  return ports;
}

/** A number, or the default of a placeholder: `${PORT:8080}`. */
function portIn(text: SourceText): PortPart | undefined {
  const [whole, digits = ''] = /^\$\{[\w.-]{1,128}:(\d{1,5})\}$/.exec(text.value) ?? [];
  const start = whole === undefined ? 0 : whole.length - 1 - digits.length;
  const part = parsePortPart(whole === undefined ? text : slice(text, start, start + digits.length));
  return part?.range && part.range.from > 0 ? part : undefined;
}

const NO_ALIASES: Anchors = {
  named: NO_ANCHORS,
  rank: 0,
  spend: () => true,
  repeated: () => undefined,
  cut: () => undefined,
};

/** The ports of an `application.yml`, and the limits that leave out something of it. */
export interface PortsOfYaml {
  readonly block: Block;
  readonly ports: readonly PortPart[];
  readonly limits: readonly string[];
}

/** The ports of an `application.yml`, whose first document counts for all profiles. */
export function portsInYaml(text: string): PortsOfYaml {
  const yaml = parseYamlBlock(text);
  const root = yaml.root && !yaml.hasAliases ? { node: yaml.root, yaml } : undefined;
  const found = [...PORTS].flatMap(path => {
    const value = root && at(root, path.split('.'));
    const part = value && portIn(value);
    return part ? [part] : [];
  });
  const limits = yaml.faults.flatMap(({ message, isLimit, isOpen }) => (isLimit || isOpen ? [message] : []));
  return { block: yaml.block, ports: found, limits };
}

function at(root: Branch, path: readonly string[]): SourceText | undefined {
  let branch: Branch | undefined = root;
  for (const key of path) branch = fieldsOf(branch, NO_ALIASES)?.get(key)?.value;
  return scalarOf(branch, NO_ALIASES);
}
