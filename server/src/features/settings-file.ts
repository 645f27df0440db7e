import { applyEdits, modify } from 'jsonc-parser';
import type { WorkspaceEdit } from 'vscode-languageserver-types';
import type { RuleId } from '../rules/finding';
import { lineStarts, positionAt } from '../text/spans';
import type { EditSupport } from './edits';

/**
 * The edit that turns a rule off in a `portolan.json`, whose text is undefined where there is no such file.
 * Undefined where the file would have to be made and the editor cannot.
 */
export function turnOffRule(
  uri: string,
  text: string | undefined,
  rule: RuleId,
  { createsFiles, documentChanges }: EditSupport,
): WorkspaceEdit | undefined {
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: '\n' };
  const path = ['rules', rule];
  if (text === undefined || text.trim() === '') {
    if (text === undefined && !(createsFiles && documentChanges)) return undefined;
    const newText = `${applyEdits('{}', modify('{}', path, 'off', { formattingOptions }))}\n`;
    const start = { line: 0, character: 0 };
    const edits = [{ range: { start, end: positionAt(lineStarts(text ?? ''), text?.length ?? 0) }, newText }];
    if (text !== undefined) return { changes: { [uri]: edits } };
    return {
      documentChanges: [
        { kind: 'create', uri, options: { ignoreIfExists: true } },
        { textDocument: { uri, version: null }, edits },
      ],
    };
  }
  const starts = lineStarts(text);
  const edits = modify(text, path, 'off', { formattingOptions }).map(({ offset, length, content }) => ({
    range: { start: positionAt(starts, offset), end: positionAt(starts, offset + length) },
    newText: content,
  }));
  return { changes: { [uri]: edits } };
}
