import {
  type Arg,
  type Argument,
  DockerfileParser,
  type Env,
  type From,
  type Instruction,
  type Onbuild,
} from 'dockerfile-ast';
import type { Protocol } from '../ports/protocol';
import { type PortPart, parseExposed, parseShortSyntax, type SpecFault } from './port-spec';
import { type Block, literal, type Piece, type SourceText, slice } from './source-text';
import { interpolate, type Lookup, type Variable } from './template';
import { type LineStarts, lineStarts, type Position, type Range, type Span } from './text';
import { findUrls, isPlainHost, type UrlMention } from './urls';

/** A port that an `EXPOSE` declares. */
export interface Exposed {
  readonly port: PortPart;
  readonly protocol: Protocol;
}

/** One build stage: from a `FROM` to the next. */
export interface Stage {
  /** The name after `AS`, in lower case. */
  readonly name: string | undefined;
  /** What it builds on: an image or an earlier stage's name. */
  readonly base: string;
  readonly exposed: readonly Exposed[];
  /** What its `ENV` sets, interpolated. */
  readonly variables: readonly { readonly key: string; readonly value: SourceText }[];
}

export interface DockerfileReading {
  readonly kind: 'dockerfile';
  readonly block: Block;
  readonly stages: readonly Stage[];
  readonly faults: readonly SpecFault[];
  readonly urls: readonly UrlMention[];
  /** The instructions that run inside the container, where `localhost` is the container itself. */
  readonly containerSpans: readonly Span[];
}

interface StageDraft extends Stage {
  readonly exposed: Exposed[];
  readonly variables: { readonly key: string; readonly value: SourceText }[];
}

const RUNS_IN_CONTAINER = new Set(['HEALTHCHECK', 'CMD', 'ENTRYPOINT', 'RUN', 'ENV']);

/**
 * Reads a Dockerfile: the `EXPOSE` of every stage with `ARG` and `ENV` applied as BuildKit does, and every
 * URL. `uri` names the file in what variables say of their origin.
 */
export function readDockerfile(text: string, uri: string): DockerfileReading {
  const block: Block = { length: text.length };
  const starts = lineStarts(text);
  const dockerfile = DockerfileParser.parse(text);
  const stages: StageDraft[] = [];
  const faults: SpecFault[] = [];
  const containerSpans: Span[] = [];
  const imageSpans: Span[] = [];
  const globals = new Map<string, Variable>();
  const inherited = new Map<string, ReadonlyMap<string, Variable>>();
  let variables = new Map<string, Variable>();
  for (const instruction of dockerfile.getInstructions()) {
    const keyword = instruction.getKeyword();
    const span = spanOf(starts, instruction.getRange());
    if (RUNS_IN_CONTAINER.has(keyword)) containerSpans.push(span);
    const lookup: Lookup = name => variables.get(name);
    if (isFrom(instruction)) {
      imageSpans.push(span);
      const name = instruction.getBuildStage()?.toLowerCase();
      const base = instruction.getImage() ?? '';
      // A stage has the variables of the stage that it builds on.
      variables = new Map(inherited.get(base.toLowerCase()));
      if (name !== undefined) inherited.set(name, variables);
      stages.push({ name, base, exposed: [], variables: [] });
    } else if (isArg(instruction)) {
      for (const property of instruction.getProperties()) {
        const range = property.getValueRange();
        const name = property.getName();
        const value = range
          ? interpolate(decoded(block, text, starts, range, property.getValue() ?? ''), lookup)
          : undefined;
        const variable = value ? { uri, text: value } : globals.get(name);
        if (!variable) continue;
        if (stages.length === 0) globals.set(name, variable);
        variables.set(name, variable);
      }
    } else if (isEnv(instruction)) {
      // One ENV sets its variables all at once: in `ENV A=1 B=$A` the latter has what A was before.
      const set = instruction.getProperties().flatMap(property => {
        const range = property.getValueRange();
        if (!range) return [];
        const value = decoded(block, text, starts, range, property.getValue() ?? '');
        return [[property.getName(), { uri, text: interpolate(value, lookup) }] as const];
      });
      for (const [key, variable] of set) {
        variables.set(key, variable);
        stages.at(-1)?.variables.push({ key, value: variable.text });
      }
    } else {
      const trigger = isOnbuild(instruction) ? instruction.getTriggerInstruction() : instruction;
      if (trigger?.getKeyword() !== 'EXPOSE') continue;
      const read = readExpose(trigger.getArguments(), block, text, starts, lookup);
      // One by one: as arguments of one call, thousands would overflow the stack.
      for (const exposed of read.exposed) stages.at(-1)?.exposed.push(exposed);
      for (const fault of read.faults) faults.push(fault);
    }
  }
  // In `FROM redis:7` the number is a tag; `FROM registry.local:5000/app` names a registry's port.
  const isTag = (url: UrlMention) =>
    !url.host.includes('.') &&
    !isPlainHost(url.host) &&
    contains(lastFrom(imageSpans, url.span.start), url.span);
  const urls = findUrls(text).filter(url => url.scheme !== undefined || !isTag(url));
  return { kind: 'dockerfile', block, stages, faults, urls, containerSpans };
}

