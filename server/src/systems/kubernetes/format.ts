import { withLineFeeds } from '../../text/characters';
import { isYaml } from '../../text/uri';
import { afterHash, inUrl } from '../../text/writing';
import { type Format, MAX_TEXT } from '../system';
import { pathsIn } from './kustomize/paths';
import { isKubernetesReading, readKubernetes } from './reading';
import { KUSTOMIZATION } from './resource';
import { readValues } from './values';
import { writingIn } from './writing';

/** Manifests: YAML or JSON with an `apiVersion` and a `kind`, and kustomizations. */
export const kubernetesFormat: Format = {
  id: 'kubernetes',
  names: KUSTOMIZATION,
  holds: (uri, text) =>
    (isYaml(uri) && (hasKind(text) || hasKindInFlow(text))) ||
    (/\.(?:json|ya?ml)$/i.test(uri) && hasKindInJson(text)),
  sizeLimit: MAX_TEXT,
  asTaken: withLineFeeds,
  read: ({ text, uri }, earlier) =>
    readKubernetes(text, uri, isKubernetesReading(earlier) ? earlier : undefined),
  isComment: afterHash,
  pathsIn,
  writingIn,
};

/** The values of a chart: which file has them the chart says, not its name. */
export const valuesFormat: Format = {
  id: 'helm-values',
  sizeLimit: MAX_TEXT / 4,
  asTaken: withLineFeeds,
  read: ({ text }) => readValues(text),
  isComment: afterHash,
  writingIn: at => inUrl(at, true),
};

function hasKind(text: string): boolean {
  return /^\uFEFF?kind[ \t]*:/m.test(text) && /^\uFEFF?apiVersion[ \t]*:/m.test(text);
}

/** The same of a document within braces. */
function hasKindInFlow(text: string): boolean {
  return (
    /^\{(?!\{)/m.test(text) &&
    /[{,\s"']kind["']?\s{0,16}:/.test(text) &&
    /[{,\s"']apiVersion["']?\s{0,16}:/.test(text)
  );
}

function hasKindInJson(text: string): boolean {
  return (
    /^\uFEFF?\s{0,64}\{/.test(text) && /"kind"\s{0,16}:/.test(text) && /"apiVersion"\s{0,16}:/.test(text)
  );
}
