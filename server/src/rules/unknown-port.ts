import type { Rule } from './rule';

/** What each system says of it stands in the folder of that system. */
export const unknownPort: Rule = {
  severity: 'error',
  summary: 'A name of a unit, or of a port, that leads nowhere.',
};
