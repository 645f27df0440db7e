import type { Connection } from 'vscode-languageserver';
import { DEFAULT_SETTINGS, isRecord, mergeSettings, parseSettings, type Settings } from '../rules/settings';
import { holderOf } from '../text/uri';
import { excluder } from '../workspace/exclude';
import type { Files } from '../workspace/files';
import type { Client } from './client';

/** The settings of each workspace folder: the editor's, and over them those of its `portolan.json`. */
export interface FolderSettings {
  read(): Promise<void>;
  /** Notes what an editor sends that cannot be asked. */
  receive(sent: unknown): void;
  for(uri: string): Settings;
  /** Whether they keep a file or folder from being read. */
  isExcluded(uri: string): boolean;
  /** What they leave out of some folders, to see whether that has changed. */
  excluded(folders: readonly string[]): string;
  /** Whether a file holds settings of a folder. */
  isSettingsFile(uri: string): boolean;
}

interface Surroundings {
  readonly connection: Connection;
  readonly files: Files;
  client(): Client;
  folders(): readonly string[];
}

export function createSettings({ connection, files, client, folders }: Surroundings): FolderSettings {
  let settings = new Map<string, Settings>();
  let excludes: (uri: string) => boolean = () => false;
  let sentSettings: unknown;

  async function settingsOf(folder: string): Promise<Settings> {
    const scope = folder === '' ? {} : { scopeUri: folder };
    const [section, hidden]: unknown[] = client().configuration
      ? await connection.workspace.getConfiguration([
          { section: 'portolan', ...scope },
          { section: 'files.exclude', ...scope },
        ])
      : [sentSettings];
    const fromEditor = parseSettings(withHidden(section ?? {}, hidden));
    for (const error of fromEditor.errors) connection.console.error(`Settings: ${error}`);
    const text = folder === '' ? undefined : await files.read(`${folder}portolan.json`);
    if (typeof text !== 'string') return mergeSettings(DEFAULT_SETTINGS, fromEditor.settings);
    const fromFile = parseJsonSettings(text);
    for (const error of fromFile.errors) connection.console.error(`${folder}portolan.json: ${error}`);
    return mergeSettings(mergeSettings(DEFAULT_SETTINGS, fromEditor.settings), fromFile.settings);
  }

  return {
    async read() {
      const asked = folders().length === 0 ? [''] : folders();
      const read = await Promise.all(asked.map(async folder => [folder, await settingsOf(folder)] as const));
      settings = new Map(read);
      excludes = excluder(new Map(read.map(([folder, { exclude }]) => [folder, exclude])));
    },
    receive(sent) {
      sentSettings = isRecord(sent) ? sent.portolan : undefined;
    },
    for: uri => settings.get(holderOf(uri, folders()) ?? '') ?? DEFAULT_SETTINGS,
    isExcluded: uri => excludes(uri),
    excluded: of => JSON.stringify(of.map(folder => settings.get(folder)?.exclude)),
    isSettingsFile: uri => folders().some(folder => uri === `${folder}portolan.json`),
  };
}

/** The editor's settings, with the globs of `files.exclude` among those that are not read. */
function withHidden(section: unknown, hidden: unknown): unknown {
  if (typeof section !== 'object' || section === null || typeof hidden !== 'object' || hidden === null)
    return section;
  const globs = Object.entries(hidden).flatMap(([glob, isOn]) => (isOn === true ? [glob] : []));
  const own = 'exclude' in section && Array.isArray(section.exclude) ? section.exclude : [];
  return { ...section, exclude: [...own, ...globs] };
}

function parseJsonSettings(text: string): ReturnType<typeof parseSettings> {
  try {
    return parseSettings(JSON.parse(text));
  } catch (error) {
    return {
      settings: {},
      errors: [`It is not JSON: ${error instanceof Error ? error.message : String(error)}`],
    };
  }
}
