import type { Block } from '../../text/source-text';
import { findUrls, type UrlMention } from '../../text/urls';
import { parseYamlBlock, type YamlFault } from '../../text/yaml';
import type { Reading } from '../reading';
import { cutDocuments, type DocumentText, unchanged } from './documents';
import { asYaml, isTemplate, restoreIn } from './go-template';
import { isKustomization, mayHavePorts, type Resource, resourcesOf } from './resource';
import { type MapTree, treeOf } from './tree';

/** A document in its place; what it says counts from its start and is read once. */
interface PlacedDocument {
  readonly part: DocumentText;
  readonly block: Block;
  readonly mentions: readonly UrlMention[];
  readonly tree: MapTree | undefined;
  readonly resources: readonly Resource[];
  readonly faults: readonly YamlFault[];
}

/** What a file of manifests says. */
export interface KubernetesReading extends Reading {
  readonly format: 'kubernetes';
  readonly text: string;
  readonly documents: readonly PlacedDocument[];
  readonly resources: readonly Resource[];
  /** Whether a template makes the manifests of it. */
  readonly isTemplate: boolean;
}

export function isKubernetesReading(reading: Reading | undefined): reading is KubernetesReading {
  return reading?.format === 'kubernetes';
}

/** More documents are not read: so many objects nobody writes by hand into one file. */
const MAX_DOCUMENTS = 6000;

const NO_BLOCK: Block = { length: 0 };

/** Reads a file of manifests. Given the reading of an earlier version of it, only the documents that changed are parsed. */
export function readKubernetes(text: string, uri: string, earlier?: KubernetesReading): KubernetesReading {
  const documents = readDocuments(text, uri, earlier);
  const isTemplated = isTemplate(text);
  const faults = documents.flatMap(({ part, faults: own }) =>
    own.map(({ message, span }) => ({
      message,
      span: { start: span.start + part.start, end: span.end + part.start },
    })),
  );
  let starts: ReadonlyMap<Block, number> | undefined;
  const resources = documents.flatMap(one => one.resources);
  return {
    format: 'kubernetes',
    ...(resources.length > 0 || isKustomization(uri) ? { holdsUnits: true } : { isPlain: true }),
    weight: resources.length,
    keptLength: documents.reduce((sum, { tree, block }) => (tree ? sum + block.length : sum), 0),
    text,
    documents,
    resources,
    isTemplate: isTemplated,
    // Nobody writes what a template is before it is filled in.
    troubles: isTemplated ? [] : faults,
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
  earlier: KubernetesReading | undefined,
): readonly PlacedDocument[] {
  const parts = cutDocuments(text).slice(0, MAX_DOCUMENTS);
  const read = (part: DocumentText) => readDocument(part, text.slice(part.start, part.end), uri);
  if (!earlier) return parts.map(read);
  const before = earlier.documents.map(({ part }) => part);
  const { before: first, behind: last } = unchanged(text, parts, earlier.text, before);
  const moved = parts.length - earlier.documents.length;
  return parts.map((part, index) => {
    const same = index < first ? index : index >= parts.length - last ? index - moved : undefined;
    const known = same === undefined ? undefined : earlier.documents[same];
    if (!known) return read(part);
    return known.part.start === part.start ? known : { ...known, part };
  });
}

function readDocument(part: DocumentText, source: string, uri: string): PlacedDocument {
  const mentions = findUrls(source);
  if (!mayHavePorts(source))
    return { part, block: { length: source.length }, mentions, tree: undefined, resources: [], faults: [] };
  const yaml = parseYamlBlock(asYaml(source));
  const tree = treeOf(yaml, uri, restoreIn(source));
  const map = tree?.kind === 'map' ? tree : undefined;
  return {
    part,
    block: yaml.block,
    mentions,
    tree: map,
    resources: map ? resourcesOf(map) : [],
    faults: yaml.faults,
  };
}
