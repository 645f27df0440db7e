import { expect, test } from 'vitest';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../../server/src/rules/settings';
import { renamedLines, sceneOf } from '../../support/scene';

const KIND = `kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
  - role: control-plane
    extraPortMappings:
      - containerPort: 30080
        hostPort: 8080
        listenAddress: "127.0.0.1"
      - containerPort: 30443
        hostPort: 8080
`;

const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  selector: {app: web}
  ports:
    - port: 80
      nodePort: 30080
`;

const K3D = `apiVersion: k3d.io/v1alpha5
kind: Simple
metadata: {name: local}
ports:
  - port: 8081:80
    nodeFilters: [loadbalancer]
  - port: 127.0.0.1:8081:443
`;

test.each([
  ['kind', KIND, 8080, '"cluster/kind"'],
  ['k3d', K3D, 8081, '"cluster/local"'],
])('a cluster of %s that asks for a host port twice is told', async (_name, text, port, name) => {
  const scene = await sceneOf({ 'cluster.yaml': text });
  const found = findingsIn(scene.workspace, scene.document('cluster.yaml'), DEFAULT_SETTINGS);
  const conflicts = found.filter(({ rule }) => rule === 'port-conflict');
  expect(conflicts).toHaveLength(2);
  for (const { message } of conflicts) expect(message).toContain(name);
  for (const { message } of conflicts) expect(message).toContain(String(port));
});

test.each([
  ['the cluster', { 'kind.yaml': KIND.replace('30080', '30‸080'), 'service.yaml': SERVICE }],
  ['the Service', { 'kind.yaml': KIND, 'service.yaml': SERVICE.replace('30080', '30‸080') }],
])('a port of the nodes moves with both, from %s', async (_name, files) => {
  const scene = await sceneOf(files);
  expect(renamedLines(scene, '30081')).toEqual([
    'kind.yaml:6 - containerPort: 30081',
    'service.yaml:9 nodePort: 30081',
  ]);
});
