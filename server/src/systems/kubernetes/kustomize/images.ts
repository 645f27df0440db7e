import { type MapTree, replacedBy, type Tree, textAt } from '../../../text/yaml-tree';
import { type Item, withTree } from './built';

/** A resource with the images of its containers called as a kustomization says (Kustomize, `imagetag`). */
export function withImagesIn(item: Item, images: readonly MapTree[]): Item {
  const tree = images.reduce<Tree>((changed, image) => changeIn(changed, image), item.resource.tree);
  return (tree.kind === 'map' && withTree(item, tree)) || item;
}

const LISTS: readonly string[] = ['containers', 'initContainers'];

function changeIn(tree: Tree, image: MapTree): Tree {
  if (tree.kind === 'scalar') return tree;
  if (tree.kind === 'list') {
    const items = tree.items.map(item => changeIn(item, image));
    return items.every((item, index) => item === tree.items[index]) ? tree : { ...tree, items };
  }
  const entries = [...tree.entries].map(([key, value]): readonly [string, Tree] => {
    const inner = changeIn(value, image);
    if (!LISTS.includes(key) || inner.kind !== 'list') return [key, inner];
    const items = inner.items.map(container => withImage(container, image));
    return [key, items.every((one, index) => one === inner.items[index]) ? inner : { ...inner, items }];
  });
  const isSame = entries.every(([key, value]) => value === tree.entries.get(key));
  return isSame ? tree : { ...tree, entries: new Map(entries) };
}

function withImage(container: Tree, image: MapTree): Tree {
  const written = container.kind === 'map' ? container.entries.get('image') : undefined;
  if (container.kind !== 'map' || written?.kind !== 'scalar') return container;
  const name = renamed(written.text.value, image);
  if (name === written.text.value) return container;
  return { ...container, entries: new Map([...container.entries, ['image', replacedBy(written, name)]]) };
}

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
  return base + (tag === '' ? '' : `:${tag}`) + (digest === '' ? '' : `@${digest}`);
}
