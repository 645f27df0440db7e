import { t } from '@vscode/l10n';
import { type SourceText, slice } from '../../text/source-text';

/** Registry and path of an image, without tag and digest; between them a port may stand. */
const IMAGE =
  /^((?:[\w.-]+)(?::\d+(?=\/))?(?:\/[\w.-]+){0,12})(?::[\w][\w.-]{0,127})?(?:@[A-Za-z][\w+.-]*:[0-9a-fA-F]{32,128})?$/;

/** No image has a longer name. */
const MAX_NAME = 512;

/** The most characters of the aliases of a service. */
const MAX_ALIASES = 512;

/**
 * The host names that the name of an image gives its service: a slash is `__` in one and `-` in the other (GitLab
 * Runner, `helpers/container/services.SplitNameAndVersion`). None where a variable is part of it.
 */
export function namesOfImage(image: string): readonly string[] {
  const path = image.length > MAX_NAME ? undefined : IMAGE.exec(image)?.[1];
  if (path === undefined) return [];
  const plain = path.replace(/^([^/:]*):\d+/, '$1').toLowerCase();
  return [...new Set([plain.replaceAll('/', '__'), plain.replaceAll('/', '-')])];
}

/** Whether aliases are more than is read. */
export function isTooLong(aliases: SourceText): boolean {
  return aliases.value.length > MAX_ALIASES;
}

export function tooManyAliases(): string {
  return t(
    'The aliases of a service are longer than {0} characters, the most that Portolan reads.',
    MAX_ALIASES,
  );
}

/** The aliases of a service: words with commas or blanks between them (GitLab Runner, `Image.Aliases`). */
export function aliasesIn(text: SourceText): readonly SourceText[] {
  const found: SourceText[] = [];
  for (const { 0: word, index } of text.value.slice(0, MAX_ALIASES).matchAll(/[^\s,]+/g))
    found.push(slice(text, index, index + word.length));
  return found;
}
