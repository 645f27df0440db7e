import type { SourceText } from '../../text/source-text';
import { slice } from '../../text/source-text';
import type { Document, WrittenPath } from '../reading';
import { isComposeReading, type MountReading, type ServiceReading } from './reading';

/**
 * The paths of a Compose file (compose-go, `paths/resolve.go`): what it includes and extends, files of variables and of
 * labels, what is built, mounted and watched, configs and secrets.
 */
export function pathsIn({ reading }: Document): readonly WrittenPath[] {
  if (!isComposeReading(reading)) return [];
  return reading.documents.flatMap(({ includes, services, files }) => [
    ...includes.flatMap(({ paths, projectDirectory, envFiles }) =>
      [...paths, ...(projectDirectory ? [projectDirectory] : []), ...envFiles].map(text => ({ text })),
    ),
    ...services.flatMap(pathsOfService),
    ...files.map(text => ({ text })),
  ]);
}

function pathsOfService(service: ServiceReading): readonly WrittenPath[] {
  const { build, envFiles, mounts, otherPaths } = service;
  const { context, dockerfile } = build ?? {};
  return [
    ...[service.extends?.file, context, ...envFiles, ...otherPaths].flatMap(text => (text ? [{ text }] : [])),
    ...(dockerfile ? [{ text: dockerfile, within: context }] : []),
    ...mounts.flatMap(mount => mountedPath(mount) ?? []),
  ];
}

/** What stands for a path of the host, and not for the name of a volume, begins with a dot or a slash. */
function mountedPath(mount: MountReading): WrittenPath | undefined {
  const text = mount.syntax === 'long' ? mount.source : beforeColon(mount.text);
  return text && /^(?:\.{1,2}$|\.{0,2}\/)/.test(text.value) ? { text } : undefined;
}

function beforeColon(text: SourceText): SourceText | undefined {
  const colon = text.value.indexOf(':');
  return colon < 0 ? undefined : slice(text, 0, colon);
}
