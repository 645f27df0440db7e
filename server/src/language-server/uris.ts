import { URI, Utils } from 'vscode-uri';

/**
 * A URI as `vscode-uri` writes it, so that equal ones are equal texts, without `..` in its path. What is none gets one
 * of its own, which leads nowhere.
 */
export function canonical(uri: string): string {
  try {
    const parsed = URI.parse(uri, true);
    return (/(?:^|\/)\.\.?(?:\/|$)/.test(parsed.path) ? Utils.resolvePath(parsed) : parsed).toString();
  } catch {
    return `unknown:${encodeURIComponent(uri.replace(/\p{Surrogate}/gu, '?'))}`;
  }
}

/** The URI of a folder, with the `/` at its end. */
export function asFolder(uri: string): string {
  return `${canonical(uri).replace(/\/$/, '')}/`;
}
