/** A document of a file of several, in offsets of the file. */
export interface DocumentText {
  readonly start: number;
  readonly end: number;
}

const MARK = /^---(?=[ \t\r\n]|$)/gm;

/** Cuts a file at the lines that begin with `---`. Each document begins with its mark. */
export function cutDocuments(text: string): readonly DocumentText[] {
  const starts = [0];
  for (const { index } of text.matchAll(MARK)) if (index > 0) starts.push(index);
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }));
}

/** How many documents at the start of a text, and how many at its end, are as in an earlier version of it. */
export function unchanged(
  text: string,
  documents: readonly DocumentText[],
  earlierText: string,
  earlier: readonly DocumentText[],
): { readonly before: number; readonly behind: number } {
  const most = Math.min(documents.length, earlier.length);
  const isSame = (a: DocumentText | undefined, b: DocumentText | undefined) =>
    a !== undefined &&
    b !== undefined &&
    a.end - a.start === b.end - b.start &&
    text.slice(a.start, a.end) === earlierText.slice(b.start, b.end);
  let before = 0;
  while (before < most && isSame(documents[before], earlier[before])) before++;
  let behind = 0;
  while (behind < most - before && isSame(documents.at(-1 - behind), earlier.at(-1 - behind))) behind++;
  return { before, behind };
}
