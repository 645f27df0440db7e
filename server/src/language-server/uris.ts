import { URI } from 'vscode-uri';

/** A URI as `vscode-uri` writes it, so that equal ones are equal texts. */
export function canonical(uri: string): string {
  return URI.parse(uri).toString();
}

/** The URI of a folder, with the `/` at its end. */
export function asFolder(uri: string): string {
  return `${canonical(uri).replace(/\/$/, '')}/`;
}
