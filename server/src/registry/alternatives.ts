/**
 * The unprivileged port that people use in the place of a system port: what the software's own documentation
 * offers where there is such a custom, else the port plus 1000, as DavMail and the Bitnami images do.
 */
export const UNPRIVILEGED_ALTERNATIVES: Readonly<Record<number, number>> = {
  20: 2020,
  21: 2121,
  22: 2222,
  23: 2323,
  25: 2525,
  // Not 5353, which is multicast DNS and taken on most desktops.
  53: 1053,
  // dnsmasq --dhcp-alternate-port
  67: 1067,
  68: 1068,
  69: 1069,
  79: 1079,
  80: 8080,
  81: 8081,
  82: 8082,
  83: 8083,
  84: 8084,
  85: 8085,
  88: 1088,
  110: 1110,
  119: 1119,
  123: 1123,
  139: 1139,
  143: 1143,
  161: 1161,
  162: 1162,
  179: 1179,
  389: 1389,
  443: 8443,
  444: 8444,
  445: 1445,
  465: 1465,
  // pymodbus
  502: 5020,
  514: 1514,
  515: 1515,
  // IANA's rtsp-alt
  554: 8554,
  587: 1587,
  631: 1631,
  636: 1636,
  853: 1853,
  873: 1873,
  989: 1989,
  990: 1990,
  993: 1993,
  995: 1995,
};
