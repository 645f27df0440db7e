import { folderOf, resolvePath } from '../../text/uri';
import { mapsAt, scalarAt, textAt } from '../../text/yaml-tree';
import { bareUnit } from '../unit';
import { filled, type KubernetesUnit, type PortReader } from './lowering';
import type { Resource } from './resource';

/** What Skaffold builds: each image, and the Dockerfile that makes it (`build.artifacts`). */
export function artifactUnits({ tree }: Resource, reader: PortReader): readonly KubernetesUnit[] {
  return mapsAt(tree, 'build', 'artifacts').flatMap((map): readonly KubernetesUnit[] => {
    const image = scalarAt(map, 'image');
    if (!image) return [];
    const context = resolvePath(folderOf(image.uri), `${textAt(map, 'context') ?? '.'}/`);
    const file = textAt(map, 'docker', 'dockerfile') ?? 'Dockerfile';
    const recipe = context === undefined ? undefined : resolvePath(context, file);
    const value = filled(reader, image);
    return [
      {
        ...bareUnit(`image/${value.value}`),
        namespace: undefined,
        labels: undefined,
        names: [{ uri: image.uri, value }],
        references: [],
        image: { uri: image.uri, value },
        source: recipe === undefined ? undefined : { uri: recipe, stage: textAt(map, 'docker', 'target') },
      },
    ];
  });
}
