import { t } from '@vscode/l10n';
import type { Block } from '../../text/source-text';
import { folderOf } from '../../text/uri';
import { findUrls, type UrlMention } from '../../text/urls';
import {
  MAX_MARKS_OF_FILE,
  parseYamlBlock,
  tooManyMarks,
  type YamlBlock,
  type YamlFault,
} from '../../text/yaml';
import { MAX_NODES, type MapTree, tooManyNodes, treeOf } from '../../text/yaml-tree';
import { limitsIn, type Reading } from '../reading';
import { cutDocuments, type DocumentText, unchanged } from './documents';
import { asYaml, isMadeByTemplate, isTemplate, restoreIn } from './go-template';
import { isKustomization, mayHavePorts, type Resource, resourcesOf, showsPorts } from './resource';
import { chartOf } from './values';

/** A document in its place; what it says counts from its start and is read once. */
interface PlacedDocument {
  readonly part: DocumentText;
  readonly block: Block;
  readonly mentions: readonly UrlMention[];
  readonly tree: MapTree | undefined;
  readonly resources: readonly Resource[];
  /** What makes it no YAML. */
  readonly faults: readonly YamlFault[];
  /** What leaves out something of it that may have ports. */
  readonly limits: readonly string[];
  /** What it has with its aliases written out, 0 for one without anchors. */
  readonly nodes: number;
  /** What its tree takes to keep, in scalars. */
  readonly scalars: number;
  /** The lines, commas and brackets that were parsed of it. */
  readonly marks: number;
  /** Whether it was read: those before it may have taken all that a file may. */
  readonly isRead: boolean;
  /** Whether a template makes more of it than its texts. */
  readonly isMade: boolean;
}

/** What a file of manifests says. */
export interface KubernetesReading extends Reading {
  readonly format: 'kubernetes';
  readonly text: string;
  readonly documents: readonly PlacedDocument[];
  readonly resources: readonly Resource[];
  /** Whether that is all that it says: nothing of it is broken or left out. */
  readonly isWhole: boolean;
  /** Whether a template makes the manifests of it. */
  readonly isTemplate: boolean;
}

export function isKubernetesReading(reading: Reading | undefined): reading is KubernetesReading {
  return reading?.format === 'kubernetes';
}

/** More documents are not read: so many objects nobody writes by hand into one file. */
const MAX_DOCUMENTS = 6000;

/** What a document costs in memory, a scalar of it, and a resource with its units, about in bytes. */
const COST_OF_DOCUMENT = 400;
const COST_OF_SCALAR = 195;
const COST_OF_RESOURCE = 1500;

const NO_BLOCK: Block = { length: 0 };

/** Reads a file of manifests. Given the reading of an earlier version of it, only the documents that changed are parsed. */
export function readKubernetes(text: string, uri: string, earlier?: KubernetesReading): KubernetesReading {
  const parts = cutDocuments(text);
  const documents = readDocuments(text, uri, parts.slice(0, MAX_DOCUMENTS), earlier);
  const isTemplated = documents.some(({ isMade }) => isMade);
  const faults = documents.flatMap(({ part, faults: own }) =>
    own.map(({ message, span }) => ({
      message,
      span: { start: span.start + part.start, end: span.end + part.start },
    })),
  );
  const isCut = parts.slice(MAX_DOCUMENTS).some(({ start, end }) => showsPorts(text.slice(start, end)));
  const limits = limitsIn(text, [
    ...(isCut ? [tooManyDocuments()] : []),
    ...documents.flatMap(one => one.limits),
  ]);
  let starts: ReadonlyMap<Block, number> | undefined;
  const resources = documents.flatMap(one => one.resources);
  const hasUnits = resources.length > 0 || isKustomization(uri);
  return {
    format: 'kubernetes',
    ...(hasUnits ? { holdsUnits: true } : { isPlain: true }),
    // Of what has no ports of its own the URLs count.
    weight: hasUnits ? resources.length : documents.reduce((sum, { mentions }) => sum + mentions.length, 0),
    cost: documents.reduce(
      (sum, { scalars }) => sum + COST_OF_SCALAR * scalars,
      COST_OF_DOCUMENT * documents.length + COST_OF_RESOURCE * resources.length,
    ),
    text,
    documents,
    resources,
    isWhole: faults.length + limits.length === 0,
    isTemplate: isTemplated,
    // Nobody knows what a template is before it is filled in.
    troubles: isTemplated ? limits : [...limits, ...faults],
    urls: documents,
    startOf(block) {
      starts ??= new Map(documents.map(one => [one.block, one.part.start]));
      return starts.get(block) ?? 0;
    },
    blockAt: offset =>
      (documents.findLast(({ part }) => part.start <= offset) ?? documents[0])?.block ?? NO_BLOCK,
    blocksIn: ({ start, end }) =>
      documents.filter(({ part }) => start <= part.end && part.start <= end).map(({ block }) => block),
  };
}

