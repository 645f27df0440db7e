import { t } from '@vscode/l10n';
import {
  type Arg,
  type Argument,
  DockerfileParser,
  type Env,
  type From,
  type Instruction,
  type Onbuild,
} from 'dockerfile-ast';
import { countBefore } from '../../ports/bisect';
import { type NamedPort, portsInCommand } from '../../text/commands';
import { hostOf, hostsAmong, namesPort } from '../../text/port-names';
import { parseExposed, parsePortPart, parseShortSyntax, type SpecFault } from '../../text/port-spec';
import { type Block, literal, type Piece, type SourceText, slice, unquote } from '../../text/source-text';
import { type LineStarts, lineStarts, type Position, type Range, type Span } from '../../text/spans';
import { interpolate, type Lookup, type Variable, withUnknowns } from '../../text/template';
import { isPutIn } from '../../text/template-actions';
import { findUrls, isPlainHost, type UrlMention } from '../../text/urls';
import {
  COST_OF_ENTRY,
  inOneBlock,
  limitsIn,
  type PortOfStage,
  type Reading,
  type Recipe,
  type Stage,
} from '../reading';
import { limitsOfLineage, MAX_LINEAGE, variablesExposed } from '../recipe';
import { MAX_ENTRIES } from '../system';
import type { Exposed } from '../unit';
import { withoutComments } from './comments';

/** What a Dockerfile says. */
export interface DockerfileReading extends Reading {
  readonly format: 'dockerfile';
  readonly recipe: Recipe;
}

interface StageDraft extends Stage {
  readonly exposed: Exposed[];
  span: Span;
}

/** A value by its name, interpolated. */
interface NamedValue {
  readonly name: string;
  readonly value: SourceText;
}

/** What a stage, or what is before the first, says by names. */
interface Names {
  readonly stage: Stage | undefined;
  readonly variables: NamedValue[];
  readonly args: NamedValue[];
  readonly ofCommands: NamedPort[];
}

const RUNS_IN_CONTAINER = new Set(['HEALTHCHECK', 'CMD', 'ENTRYPOINT', 'RUN', 'ENV']);

/** A longer file is not read: the parser makes much of each line. */
const MAX_LINES = 10_000;

/** What it costs to keep a variable, of which others are made, and where a command stands, about in bytes. */
const COST_OF_VARIABLE = 260;
const COST_OF_COMMAND = 50;

/** The instructions whose command says where the image listens. */
const HAS_COMMAND = new Set(['HEALTHCHECK', 'CMD', 'ENTRYPOINT']);

/**
 * Reads a Dockerfile: the `EXPOSE` of every stage with `ARG` and `ENV` applied as BuildKit does, and every
 * URL. `uri` names the file in what variables say of their origin.
 */
