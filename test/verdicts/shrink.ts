import type { FileTexts } from '../unit/properties/projects';

/** So often an engine is asked for one difference: half a minute. */
const MAX_ASKED = 60;

/** Takes out files, services, entries and lines, each with what stands under it, as long as it `holds`. */
export async function shrink(
  files: FileTexts,
  holds: (fewer: FileTexts) => Promise<boolean>,
): Promise<FileTexts> {
  let asked = 0;
  const still = async (fewer: FileTexts) => asked++ < MAX_ASKED && (await holds(fewer));
  let best = files;
  for (const name of Object.keys(files)) {
    const { [name]: _, ...fewer } = best;
    if (await still(fewer)) best = fewer;
  }
  for (const name of Object.keys(best)) {
    for (let line = 0; line < linesOf(best, name).length; ) {
      const lines = linesOf(best, name);
      const fewer = {
        ...best,
        [name]: [...lines.slice(0, line), ...lines.slice(blockEnd(lines, line))].join('\n'),
      };
      if (await still(fewer)) best = fewer;
      else line++;
    }
  }
  return best;
}

function linesOf(files: FileTexts, name: string): readonly string[] {
  return (files[name] ?? '').split('\n');
}

/** Where what a line heads ends: at the next line that is indented no further. */
function blockEnd(lines: readonly string[], start: number): number {
  const indent = (line: string) => line.length - line.trimStart().length;
  const own = indent(lines[start] ?? '');
  const next = lines.findIndex((line, index) => index > start && line.trim() !== '' && indent(line) <= own);
  return next < 0 ? lines.length : next;
}
