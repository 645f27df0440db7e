import { afterHash, inPublish, inUrl } from '../../text/writing';
import { type Format, MAX_TEXT } from '../system';
import { readWorkflow } from './reading';
import { inPorts } from './writing';

/** Where GitHub looks for workflows. */
const WORKFLOW = /\/\.github\/workflows\/[^/]+\.ya?ml$/i;

/** Whether GitHub takes a file for a workflow by its place. */
export function isWorkflow(uri: string): boolean {
  return WORKFLOW.test(uri);
}

/** Workflows with services or containers; what the others say of ports, stands in their URLs. */
export const workflowFormat: Format = {
  id: 'actions',
  holds: (uri, text) => isWorkflow(uri) && /^\uFEFF?jobs[ \t]*:/m.test(text) && mayStartContainers(text),
  sizeLimit: MAX_TEXT / 4,
  hasParts: true,
  read: ({ text, uri }) => readWorkflow(text, uri),
  isComment: afterHash,
  writingIn: at => inPorts(at) ?? inPublish(at) ?? inUrl(at, true),
};

function mayStartContainers(text: string): boolean {
  return /[\s{,"'](?:services|container)["']?[ \t]{0,16}:/.test(text);
}
