// A host's variables, its groups' among them, to an asset's facts. Variables that begin with `patchtide_` set what Ansible has no word for:
// patchtide_environment, _owner, _os, _kernel, _maintenance_window, _kind, _criticality, _exposure, _stateless, _data.

import type { AssetText } from '../../schema/inventory.ts';
import { criticalities, exposures, kind } from '../../schema/vocabulary.ts';
import type { Location } from '../../text/span.ts';
import { complain, type Draft, type Stated } from './draft.ts';

export interface HostFacts {
  readonly facts: Partial<AssetText>;
  readonly fieldAt: Readonly<Record<string, Location>>;
}

/** Checks one value. @returns undefined where it can't be one. */
type Reader = (text: string) => unknown;

const oneOf =
  (words: readonly string[]): Reader =>
  (text) =>
    words.includes(text) ? text : undefined;

const OWN: Readonly<Record<string, { readonly field: keyof AssetText; readonly read: Reader }>> = {
  patchtide_environment: { field: 'environment', read: (text) => text },
  patchtide_owner: { field: 'owner', read: (text) => text },
  patchtide_os: { field: 'os', read: (text) => text },
  patchtide_kernel: { field: 'kernel', read: (text) => text },
  patchtide_maintenance_window: { field: 'maintenanceWindow', read: (text) => text },
  patchtide_kind: { field: 'kind', read: oneOf(kind.enum) },
  patchtide_criticality: { field: 'criticality', read: oneOf(criticalities) },
  patchtide_exposure: { field: 'exposure', read: oneOf(exposures) },
  patchtide_stateless: { field: 'stateless', read: booleanOf },
  patchtide_data: { field: 'data', read: wordsOf },
};

/** @param variables merged: what wins is in. */
export function factsOf(variables: ReadonlyMap<string, Stated>, draft: Draft): HostFacts {
  const facts: Record<string, unknown> = {};
  const fieldAt: Record<string, Location> = {};
  const address = first(variables, 'ansible_host', 'ansible_ssh_host');
  if (address) {
    facts.address = address.text;
    fieldAt.address = address.at;
  }
  const connection = connectionOf(variables, draft);
  if (connection) {
    facts.connection = connection.value;
    fieldAt.connection = connection.at;
  }
  for (const [name, stated] of variables) {
    if (!name.startsWith('patchtide_') || stated.text === '') continue;
    const entry = OWN[name];
    const value = entry?.read(stated.text);
    if (entry && value !== undefined) {
      facts[entry.field] = value;
      fieldAt[entry.field] = stated.at;
    } else
      complainOnce(
        draft,
        stated,
        entry ? `\`${stated.text}\` is no value of ${name}.` : `Patchtide knows no ${name}.`,
      );
  }
  return { facts: facts as Partial<AssetText>, fieldAt };
}

function connectionOf(variables: ReadonlyMap<string, Stated>, draft: Draft) {
  const user = first(variables, 'ansible_user', 'ansible_ssh_user');
  const port = first(variables, 'ansible_port', 'ansible_ssh_port');
  const become = first(variables, 'ansible_become');
  const becomeUser = first(variables, 'ansible_become_user');
  const number = Number(port?.text ?? Number.NaN);
  const isPort = Number.isInteger(number) && number >= 1 && number <= 65535;
  if (port && !isPort) complainOnce(draft, port, `\`${port.text}\` is no port.`);
  // Our `become` means becoming root.
  const root = becomeUser === undefined || becomeUser.text === 'root';
  const becomes = become && root ? booleanOf(become.text) : undefined;
  const at = (user ?? (isPort ? port : undefined) ?? (becomes === undefined ? undefined : become))?.at;
  if (!at) return undefined;
  const value = {
    ...(user && { user: user.text }),
    ...(isPort && { port: number }),
    ...(becomes !== undefined && { become: becomes }),
  };
  return { value, at };
}

function first(variables: ReadonlyMap<string, Stated>, ...names: readonly string[]): Stated | undefined {
  const stated = names.map((name) => variables.get(name)).find(Boolean);
  return stated === undefined || stated.text === '' ? undefined : stated;
}

function complainOnce(draft: Draft, stated: Stated, message: string): void {
  if (draft.said.has(stated)) return;
  draft.said.add(stated);
  complain(draft, stated.at, message, 'Correct the variable.');
}

/** Ansible's words for true and false: YAML 1.1's and some more. */
function booleanOf(text: string): boolean | undefined {
  if (/^(?:true|yes|on|y|t|1)$/i.test(text.trim())) return true;
  return /^(?:false|no|off|n|f|0)$/i.test(text.trim()) ? false : undefined;
}

/** `a,b`, or a list as Python and YAML's flow style write it. */
function wordsOf(text: string): readonly string[] {
  const bare = text.trim().replace(/^\[|\]$/g, '');
  return bare.split(',').flatMap((word) => word.trim().replace(/^(["'])(.*)\1$/, '$2') || []);
}
