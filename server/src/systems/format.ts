import { isShellScript } from '../text/shell';
import { isTemplated, mayBeCompose, servicesRun } from './compose/content';

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
  // Made into another file first, or of another language.
  {
    format: 'text',
    names:
      /\.(?:j2|jinja2?|erb|ejs|hbs|mustache|patch|diff|orig|rej|[cm]?[jt]sx?|py|rb|php|go|sh|bash|zsh|ps1|md|ya?ml|json|toml)$/i,
  },
  {
    format: 'dotenv',
    names:
      /^(?:\.env(?:\..+)?|\.envrc|.+\.env|(?:.+\.)?env\.(?:example|sample|template|tmpl|tpl|dist|defaults?))$/i,
  },
];

/** The format of a file as far as its name says it; every other text file is searched for URLs. */
export function formatByName(uri: string): Format {
  const name = decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
  return FORMATS.find(({ names }) => names.test(name))?.format ?? 'text';
}

/** The format of a document: its name decides, and where that leaves it open, what it holds. */
export function formatOf(uri: string, text: string): Format {
  const format = formatByName(uri);
  switch (format) {
    case 'compose':
      return isTemplated(text) ? 'text' : 'compose';
    case 'dotenv':
      return isShellScript(text) ? 'text' : 'dotenv';
    case 'text':
      return isYaml(uri) && servicesRun(text) ? 'compose' : 'text';
    case 'dockerfile':
      return 'dockerfile';
  }
}

/** The same for a file that somebody hands to us by its name, as to `docker compose -f`: less is enough there. */
export function formatOfNamed(uri: string, text: string): Format {
  const format = formatOf(uri, text);
  return format === 'text' && isYaml(uri) && mayBeCompose(text) ? 'compose' : format;
}

/** Whether a file is YAML by its name. */
export function isYaml(uri: string): boolean {
  return /\.ya?ml$/i.test(uri);
}