export function readDockerfile(text: string, uri: string): DockerfileReading {
  const block: Block = { length: text.length };
  const starts = lineStarts(text);
  const isTooLong = starts.length > MAX_LINES;
  const code = isTooLong ? '' : withoutComments(text, starts);
  const dockerfile = DockerfileParser.parse(code);
  const stages: StageDraft[] = [];
  const faults: SpecFault[] = [];
  const containerSpans: Span[] = [];
  const imageSpans: Span[] = [];
  const globals = new Map<string, Variable>();
  let names: Names = { stage: undefined, variables: [], args: [], ofCommands: [] };
  const allNames = [names];
  const inherited = new Map<string, Scope>();
  const room: Room = { left: MAX_ENTRIES };
  let scope = scopeOn(undefined);
  let isDeep = false;
  for (const instruction of dockerfile.getInstructions()) {
    const keyword = instruction.getKeyword();
    const span = spanOf(starts, instruction.getRange());
    if (RUNS_IN_CONTAINER.has(keyword)) containerSpans.push(span);
    const lookup: Lookup = name => variableIn(scope, name);
    if (isFrom(instruction)) {
      imageSpans.push(span);
      const name = instruction.getBuildStage()?.toLowerCase();
      const base = instruction.getImage() ?? '';
      // A stage has the variables of the stage that it builds on.
      const under = inherited.get(base.toLowerCase());
      const isBeyond = under?.depth === MAX_LINEAGE;
      isDeep ||= isBeyond;
      scope = scopeOn(isBeyond ? undefined : under);
      if (name !== undefined) inherited.set(name, scope);
      const earlier = stages.at(-1);
      if (earlier) earlier.span = { start: earlier.span.start, end: span.start };
      const stageSpan = { start: span.start, end: text.length };
      const stage = { name, base, exposed: [], span: stageSpan };
      stages.push(stage);
      names = { stage, variables: [], args: [], ofCommands: [] };
      allNames.push(names);
    } else if (isArg(instruction)) {
      for (const property of instruction.getProperties()) {
        const range = property.getValueRange();
        const name = property.getName();
        const value = range
          ? expanded(decoded(block, code, starts, range, property.getValue() ?? ''), lookup)
          : undefined;
        if (value) names.args.push({ name, value });
        const variable = value ? { uri, text: value } : globals.get(name);
        if (!variable) continue;
        if (stages.length === 0) globals.set(name, variable);
        scope.own.set(name, variable);
      }
    } else if (isEnv(instruction)) {
      // One ENV sets its variables all at once: in `ENV A=1 B=$A` the latter has what A was before.
      const set = instruction.getProperties().flatMap(property => {
        const range = property.getValueRange();
        if (!range) return [];
        const value = decoded(block, code, starts, range, property.getValue() ?? '');
        return [[property.getName(), { uri, text: expanded(value, lookup) }] as const];
      });
      for (const [name, variable] of set) {
        scope.own.set(name, variable);
        names.variables.push({ name, value: variable.text });
      }
    } else {
      const trigger = isOnbuild(instruction) ? instruction.getTriggerInstruction() : instruction;
      if (HAS_COMMAND.has(keyword))
        names.ofCommands.push(...portsInCommand(keyword, commandOf(instruction, block, code, starts)));
      if (trigger?.getKeyword() !== 'EXPOSE') continue;
      const read = readExpose(trigger.getArguments(), block, code, starts, lookup, room);
      // One by one: as arguments of one call, thousands would overflow the stack.
      for (const exposed of read.exposed) stages.at(-1)?.exposed.push(exposed);
      for (const fault of read.faults) faults.push(fault);
    }
  }
  // In `FROM redis:7` the number is a tag; `FROM registry.local:5000/app` names a registry's port.
  const isTag = (url: UrlMention) =>
    !url.host.includes('.') &&
    !isPlainHost(url.host) &&
    contains(
      lastFrom(imageSpans, span => span.start, url.span.start),
      url.span,
    );
  const urls = findUrls(text).filter(url => url.scheme !== undefined || !isTag(url));
  const namedPorts = portsByName(allNames, stages);
  const recipe: Recipe = { stages, namedPorts, faults, containerSpans };
  const weight = stages.length + (MAX_ENTRIES - room.left) + namedPorts.length + urls.length;
  const variables = allNames.reduce((sum, { variables, args }) => sum + variables.length + args.length, 0);
  return {
    format: 'dockerfile',
    weight,
    cost: COST_OF_ENTRY * weight + COST_OF_VARIABLE * variables + COST_OF_COMMAND * containerSpans.length,
    ...inOneBlock(block),
    urls: [{ block, mentions: urls }],
    // BuildKit says itself what it cannot read.
    troubles: limitsIn(text, [...(isTooLong ? [tooManyLines()] : []), ...limitsOfLineage(recipe, isDeep)]),
    recipe,
  };
}

/** Numbers are written in thousands, for languages mark these differently. */
function tooManyLines(): string {
  return t('It has more than {0},000 lines, the most that Portolan reads.', MAX_LINES / 1000);
}

function portsByName(all: readonly Names[], stages: readonly Stage[]): readonly PortOfStage[] {
  const exposed = variablesExposed(stages);
  return all.flatMap(({ stage, variables, args, ofCommands }) => {
    const hosts = hostsAmong(variables.map(({ name, value }) => [name, value] as const));
    const read = (port: NamedPort, isArgument: boolean): readonly PortOfStage[] => {
      const range = port.value.value === '' ? undefined : parsePortPart(port.value)?.range;
      return range ? [{ stage, port, range, isArgument }] : [];
    };
    const ofValues = (values: readonly NamedValue[], isArgument: boolean) =>
      values
        .filter(({ name }) => namesPort(name) || exposed.has(name))
        .flatMap(({ name, value }) =>
          read({ name, value, protocol: 'tcp', isOwn: false, host: hostOf(name, hosts) }, isArgument),
        );
    return [
      ...ofValues(variables, false),
      ...ofValues(args, true),
      ...ofCommands.flatMap(port => read(port, false)),
    ];
  });
}

