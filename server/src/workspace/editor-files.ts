import { t } from '@vscode/l10n';
import { isRecord } from '../rules/settings';
import { holderOf } from '../text/uri';
import { type Files, type FolderEntry, NOTHING_TRACKED, type Refusal } from './files';

/** How the editor is asked: `portolan/readFile` and `portolan/listFolder`, each with a URI. What comes may be anything. */
export interface EditorQuestions {
  readFile(uri: string): Promise<unknown>;
  listFolder(uri: string): Promise<unknown>;
}

/** How long an answer is waited for, in milliseconds, and who is told when one comes later: of a file or a folder. */
export interface Patience {
  readonly milliseconds: number;
  onLate(uri: string): void;
}

/**
 * Files that only the editor reaches: in a browser, or of a virtual workspace. It keeps to the same limits. What it does
 * not answer in time costs that file alone; where it answers nothing at all of a folder, the rest of that is not waited
 * for. An answer that comes late is kept for the next who asks.
 */
export function editorFiles(
  folders: () => readonly string[],
  ask: EditorQuestions,
  { milliseconds, onLate }: Patience,
): Files {
  /** The folders of which nothing is answered. */
  const silent = new Set<string>();
  const answeredAt = new Map<string, number>();
  const late = new Map<string, unknown>();

  async function answerTo(uri: string, question: (uri: string) => Promise<unknown>): Promise<unknown> {
    if (late.has(uri)) {
      const answer = late.get(uri);
      late.delete(uri);
      return answer;
    }
    const folder = holderOf(uri, folders()) ?? '';
    if (silent.has(folder)) return SILENCE;
    const askedAt = performance.now();
    let isLate = false;
    const asked = question(uri)
      .catch(() => undefined)
      .then(answer => {
        answeredAt.set(folder, performance.now());
        if (!isLate) return answer;
        late.set(uri, answer);
        onLate(silent.delete(folder) ? folder : uri);
        return answer;
      });
    const answer = await inTime(asked, milliseconds);
    if (answer === SILENCE) {
      isLate = true;
      if ((answeredAt.get(folder) ?? 0) < askedAt) silent.add(folder);
    }
    return answer;
  }

  return {
    async read(uri) {
      if (!folders().some(folder => uri.startsWith(folder))) return { kind: 'outside' };
      const answer = await answerTo(uri, ask.readFile);
      if (answer === SILENCE) return noAnswer();
      if (!isRecord(answer)) return { kind: 'missing' };
      if (typeof answer.text === 'string') return answer.text;
      return isRefusal(answer.refusal) ? answer.refusal : { kind: 'missing' };
    },
    async list(folder) {
      const answer = await answerTo(folder, ask.listFolder);
      if (answer === SILENCE) return noAnswer();
      return Array.isArray(answer) ? answer.filter(isEntry) : [];
    },
  };
}

/** Stands for the answer that did not come. */
const SILENCE = Symbol('no answer');

async function inTime(answer: Promise<unknown>, milliseconds: number): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<typeof SILENCE>(resolve => {
    timer = setTimeout(resolve, milliseconds, SILENCE);
  });
  const first = await Promise.race([answer, over]);
  clearTimeout(timer);
  return first;
}

function noAnswer(): Refusal {
  return { kind: 'unreadable', reason: t('the editor gives no answer') };
}

function isRefusal(value: unknown): value is Refusal {
  if (!isRecord(value)) return false;
  return value.kind === 'missing' || (value.kind === 'unreadable' && typeof value.reason === 'string');
}

function isEntry(value: unknown): value is FolderEntry {
  return (
    isRecord(value) && typeof value.name === 'string' && (value.kind === 'file' || value.kind === 'folder')
  );
}

/** Files on disk through the one, all others through the other. */
export function filesByScheme(onDisk: Files, inEditor: Files): Files {
  const filesOf = (uri: string) => (uri.startsWith('file:') ? onDisk : inEditor);
  return {
    ...onDisk,
    read: uri => filesOf(uri).read(uri),
    list: folder => filesOf(folder).list(folder),
    tracked: async (tree, ...asked) => (await filesOf(tree.top).tracked?.(tree, ...asked)) ?? NOTHING_TRACKED,
  };
}
