import { t } from '@vscode/l10n';
import { mappedIn } from '../text/plain-text';
import type { SourceText } from '../text/source-text';
import { bareProject, leftOut, type Project, type ProjectRoot } from './project';
import type { Document, Reading } from './reading';
import type { Projects } from './system';
import { partsOfEntry } from './unit';

/** A job of continuous integration. */
interface Job {
  readonly id: SourceText;
}

/** How the jobs of a system become projects. */
interface JobsOf<One extends Job> {
  readonly system: string;
  /** The jobs of a document of the system. */
  readonly jobsIn: (reading: Reading) => readonly One[];
  /** What a job takes of the budget. */
  readonly partsOf: (job: One) => number;
  readonly projectOf: (job: One, document: Document, folder: string) => Project;
}

/** Makes the jobs of the files of a folder projects, each of its own. */
export function projectsOfJobs<One extends Job>(jobs: JobsOf<One>): Projects['readIn'] {
  const { system, jobsIn, partsOf, projectOf } = jobs;
  return (folder, files, find, budget) =>
    files.flatMap(uri => {
      const document = find(uri, system);
      if (typeof document === 'string') return [];
      const projects: Project[] = [];
      for (const job of jobsIn(document.reading)) {
        budget.left -= partsOf(job) * partsOfEntry({ name: job.id.value });
        if (budget.left < 0) {
          const problems = leftOut(budget, { uri, span: job.id.span });
          if (problems.length > 0)
            projects.push({ ...bareProject(system, rootOfJob(job, uri, folder), []), problems });
          break;
        }
        projects.push(projectOf(job, document, folder));
      }
      return projects;
    });
}

/** Each job runs on a machine of its own. */
export function rootOfJob({ id }: Job, uri: string, folder: string): ProjectRoot {
  return { files: [uri], folder, isByContent: true, part: id.value, isElsewhere: true };
}

/** The most that is searched of the scripts of a file for what they publish, in UTF-16 units: aliases may repeat them. */
const MAX_SCRIPTS = 256 * 1024;

/** What the scripts of a file publish, and the limit that leaves out some of them. */
export interface Scripts {
  readonly isMapped: (port: number) => boolean;
  readonly limits: readonly string[];
}

/** Looks for what scripts publish. */
export function readScripts(scripts: readonly string[]): Scripts {
  let left = MAX_SCRIPTS;
  const read: string[] = [];
  for (const script of scripts) {
    if (left < 0) break;
    read.push(script.slice(0, left));
    left -= script.length + 1;
  }
  const tooLong = t(
    'Its scripts are longer than {0} KB together, the most that Portolan reads.',
    MAX_SCRIPTS / 1024,
  );
  return { isMapped: mappedIn(read.join('\n')), limits: left < 0 ? [tooLong] : [] };
}

/** That jobs are left out, for what all of them take over of the variables and lines that they share would be more than this. */
export function tooMuchShared(most: number): string {
  return t(
    'Its jobs take over more than {0},000 variables and lines of what they share, the most that Portolan reads: further jobs are left out.',
    // In thousands, for languages mark these differently.
    most / 1000,
  );
}
