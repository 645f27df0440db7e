/** How a file is read. */
export type Format = 'compose' | 'dockerfile' | 'dotenv' | 'text';

interface FormatNames {
  readonly format: Format;
  readonly names: RegExp;
}

/** Which names which format has; the first that fits counts. */
const FORMATS: readonly FormatNames[] = [
  { format: 'dockerfile', names: /^(?:(?:docker|container)file(?:\..+)?|.+\.(?:docker|container)file)$/i },
  {
    format: 'compose',
    names: /^(?:(?:docker-|podman-)?compose(?:[.-].+)?|.+\.(?:docker-)?compose)\.ya?ml$/i,
  },
  { format: 'dotenv', names: /^(?:\.env(?:\..+)?|.+\.env)$/i },
];

/** The format of a file by its name; every other text file is searched for URLs. */
export function formatOf(uri: string): Format {
  const name = decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
  return FORMATS.find(({ names }) => names.test(name))?.format ?? 'text';
}
