// The samples that the page brings along: made by `site/samples.mts`.
import { byId } from './dom';
import type { PlaygroundFile } from './files';

export interface Sample {
  readonly title: string;
  readonly files: readonly PlaygroundFile[];
}

/** The samples that stand in the page; what is none of them is left out. */
export function samplesOfPage(): readonly Sample[] {
  const data: unknown = JSON.parse(byId('samples', HTMLScriptElement).text);
  return Array.isArray(data) ? data.filter(isSample) : [];
}

function isSample(data: unknown): data is Sample {
  if (typeof data !== 'object' || data === null || !('title' in data) || !('files' in data)) return false;
  return typeof data.title === 'string' && Array.isArray(data.files) && data.files.every(isFile);
}

function isFile(data: unknown): data is PlaygroundFile {
  if (typeof data !== 'object' || data === null || !('name' in data) || !('text' in data)) return false;
  return typeof data.name === 'string' && typeof data.text === 'string';
}