function readDocuments(
  text: string,
  uri: string,
  parts: readonly DocumentText[],
  earlier: KubernetesReading | undefined,
): readonly PlacedDocument[] {
  const before = earlier?.documents.map(({ part }) => part) ?? [];
  const { before: first, behind: last } = unchanged(text, parts, earlier?.text ?? '', before);
  const moved = parts.length - before.length;
  let [nodes, marks] = [0, 0];
  return parts.map((part, index) => {
    const same = index < first ? index : index >= parts.length - last ? index - moved : undefined;
    const known = same === undefined ? undefined : earlier?.documents[same];
    const source = () => text.slice(part.start, part.end);
    const unread = (limit: string): PlacedDocument => ({
      ...leftOut(part, source(), uri),
      limits: thatMatter([limit], source()),
      isRead: false,
    });
    if (marks > MAX_MARKS_OF_FILE) return unread(tooManyMarks());
    if (nodes > MAX_NODES && source().includes('&')) return unread(tooManyNodes());
    const one = known?.isRead ? known : readDocument(part, source(), uri);
    nodes += one.nodes;
    marks += one.marks;
    return one.part.start === part.start ? one : { ...one, part };
  });
}

function readDocument(part: DocumentText, source: string, uri: string): PlacedDocument {
  if (!mayHavePorts(source)) return leftOut(part, source, uri);
  const { yaml, isMade } = readYaml(source, uri);
  const isOpen = yaml.faults.some(fault => fault.isOpen);
  const { tree, nodes, scalars, limits } = treeOf(yaml, uri, restoreIn(source));
  const map = tree?.kind === 'map' ? tree : undefined;
  return {
    part,
    block: yaml.block,
    mentions: findUrls(source),
    tree: map,
    // What is certain of the part that was read may not be so of the whole.
    resources: map && !isOpen ? resourcesOf(map) : [],
    faults: isOpen ? [] : yaml.faults.filter(({ isLimit }) => !isLimit),
    limits: thatMatter(limits, source),
    nodes,
    scalars,
    marks: yaml.marks,
    isRead: true,
    isMade,
  };
}

/** Whether a template makes a document: in the templates of a chart, each that has actions. */
function isMadeIn(source: string, uri: string): boolean {
  return chartOf(folderOf(uri)) === undefined ? isMadeByTemplate(source) : isTemplate(source);
}

/** The limits of a document, if something with ports may be left out for them: large ones are seldom of such kinds. */
function thatMatter(limits: readonly string[], source: string): readonly string[] {
  return limits.length > 0 && showsPorts(source) ? limits : [];
}

/** A document as YAML, and whether a template makes it. */
function readYaml(source: string, uri: string): { readonly yaml: YamlBlock; readonly isMade: boolean } {
  const written = isMadeIn(source, uri) ? undefined : parseYamlBlock(source);
  const isRight = written && (!isTemplate(source) || written.faults.every(({ isLimit }) => isLimit));
  if (isRight) return { yaml: written, isMade: false };
  // Quotes within an action in quotes are no YAML before it is filled in.
  const filled = parseYamlBlock(asYaml(source));
  if (written && filled.faults.length > 0) return { yaml: written, isMade: false };
  // Nobody knows what a template is before it is filled in.
  return { yaml: { ...filled, faults: filled.faults.filter(({ isOpen }) => !isOpen) }, isMade: true };
}

/** A document of which only the URLs count. */
function leftOut(part: DocumentText, source: string, uri: string): PlacedDocument {
  const block = { length: source.length };
  const mentions = findUrls(source);
  return {
    part,
    block,
    mentions,
    tree: undefined,
    resources: [],
    faults: [],
    limits: [],
    nodes: 0,
    scalars: 0,
    marks: 0,
    isRead: true,
    isMade: isMadeIn(source, uri),
  };
}

/** Numbers are written in thousands, for languages mark these differently. */
function tooManyDocuments(): string {
  return t('It has more than {0},000 documents, the most that Portolan reads.', MAX_DOCUMENTS / 1000);
}
