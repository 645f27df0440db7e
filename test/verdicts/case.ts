import type { FileTexts } from '../unit/properties/projects';

/** What happens to a project's sockets: in every order of its services, in some, in none; or the engine refuses it. */
export type Judgement = 'always' | 'sometimes' | 'never' | 'refused';

/** What one call of a program makes of a project, with some profiles active. */
export interface Run {
  readonly profiles: readonly string[];
  /** The text with which Compose refuses the files; then there is nothing else. */
  readonly refuses?: string;
  /** The ports of each service that has any: `[address:][published:]target/protocol`, `?` for an unknown variable. */
  readonly reads?: Readonly<Record<string, readonly string[]>>;
  readonly up?: Judgement;
  /** Why it cannot be asked. */
  readonly undecided?: string;
}

/** A call in the folder of the files, with `-f` arguments; none where Compose finds the files itself. */
export interface Call {
  readonly files: readonly string[];
  readonly runs: readonly Run[];
}

/** Files, and what the real program says of them. */
export interface VerdictCase {
  readonly name: string;
  /** Where the question comes from. */
  readonly source: string;
  readonly files: FileTexts;
  /** Why Portolan says something else, on purpose. */
  readonly why?: string;
  readonly calls: readonly Call[];
}

export interface Recording {
  readonly program: string;
  readonly command: string;
  readonly cases: readonly VerdictCase[];
}

/** A question that has no answer yet. */
export type Question = Pick<VerdictCase, 'name' | 'source' | 'files'>;

/** One entry of `ports:` or a run of adjacent ones. */
export interface ReadPort {
  readonly address: string | undefined;
  /** `?` where a variable is unknown. */
  readonly published: string | undefined;
  readonly target: string;
  readonly protocol: string;
}

/** Entries as sorted texts, each once. Compose writes `80-81:80-81` as two entries: adjacent ones become a range again. */
export function portTexts(ports: readonly ReadPort[]): readonly string[] {
  interface Part {
    readonly group: string;
    readonly isMapped: boolean;
    readonly from: number;
    readonly target: number;
  }
  const others: string[] = [];
  const parts: Part[] = [];
  const frame = ({ address, protocol }: ReadPort) => `${address ? `${address}:` : ''}|/${protocol}`;
  for (const port of ports) {
    const { published, target } = port;
    if (!/^\d+$/.test(published ?? target) || !/^\d+$/.test(target)) {
      others.push(frame(port).replace('|', `${published === undefined ? '' : `${published}:`}${target}`));
      continue;
    }
    const isMapped = published !== undefined;
    parts.push({ group: frame(port), isMapped, from: Number(published ?? target), target: Number(target) });
  }
  const key = (part: Part) => `${part.group} ${part.isMapped} ${part.from - part.target}`;
  parts.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.from - b.from));
  const runs: { readonly first: Part; last: Part }[] = [];
  for (const part of parts) {
    const run = runs.at(-1);
    if (run && key(run.last) === key(part) && part.from - run.last.from <= 1) run.last = part;
    else runs.push({ first: part, last: part });
  }
  const range = (from: number, to: number) => (from === to ? String(from) : `${from}-${to}`);
  const texts = runs.map(({ first, last }) => {
    const published = first.isMapped ? `${range(first.from, last.from)}:` : '';
    return first.group.replace('|', `${published}${range(first.target, last.target)}`);
  });
  return [...new Set([...others, ...texts])].sort();
}

/** A case in its recording: it takes a few lines. */
export function caseText({ name, source, files, why, calls }: VerdictCase): string {
  return [
    `  {"name": ${JSON.stringify(name)}, "source": ${JSON.stringify(source)},`,
    `   "files": {${Object.entries(files)
      .map(([path, text]) => `${JSON.stringify(path)}: ${JSON.stringify(text)}`)
      .join(',\n             ')}},`,
    ...(why === undefined ? [] : [`   "why": ${JSON.stringify(why)},`]),
    `   "calls": [${calls
      .flatMap(({ files: named, runs }) =>
        JSON.stringify({ files: named, runs: '|' }).replace(
          '"|"',
          `[${runs.map(run => JSON.stringify(run)).join(',\n      ')}]`,
        ),
      )
      .join(',\n    ')}]}`,
  ].join('\n');
}
