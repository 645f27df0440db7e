import type { System } from '../system';
import { kubernetesFormat, valuesFormat } from './format';
import { readProjects } from './project';
import { isKustomization } from './resource';

/** Kubernetes: what is applied together is a project: a kustomization, a chart, the manifests of a folder. */
export const kubernetes: System = {
  id: 'kubernetes',
  about: {
    name: 'Kubernetes',
    reads:
      'manifests, kustomizations, the templates and values of charts, clusters of kind and k3d, `skaffold.yaml`',
    links:
      'Services to pods, backends to Services, images to Dockerfiles, values to templates; names of ports like numbers',
    judges: 'what the API server refuses, and what it accepts and nobody reaches',
    checked: 'kube-apiserver 1.20: 523 manifests; `kubectl` 1.32: 320 kustomizations',
  },
  formats: [kubernetesFormat, valuesFormat],
  projects: {
    format: kubernetesFormat.id,
    isFound: isKustomization,
    besides: new Set(),
    readIn: readProjects,
  },
};
