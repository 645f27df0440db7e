import { t } from '@vscode/l10n';
import { hasNearlyAll, spend, type TooMuchWork } from '../text/effort';
import { fitsPattern, type Target } from '../text/included';
import { perObject } from '../text/per-object';
import { fileName, folderOf, parentOf, resolvePath } from '../text/uri';
import type { Document } from './reading';

/** What is known of the workspace's files; the same list for a folder as long as its documents are the same. */
export interface Files {
  document(uri: string): Document | undefined;
  documentsIn(folder: string, format: string): readonly Document[];
}

/** Files that include each other are followed so many steps, and so many of them are read. */
export const MAX_STEPS = 16;
export const MAX_FILES = 500;

/** The folders above a part that are looked through for what includes it. */
const MAX_ABOVE = 6;

/** The documents of a format in the folder of a file and in those above it, folder by folder: what includes it stands there. */
export function documentsAround(files: Files, uri: string, format: string): readonly (readonly Document[])[] {
  const found: (readonly Document[])[] = [];
  let folder = folderOf(uri);
  for (let steps = 0; steps < MAX_ABOVE; steps++, folder = parentOf(folder))
    found.push(files.documentsIn(folder, format));
  return found;
}

/** The documents of a format that a path leads to: the one of its name whatever it is, or those that fit its pattern. */
export function documentsAt(files: Files, target: Target, format: string): readonly Document[] {
  if (!target.isPattern) {
    const document = files.document(resolvePath(target.folder, target.name) ?? '');
    return document ? [document] : [];
  }
  const documents = files.documentsIn(target.folder, format);
  const names = namesOf(documents);
  const fits = fitsPattern(target.name);
  return documents.filter((_, index) => fits(names[index] ?? ''));
}

const namesOf = perObject((documents: readonly Document[]): readonly string[] =>
  documents.map(({ uri }) => fileName(uri)),
);

/** What is said where a program does nothing without the file that an include takes in, and there is none. */
export function missingText(path: string): string {
  return t('{0}: there is no file "{1}".', 'include', path);
}

/** What is said where an include leads out of what is read. */
export function outsideText(path: string): string {
  return t('{0}: "{1}" is outside the workspace: Portolan does not read it.', 'include', path);
}

/** A question to the files, and what they answered. */
type Answer =
  | { readonly kind: 'file'; readonly uri: string; readonly document: Document | undefined }
  | {
      readonly kind: 'folder';
      readonly folder: string;
      readonly format: string;
      readonly documents: readonly Document[];
    };

/** What was made of a file last, or nothing for it was too much; and what was asked for it. */
interface Last<Made> {
  made?: Made | undefined;
  answers?: ReadonlyMap<string, Answer> | undefined;
}

/**
 * Makes something of a file and of all that it includes, and keeps it for as long as each of these is the same: every part
 * of a configuration asks for it. Throws what `tooMuch` gives where making it was too much work, also when asked again, unless
 * it was for what else was asked with it.
 */
export function keptWhileSame<Reading extends object, Made>(
  make: (files: Files, uri: string, reading: Reading) => Made,
  tooMuch: () => TooMuchWork,
): (files: Files, uri: string, reading: Reading) => Made {
  const lastOf = perObject((_reading: Reading): Last<Made> => ({}));
  return (files, uri, reading) => {
    const last = lastOf(reading);
    if (!last.answers || ![...last.answers.values()].every(answer => isSame(files, answer))) {
      last.made = undefined;
      const answers = new Map<string, Answer>();
      last.answers = hasNearlyAll() ? answers : undefined;
      last.made = make(noting(files, answers), uri, reading);
      last.answers = answers;
    }
    if (last.made === undefined) throw tooMuch();
    return last.made;
  };
}

/** Files that note what they answer. */
function noting(files: Files, answers: Map<string, Answer>): Files {
  return {
    document(uri) {
      const document = files.document(uri);
      answers.set(uri, { kind: 'file', uri, document });
      return document;
    },
    documentsIn(folder, format) {
      const documents = files.documentsIn(folder, format);
      answers.set(`${format} ${folder}`, { kind: 'folder', folder, format, documents });
      return documents;
    },
  };
}

function isSame(files: Files, answer: Answer): boolean {
  spend();
  return answer.kind === 'file'
    ? files.document(answer.uri) === answer.document
    : files.documentsIn(answer.folder, answer.format) === answer.documents;
}
