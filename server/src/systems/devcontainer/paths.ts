import { itemsOf, parseJson, propertyOf, writtenIn } from '../../text/json';
import type { SourceText } from '../../text/source-text';
import type { Document, WrittenPath } from '../reading';

/** The Compose files that a container is of, and the Dockerfile and folder that it is built of. */
export function pathsIn({ text, reading }: Document): readonly WrittenPath[] {
  const block = reading.blockAt(0);
  const { root } = parseJson(text);
  const build = propertyOf(root, 'build');
  const nodes = [
    ...itemsOf(propertyOf(root, 'dockerComposeFile')),
    ...itemsOf(propertyOf(root, 'dockerFile')),
    ...itemsOf(propertyOf(root, 'context')),
    ...itemsOf(propertyOf(build, 'dockerfile')),
    ...itemsOf(propertyOf(build, 'context')),
  ];
  return nodes
    .flatMap(node => (node.type === 'string' ? (writtenIn(text, block, node) ?? []) : []))
    .map((path: SourceText) => ({ text: path }));
}
