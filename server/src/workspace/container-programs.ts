/** Programs that hold the ports of containers, in lower case; more may follow behind a separator, such as `.exe`. */
const CONTAINER_PROGRAMS = [
  'docker-proxy',
  'dockerd',
  'docker desktop',
  'com.docker',
  // As systems cut it off.
  'com.docke',
  'vpnkit',
  'orbstack',
  'rootlesskit',
  'rootlessport',
  'containers-rootlessport',
  'slirp4netns',
  'pasta',
  'passt',
  'conmon',
  'gvproxy',
  'limactl',
  'colima',
  // Rancher Desktop on Windows.
  'host-switch',
  // Windows' side of the Linux in which Docker runs.
  'wslrelay',
  'wslhost',
];

/** Whether a program holds ports for containers, by its name: Docker, Podman, or what stands for them. */
export function isContainerProgram(name: string): boolean {
  const plain = name.toLowerCase();
  return CONTAINER_PROGRAMS.some(
    known => plain.startsWith(known) && !/^[a-z0-9]/.test(plain.slice(known.length)),
  );
}
