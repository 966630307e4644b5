// The command line: words in, exit code out. The one guard around every command: a refusal is a message and 2, anything else that is thrown
// is a fault of ours and 3.

import { assertNever } from '../base/assertNever.ts';
import { Refusal } from '../base/refusal.ts';
import { jsonSchemaOf } from '../schema/jsonSchema.ts';
import { parseInvocation } from './arguments.ts';
import { runCheck } from './check.ts';
import { type ExitCode, exitCodes } from './exitCodes.ts';
import { runExplain } from './explain.ts';
import { printable } from './format/printable.ts';
import { helpText } from './help.ts';
import type { Invocation } from './invocation.ts';
import { runPlan } from './plan.ts';
import type { CliPorts } from './ports.ts';
import { runRun } from './run.ts';

export async function main(args: readonly string[], ports: CliPorts): Promise<ExitCode> {
  try {
    return await dispatch(parseInvocation(args), ports);
  } catch (error) {
    if (error instanceof Refusal) {
      const remedy = error.remedy === undefined ? '' : ` ${error.remedy}`;
      ports.err.write(`patchtide: ${printable(error.message + remedy)}\n`);
      return exitCodes.refused;
    }
    ports.err.write(`patchtide: internal error. Please report it.\n${stackOf(error)}\n`);
    return exitCodes.internal;
  }
}

async function dispatch(invocation: Invocation, ports: CliPorts): Promise<ExitCode> {
  switch (invocation.command) {
    case 'help':
      return print(helpText(invocation.about), ports);
    case 'version':
      return print(`${ports.version}\n`, ports);
    case 'schema':
      return print(`${JSON.stringify(jsonSchemaOf(invocation.kind), undefined, 2)}\n`, ports);
    case 'check':
      return runCheck(invocation, ports);
    case 'plan':
      return runPlan(invocation, ports);
    case 'run':
      return runRun(invocation, ports);
    case 'explain':
      return runExplain(invocation, ports);
    default:
      return assertNever(invocation);
  }
}

function print(text: string, { out }: CliPorts): ExitCode {
  out.write(text);
  return exitCodes.clean;
}

function stackOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return stack.split('\n').map(printable).join('\n');
}