/** The variables of a stage: those that it sets, and those of the stage that it builds on. */
interface Scope {
  readonly own: Map<string, Variable>;
  readonly base: Scope | undefined;
  /** How many stages that is. */
  readonly depth: number;
}

/** A stage that sets nothing yet. What it builds on is not copied: any number of stages may build on one. */
function scopeOn(base: Scope | undefined): Scope {
  return { own: new Map(), base, depth: (base?.depth ?? 0) + 1 };
}

function variableIn(scope: Scope, name: string): Variable | undefined {
  for (let current: Scope | undefined = scope; current; current = current.base) {
    const found = current.own.get(name);
    if (found) return found;
  }
  return undefined;
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

/**
 * How many ports a file may still say, below 0 where it says more than are read: a variable stands for thousands of
 * them, and thousands of lines for that variable.
 */
interface Room {
  left: number;
}

/** BuildKit splits the expanded words of `EXPOSE`, and reads each as `nat.ParsePortSpecs` does. */
function readExpose(
  args: readonly Argument[],
  block: Block,
  text: string,
  starts: LineStarts,
  lookup: Lookup,
  room: Room,
): { readonly exposed: readonly Exposed[]; readonly faults: readonly SpecFault[] } {
  const exposed: Exposed[] = [];
  const faults: SpecFault[] = [];
  // What a template puts in may have blanks in it.
  const isTemplated = args.some(argument => isPutIn(argument.getValue()));
  for (const argument of args) {
    if (room.left < 0) break;
    const written = decoded(block, text, starts, argument.getRange(), argument.getValue());
    const words = wordsOf(expanded(unquote(written), lookup));
    // An argument without a word costs as much to look at as one with a word.
    room.left -= Math.max(1, words.length);
    for (const word of words) {
      // A host part is accepted and ignored.
      const result = word.value.includes(':') ? parseShortSyntax(word) : parseExposed(word);
      if (result.faults) faults.push(...(isTemplated ? [] : result.faults));
      else exposed.push({ port: result.spec.target, protocol: result.spec.protocol });
    }
  }
  return { exposed, faults };
}

/** The command of an instruction: the texts of the exec form, or the whole of the shell form. */
function commandOf(
  instruction: Instruction,
  block: Block,
  text: string,
  starts: LineStarts,
): readonly SourceText[] {
  const range = instruction.getArgumentsRange();
  if (!range) return [];
  const span = spanOf(starts, range);
  const written = text.slice(span.start, span.end);
  const open = /(?:^|\s)(?=\[\s*")/.exec(written);
  if (!open) return [literal(block, written, span.start)];
  return [...written.matchAll(/"([^"\\]*)"/g)].map(match =>
    literal(block, match[1] ?? '', span.start + match.index + 1),
  );
}

function wordsOf(text: SourceText): readonly SourceText[] {
  return [...text.value.matchAll(/\S+/g)].map(match =>
    slice(text, match.index, match.index + match[0].length),
  );
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

/** A value with its variables replaced. What BuildKit cuts out of one, or replaces in it, is not worked out. */
function expanded(text: SourceText, lookup: Lookup): SourceText {
  const modified = [...text.value.matchAll(MODIFIED)].map(({ index, 0: { length } }) => ({
    start: index,
    end: index + length,
  }));
  return interpolate(withUnknowns(text, modified), lookup);
}

/** `${NAME#prefix}`, `${NAME%suffix}`, `${NAME/old/new}` and their like (BuildKit `frontend/dockerfile/shell/lex.go`). */
const MODIFIED = /\$\{[A-Za-z_]\w*[#%/][^${}]*\}/g;

/** The last of things in order that starts at an offset or before it. */
function lastFrom<Item>(
  items: readonly Item[],
  startOf: (item: Item) => number,
  offset: number,
): Item | undefined {
  return items[countBefore(items, item => startOf(item) <= offset) - 1];
}

function contains(outer: Span | undefined, inner: Span): boolean {
  return outer !== undefined && outer.start <= inner.start && inner.end <= outer.end;
}
