import {
  type MapTree,
  replacedBy,
  type Tree,
  textAt,
  withEntries,
  withItems,
  withValues,
} from '../../../text/yaml-tree';
import { changedTo, type Item } from './built';

/** A resource with the images of its containers called as a kustomization says (Kustomize, `imagetag`). */
export function withImagesIn(item: Item, images: readonly MapTree[]): Item {
  return changedTo(item, changeIn(item.resource.tree, images));
}

const LISTS: readonly string[] = ['containers', 'initContainers'];

function changeIn(tree: Tree, images: readonly MapTree[]): Tree {
  if (tree.kind === 'scalar') return tree;
  if (tree.kind === 'list') return withItems(tree, item => changeIn(item, images));
  return withValues(tree, (value, key) => {
    const inner = changeIn(value, images);
    const isOfContainers = LISTS.includes(key) && inner.kind === 'list';
    return isOfContainers ? withItems(inner, container => withImage(container, images)) : inner;
  });
}

function withImage(container: Tree, images: readonly MapTree[]): Tree {
  const written = container.kind === 'map' ? container.entries.get('image') : undefined;
  if (container.kind !== 'map' || written?.kind !== 'scalar') return container;
  const name = images.reduce(renamed, written.text.value);
  if (name === written.text.value) return container;
  return withEntries(container, [['image', replacedBy(written, name)]]);
}

/** No registry takes a longer name; thousands of containers may get one. */
const MAX_NAME = 4096;

/** What an image is called: its name, with a tag and a digest. */
function renamed(written: string, image: MapTree): string {
  const slash = Math.max(0, written.indexOf('/'));
  const digestAt = written.indexOf('@', slash);
  const whole = digestAt < 0 ? written : written.slice(0, digestAt);
  const tagAt = whole.indexOf(':', slash);
  const name = tagAt < 0 ? whole : whole.slice(0, tagAt);
  const said = (key: string) => textAt(image, key) ?? '';
  if (name !== said('name')) return written;
  const [newTag, newDigest] = [said('newTag'), said('digest')];
  const isKept = newTag === '' && newDigest === '';
  const tag = isKept ? (tagAt < 0 ? '' : whole.slice(tagAt + 1)) : newTag;
  const digest = isKept ? (digestAt < 0 ? '' : written.slice(digestAt + 1)) : newDigest;
  const base = said('newName') === '' ? name : said('newName');
  if (base.length + tag.length + digest.length > MAX_NAME) return written;
  return base + (tag === '' ? '' : `:${tag}`) + (digest === '' ? '' : `@${digest}`);
}
