/** What a system answers, by the command that is asked. */
export interface MachineSample {
  readonly name: string;
  readonly platform: NodeJS.Platform;
  readonly answers: Readonly<Record<string, string>>;
  /** Protocol, port, address, program, and whether it holds ports for containers. */
  readonly expected: readonly string[];
}

const PS = `  PID COMMAND
  300 /usr/libexec/timed
  400 /usr/sbin/mDNSResponder
  501 /opt/homebrew/opt/postgresql@16/bin/postgres -D /opt/homebrew/var/postgresql@16
  800 /Applications/Docker.app/Contents/MacOS/com.docker.backend services
  900 /System/Library/CoreServices/ControlCenter.app/Contents/MacOS/ControlCenter
`;

/** In the form of https://github.com/sindresorhus/pid-port/issues/14. */
const MACOS_26 = `Active Internet connections (including servers)
Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)          rxbytes      txbytes  rhiwat  shiwat          process:pid    state  options           gencnt    flags   flags1 usecnt rtncnt fltrs
tcp4       0      0  127.0.0.1.49515        127.0.0.1.49472        ESTABLISHED       118268        40208  408008  146988  Autodesk Fusion:22712  00002 00000000 000000000025c5ff 00000081 04000800      3      0 000000
tcp4       0      0  127.0.0.1.5432         *.*                    LISTEN                 0            0  131072  131072         postgres:501    00100 00000006 000000000025c5f1 00000000 00000800      1      0 000000
tcp6       0      0  ::1.5432               *.*                    LISTEN                 0            0  131072  131072         postgres:501    00100 00000006 000000000025c5f2 00000000 00000800      1      0 000000
tcp46      0      0  *.8080                 *.*                    LISTEN                 0            0  131072  131072  com.docker.backend:800 00100 00000006 000000000025c5f3 00000000 00000800      1      0 000000
tcp4       0      0  *.7000                 *.*                    LISTEN                 0            0  131072  131072    ControlCenter:900    00100 00000006 000000000025c5f4 00000000 00000800      1      0 000000
udp4       0      0  *.5353                 *.*                                           0            0  786896    9216    mDNSResponder:400    00100 00000006 000000000025c5f5 00000000 00000800      1      0 000000
udp6       0      0  fe80::1%lo0.123        *.*                                           0            0  786896    9216            timed:300    00100 00000006 000000000025c5f6 00000000 00000800      1      0 000000
udp4       0      0  *.*                    *.*                                           0            0  786896    9216            timed:300    00100 00000006 000000000025c5f7 00000000 00000800      1      0 000000
`;

const MACOS_15 = `Active Internet connections (including servers)
Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)      rxbytes  txbytes  rhiwat  shiwat    pid   epid state  options           gencnt    flags   flags1 usecnt rtncnt fltrs
tcp4       0      0  127.0.0.1.5432         *.*                    LISTEN             0        0  131072  131072    501      0 00100 00000006 000000000025c5f1 00000000 00000800      1      0 000000
tcp46      0      0  *.8080                 *.*                    LISTEN             0        0  131072  131072    800      0 00100 00000006 000000000025c5f3 00000000 00000800      1      0 000000
udp4       0      0  *.5353                 *.*                                       0        0  786896    9216    400      0 00100 00000006 000000000025c5f5 00000000 00000800      1      0 000000
`;

/** States in three languages, which no system mixes. */
const WINDOWS = `
Active Connections

  Proto  Local Address          Foreign Address        State           PID
  TCP    0.0.0.0:135            0.0.0.0:0              LISTENING       1100
  TCP    0.0.0.0:5432           0.0.0.0:0              ABHÖREN         700
  TCP    127.0.0.1:5433         0.0.0.0:0              NASŁUCHIWANIE   700
  TCP    127.0.0.1:5433         127.0.0.1:60000        ESTABLISHED     700
  TCP    [::]:8080              [::]:0                 LISTENING       800
  UDP    0.0.0.0:5353           *:*                                    400
  UDP    [fe80::1%12]:1900      *:*                                    9
`.replaceAll('\n', '\r\n');

const WINDOWS_PROCESSES = JSON.stringify([
  { ProcessId: 400, Caption: 'chrome.exe' },
  { ProcessId: 700, Caption: 'postgres.exe' },
  { ProcessId: 800, Caption: 'com.docker.backend.exe' },
  { ProcessId: 1100, Caption: 'svchost.exe' },
]);

const IPV6_ANY = '0:0:0:0:0:0:0:0';

export const MACHINE_SAMPLES: readonly MachineSample[] = [
  {
    name: 'macOS 26',
    platform: 'darwin',
    answers: { netstat: MACOS_26, ps: PS },
    expected: [
      'tcp 5432 127.0.0.1 postgres false',
      'tcp 5432 0:0:0:0:0:0:0:1 postgres false',
      'tcp 8080 any com.docker.backend services true',
      'tcp 7000 0.0.0.0 ControlCenter false',
      'udp 5353 0.0.0.0 mDNSResponder false',
      'udp 123 fe80:0:0:0:0:0:0:1 timed false',
    ],
  },
  {
    name: 'macOS 15',
    platform: 'darwin',
    answers: { netstat: MACOS_15, ps: PS },
    expected: [
      'tcp 5432 127.0.0.1 postgres false',
      'tcp 8080 any com.docker.backend services true',
      'udp 5353 0.0.0.0 mDNSResponder false',
    ],
  },
  {
    name: 'Windows',
    platform: 'win32',
    answers: { cmd: WINDOWS, 'powershell.exe': WINDOWS_PROCESSES },
    expected: [
      'tcp 135 0.0.0.0 svchost.exe false',
      'tcp 5432 0.0.0.0 postgres.exe false',
      'tcp 5433 127.0.0.1 postgres.exe false',
      `tcp 8080 ${IPV6_ANY} com.docker.backend.exe true`,
      'udp 5353 0.0.0.0 chrome.exe false',
      'udp 1900 fe80:0:0:0:0:0:0:1 undefined true',
    ],
  },
  { name: 'a Mac that answers nothing', platform: 'darwin', answers: { netstat: '', ps: '' }, expected: [] },
];
