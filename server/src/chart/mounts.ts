import type { Project } from '../systems/project';
import type { Unit } from '../systems/unit';
import { addTo } from '../text/group-by';
import { perObject } from '../text/per-object';
import { isUnknown } from '../text/template';
import { resolvePath } from '../text/uri';
import type { Chart, Mounter } from './chart';
import type { UrlContext } from './occurrence';

interface MountedPath {
  /** The URI of a file or folder, without a `/` at its end. */
  readonly path: string;
  readonly target: string;
}

/** The files and folders that a unit mounts. */
export const pathsOf = perObject((unit: Unit): readonly MountedPath[] => {
  const found = unit.mounts.flatMap(({ directory, source, target }) => {
    const path = isUnknown(source) ? undefined : resolvePath(directory, source);
    return path === undefined ? [] : [{ path: path.replace(/\/$/, ''), target }];
  });
  return found;
});

/** The files and folders that the units of a project mount, by URI. */
export const mountsOf = perObject((project: Project): ReadonlyMap<string, readonly Mounter[]> => {
  const byPath = new Map<string, Mounter[]>();
  for (const unit of project.units.values()) {
    for (const { path, target } of pathsOf(unit)) {
      addTo(byPath, path, { project, unit, target });
    }
  }
  return byPath;
});

/** Texts for people, who are on the host wherever they read them. */
const DOCUMENTATION = /\.(?:adoc|md|markdown|mdx|rst|txt)$/i;

/**
 * Where a document speaks from that units mount. A file by itself, or a folder below `/etc`, is the
 * configuration of what runs inside; a folder of sources may speak to either side.
 */
export function contextOfMount(chart: Chart, uri: string): UrlContext {
  if (DOCUMENTATION.test(uri)) return { side: 'host' };
  for (let path = uri; ; path = path.slice(0, path.lastIndexOf('/'))) {
    const units = chart.mountersOf(path);
    if (units.length > 0) {
      const isInside = path === uri || units.every(({ target }) => target.startsWith('/etc/'));
      return { side: isInside ? 'container' : 'either', units };
    }
    if (!/[^/:]\/[^/]+$/.test(path)) return { side: 'host' };
  }
}
