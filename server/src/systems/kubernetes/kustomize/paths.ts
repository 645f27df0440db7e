import { type SourceText, slice } from '../../../text/source-text';
import { itemsAt, mapsAt, scalarAt, type Tree } from '../../../text/yaml-tree';
import type { Document, WrittenPath } from '../../reading';
import { isKubernetesReading } from '../reading';
import { isKustomization } from '../resource';
import { isRemote } from './build';
import { treesOf } from './inline';
import { patchesOf } from './kustomization';

/** The paths of a kustomization: what it takes in, its patches, and the files that it makes maps of. */
export function pathsIn({ uri, reading }: Document): readonly WrittenPath[] {
  if (!isKustomization(uri) || !isKubernetesReading(reading)) return [];
  const [tree] = treesOf(reading, uri).trees;
  if (tree?.kind !== 'map') return [];
  const patches: Tree[] = [];
  patchesOf(tree, ({ scalar, isPath }) => {
    if (isPath) patches.push(scalar);
    return { trees: [], isFaulty: true };
  });
  const generators = [...mapsAt(tree, 'configMapGenerator'), ...mapsAt(tree, 'secretGenerator')];
  const taken = ['resources', 'bases', 'components'].flatMap(field => itemsAt(tree, field));
  const values = generators.flatMap(map => [...itemsAt(map, 'envs'), scalarAt(map, 'env')]);
  const files = generators.flatMap(map => itemsAt(map, 'files')).flatMap(one => textOf(one) ?? []);
  return [...[...taken, ...patches, ...values].flatMap(one => textOf(one) ?? []), ...files.map(behindKey)]
    .filter(({ value }) => !isRemote(value))
    .map(text => ({ text }));
}

function textOf(tree: Tree | undefined): SourceText | undefined {
  return tree?.kind === 'scalar' && !tree.isNull && tree.text.value !== '' ? tree.text : undefined;
}

/** A file may have a key before it: `app.conf=files/app.conf`. */
function behindKey(text: SourceText): SourceText {
  return slice(text, text.value.indexOf('=') + 1, text.value.length);
}
