// nvidia-smi on a host with GPUs: `-L` and a few fields of `--query-gpu`. Between a driver update and
// the reboot it fails as the real one does, because library and loaded module disagree.
import type { Call } from './call.ts';
import { installedDriver } from './hostState.ts';

export function nvidiaSmi({ machine, args, out }: Call): number {
  const { host, state } = machine;
  const library = installedDriver(state.packages);
  if (library !== state.driver) {
    out('Failed to initialize NVML: Driver/library version mismatch\n');
    out(`NVML library version: ${library?.split('.').slice(0, 2).join('.')}\n`);
    return 18;
  }
  const { model, count } = host.gpus ?? { model: '', count: 0 };
  const gpus = Array.from({ length: count }, (_, index) =>
    gpuFields(index, count, model, state.driver ?? ''),
  );
  if (args.join(' ') === '-L') {
    for (const gpu of gpus) out(`GPU ${gpu.index}: ${gpu.name} (UUID: ${gpu.uuid})\n`);
    return 0;
  }
  const fields = optionValue(args, '--query-gpu').split(',');
  const format = optionValue(args, '--format').split(',');
  const unknown = fields.find((field) => gpus[0]?.[field] === undefined);
  if (unknown !== undefined || format[0] !== 'csv') {
    out(`Field "${unknown ?? format[0]}" is not a valid field to query.\n\n`);
    return 2;
  }
  if (!format.includes('noheader')) out(`${fields.join(', ')}\n`);
  for (const gpu of gpus) out(`${fields.map((field) => gpu[field]).join(', ')}\n`);
  return 0;
}

function gpuFields(
  index: number,
  count: number,
  name: string,
  driver: string,
): Readonly<Record<string, string>> {
  const uuid = `GPU-00000000-0000-0000-0000-${String(index).padStart(12, '0')}`;
  return { index: String(index), count: String(count), name, uuid, driver_version: driver };
}

function optionValue(args: readonly string[], name: string): string {
  const word = args.find((arg) => arg.startsWith(`${name}=`));
  return word?.slice(name.length + 1) ?? '';
}
