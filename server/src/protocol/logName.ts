// The file name of a host's log. Shared by the runner, which writes it, and the views, which open it.

/** Safe on every file system whatever the host is called, different for different names, and readable for usual ones. */
export function logFileName(host: string): string {
  const safe = host.replace(/[^A-Za-z0-9_-]+/g, (text) => (text === '.' ? '.' : '_')).slice(0, 80);
  const usual =
    safe === host && /^[A-Za-z0-9]/.test(host) && !windowsDevice.test(host) && host === host.toLowerCase();
  return usual ? `${host}.log` : `_${safe.replace(/^\.+|\.+$/g, '')}-${fingerprint(host)}.log`;
}

/** Names that Windows takes for devices, with or without an extension. */
const windowsDevice = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** FNV-1a, twice with different seeds: 64 bits keep names of one run apart, no secret depends on it. */
function fingerprint(text: string): string {
  return [0x811c9dc5, 0x1b873593].map((seed) => fnv(text, seed).toString(16).padStart(8, '0')).join('');
}

function fnv(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
