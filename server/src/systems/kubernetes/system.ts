import type { System } from '../system';
import { kubernetesFormat, valuesFormat } from './format';
import { readProjects } from './project';
import { isKustomization } from './resource';

/** Kubernetes: what is applied together is a project: a kustomization, a chart, the manifests of a folder. */
export const kubernetes: System = {
  id: 'kubernetes',
  formats: [kubernetesFormat, valuesFormat],
  projects: {
    format: kubernetesFormat.id,
    isFound: isKustomization,
    besides: new Set(),
    readIn: readProjects,
  },
};
