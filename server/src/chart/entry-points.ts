import type { Project } from '../systems/project';
import type { Unit } from '../systems/unit';
import { spend } from '../text/effort';
import { perObject } from '../text/per-object';
import { parsePortPart } from '../text/port-spec';
import { configurationsAt, entryPointOf } from '../text/traefik';
import type { Chart } from './chart';
import { pathsOf } from './mounts';
import type { NamedListener } from './occurrence';

/** The listeners of a project's proxies that have a name, in any case: by what starts them, and by a file that they mount. */
export function listenersNamed(chart: Chart, project: Project, name: string): readonly NamedListener[] {
  const wanted = name.toLowerCase();
  const { started, configured } = proxiesOf(project);
  spend(started.length + configured.length);
  return [
    ...started.filter(one => one.name === wanted),
    ...configured.flatMap(({ unit, uri }) =>
      (chart.document(uri)?.reading.listens ?? []).flatMap(listen =>
        listen.name?.toLowerCase() === wanted ? [{ ...listen, unit, uri }] : [],
      ),
    ),
  ];
}

interface Proxies {
  readonly started: readonly (NamedListener & { readonly name: string })[];
  /** The files that may say more, each with the unit that mounts it. */
  readonly configured: readonly { readonly unit: Unit; readonly uri: string }[];
}

const proxiesOf = perObject((project: Project): Proxies => {
  const units = [...project.units.values()];
  spend(units.length);
  return {
    started: units.flatMap(unit =>
      unit.namedPorts.flatMap(({ uri, value: { name: written, value, protocol } }) => {
        const name = entryPointOf(written);
        const port = name === undefined ? undefined : parsePortPart(value);
        return name === undefined || !port ? [] : [{ name, port, protocol, unit, uri }];
      }),
    ),
    configured: units.flatMap(unit =>
      pathsOf(unit).flatMap(({ path, target }) => configurationsAt(path, target).map(uri => ({ unit, uri }))),
    ),
  };
});