/** The stage that a build gives: the one named or numbered, else the last (Compose, `build.target`). */
export function stageOf(reading: DockerfileReading, target: string | undefined): Stage | undefined {
  if (target === undefined) return reading.stages.at(-1);
  const name = target.toLowerCase();
  return (
    reading.stages.findLast(stage => stage.name === name) ??
    reading.stages[/^\d+$/.test(target) ? Number(target) : -1]
  );
}

/** What a stage exposes, with what the stages of the same file expose that it builds on. */
export function exposedBy(reading: DockerfileReading, stage: Stage): readonly Exposed[] {
  return builtWith(reading, stage).flatMap(({ exposed }) => exposed);
}

/** A stage, and the stages of the same file that it builds on. */
export function builtWith(reading: DockerfileReading, stage: Stage): readonly Stage[] {
  const built = new Set<Stage>();
  for (let current: Stage | undefined = stage; current && !built.has(current); ) {
    built.add(current);
    const base: string = current.base.toLowerCase();
    current = reading.stages.find(other => other.name === base);
  }
  return [...built];
}

function isFrom(instruction: Instruction): instruction is From {
  return instruction.getKeyword() === 'FROM';
}

function isArg(instruction: Instruction): instruction is Arg {
  return instruction.getKeyword() === 'ARG';
}

function isEnv(instruction: Instruction): instruction is Env {
  return instruction.getKeyword() === 'ENV';
}

function isOnbuild(instruction: Instruction): instruction is Onbuild {
  return instruction.getKeyword() === 'ONBUILD';
}

/** BuildKit splits the expanded words of `EXPOSE`, and reads each as `nat.ParsePortSpecs` does. */
function readExpose(
  args: readonly Argument[],
  block: Block,
  text: string,
  starts: LineStarts,
  lookup: Lookup,
): { readonly exposed: readonly Exposed[]; readonly faults: readonly SpecFault[] } {
  const exposed: Exposed[] = [];
  const faults: SpecFault[] = [];
  for (const argument of args) {
    const written = decoded(block, text, starts, argument.getRange(), argument.getValue());
    for (const word of wordsOf(interpolate(unquote(written), lookup))) {
      // A host part is accepted and ignored.
      const result = word.value.includes(':') ? parseShortSyntax(word) : parseExposed(word);
      if (result.faults) faults.push(...result.faults);
      else exposed.push({ port: result.spec.target, protocol: result.spec.protocol });
    }
  }
  return { exposed, faults };
}

function wordsOf(text: SourceText): readonly SourceText[] {
  return [...text.value.matchAll(/\S+/g)].map(match =>
    slice(text, match.index, match.index + match[0].length),
  );
}

function unquote(text: SourceText): SourceText {
  const quote = text.value[0];
  const isQuoted = (quote === '"' || quote === "'") && text.value.length > 1 && text.value.endsWith(quote);
  return isQuoted ? slice(text, 1, text.value.length - 1) : text;
}

/** A value that may be spread over lines by line continuations, with the place of each character. */
function decoded(block: Block, text: string, starts: LineStarts, range: Range, value: string): SourceText {
  const span = spanOf(starts, range);
  const written = text.slice(span.start, span.end);
  const inner = written.indexOf(value);
  if (inner >= 0) return literal(block, value, span.start + inner);
  const pieces: Piece[] = [];
  let offset = span.start;
  for (let at = 0; at < value.length && offset < span.end; ) {
    if (text[offset] === value[at]) {
      pieces.push({ kind: 'literal', at, length: 1, offset });
      at++;
    }
    offset++;
  }
  return { value, block, pieces, span };
}

function spanOf(starts: LineStarts, range: Range): Span {
  const offset = (position: Position) => (starts[position.line] ?? 0) + position.character;
  return { start: offset(range.start), end: offset(range.end) };
}

/** The last of spans in order that starts at an offset or before it. */
function lastFrom(spans: readonly Span[], offset: number): Span | undefined {
  let low = -1;
  let high = spans.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((spans[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return spans[low];
}

function contains(outer: Span | undefined, inner: Span): boolean {
  return outer !== undefined && outer.start <= inner.start && inner.end <= outer.end;
}
