import { t } from '@vscode/l10n';
import type { DotenvEntry } from '../../text/dotenv';
import { findUrls } from '../../text/urls';
import {
  type Anchors,
  type Branch,
  collectAnchors,
  fieldsOf,
  isNull,
  itemsOf,
  parseYamlBlock,
  spanOf,
  wholeOf,
} from '../../text/yaml';
import { MAX_LEVELS } from '../../text/yaml-tree';
import { inOneBlock, limitsIn, type Reading } from '../reading';

/** The values of a Helm chart, by the path of their keys: `service.port`. */
export interface ValuesReading extends Reading {
  readonly format: 'helm-values';
  readonly variables: readonly DotenvEntry[];
}

export function isValuesReading(reading: Reading | undefined): reading is ValuesReading {
  return reading?.format === 'helm-values';
}

const TEMPLATES = /^(.*\/)templates\/(?:[^/]+\/){0,8}$/;

/** The folder of the chart that a folder is among the templates of. */
export function chartOf(folder: string): string | undefined {
  return TEMPLATES.exec(folder)?.[1];
}

/** The most values that are read, and what aliases may multiply them to. */
const MAX_VALUES = 20_000;

/** Reads a `values.yaml`. What stands in its lists has no name, and is left out. */
export function readValues(text: string): ValuesReading {
  const yaml = parseYamlBlock(text);
  let left = MAX_VALUES;
  const limits = new Set(yaml.faults.flatMap(({ message, isLimit }) => (isLimit ? [message] : [])));
  const anchors: Anchors = {
    named: collectAnchors(yaml.anchors.length > 0 ? [yaml] : []),
    rank: 0,
    spend(nodes) {
      left -= nodes;
      return left >= 0;
    },
    repeated: () => undefined,
    cut: message => limits.add(message),
  };
  const variables = yaml.root ? valuesIn({ node: yaml.root, yaml }, '', anchors) : [];
  if (left < 0) limits.add(tooManyValues());
  const mentions = findUrls(text);
  return {
    format: 'helm-values',
    weight: variables.length / VALUES_AN_ENTRY + mentions.length,
    cost: COST_OF_VALUE * (variables.length + mentions.length),
    ...inOneBlock(yaml.block),
    urls: [{ block: yaml.block, mentions }],
    // Helm says itself what it cannot read.
    troubles: limitsIn(text, limits),
    variables,
  };
}

/** A longer path, in UTF-16 units, no template writes; each value below a long key has one of its own. */
const MAX_PATH = 1024;

/** Numbers are written in thousands, for languages mark these differently. */
function tooManyValues(): string {
  return t('Written out, it has more than {0},000 values, the most that Portolan reads.', MAX_VALUES / 1000);
}

/** So many values cost what a port does: most are none. */
const VALUES_AN_ENTRY = 20;

/** What it costs to keep one, about in bytes. */
const COST_OF_VALUE = 500;

function valuesIn(branch: Branch, path: string, anchors: Anchors, level = 0): readonly DotenvEntry[] {
  const fields = level > MAX_LEVELS ? undefined : fieldsOf(branch, anchors);
  if (!fields) return [];
  return [...fields].flatMap(([name, { key, value }]) => {
    if (!value || isNull(value, anchors)) return [];
    const inner = path === '' ? name : `${path}.${name}`;
    if (inner.length > MAX_PATH) {
      anchors.cut(
        t('A value has a path of more than {0} characters, the most that Portolan reads.', MAX_PATH),
      );
      return [];
    }
    if (itemsOf(value, anchors)) return [];
    const text = wholeOf(value, anchors);
    return text
      ? [{ key: inner, keySpan: spanOf(key), value: text, expands: false }]
      : valuesIn(value, inner, anchors, level + 1);
  });
}
