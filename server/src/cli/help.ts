// What `--help` prints.

import type { CommandName } from './invocation.ts';

const OVERVIEW = `Patchtide: patch planning and inventory review.

Usage: patchtide <command> [options]

  check [dir]              problems in the inventories and policies of a folder
  plan [dir]               a patch plan for what is out of SLA, for assets or for an advisory
  run <plan>               run a reviewed plan against its hosts, or show what it would do
  explain <asset|code>     why an asset is where it is, or what a problem's code means
  schema <kind>            the JSON Schema of inventory, policy or plan files

  patchtide <command> --help    what a command takes
  patchtide --version

Exit codes: 0 clean, 1 findings or a run with failures, 2 wrong usage or a refusal, 3 internal error.
`;

const NOW = `  --now <instant>          judge as of then: 2026-11-23T12:00:00Z, or a date (its end, in UTC); default: now`;

const PAGES: Readonly<Record<CommandName, string>> = {
  check: `Usage: patchtide check [dir] [options]

Reads every inventory and policy in the folder (default: the current one) and prints what is wrong with them and what is
out of SLA.

  --format <format>        text (default), json, sarif, or github (annotations of a workflow)
  --fail-on <severity>     exit with 1 from this severity on: error (default), warning, or never
${NOW}

json and sarif are complete; text and github add up what would be a flood.
`,
  plan: `Usage: patchtide plan [dir] (--overdue | --asset <names> | --advisory <id>) [options]

Prints a patch plan: waves by ring, maintenance window and blackout, and what can't be placed with the reason.

  --overdue                for everything out of SLA
  --asset <a,b>            for these assets
  --advisory <id>          for every asset that needs this advisory or CVE
  --name <name>            the plan's name; default: made from what it is for and the date
  --out <file>             write it to this *.patch-plan.yaml instead; its policy is named relative to it
  --force                  replace the file if it is there
${NOW}
`,
  run: `Usage: patchtide run <plan> [options]

Starts a run of a reviewed plan and follows it. The run is a process of its own: it goes on if this one ends. Ctrl+C asks it
to finish the hosts in flight; again, to stop between steps; once more, to stop at once.

  --dry-run                look at every host and change nothing
  --yes, -y                start it; nothing is asked
  --dir <folder>           the workspace folder; default: the plan's
  --override-stale <why>   run though assets, advisories or policy have changed since; the reason is recorded
  --override-window <why>  run though the window is closed; the reason is recorded
${NOW}
  --ssh-config <file>      an OpenSSH configuration; also --ssh-identity, --ssh-known-hosts (files), --ssh-program, and
                           --ssh-timeout (seconds until an unreachable host is given up)

Exit codes: 0 completed, 1 completed with errors, failed or stopped, 2 refused: nothing was done.
`,
  explain: `Usage: patchtide explain <asset|code> [dir] [options]

For an asset: what is known of it and who says so, its pending patches, the rules that bind each, when they are due and why.
For a code such as sla/overdue: what it means and what helps.

${NOW}
`,
  schema: `Usage: patchtide schema <inventory|policy|plan>

Prints the JSON Schema (draft 2020-12), for other editors and validators.
`,
};

export function helpText(about: CommandName | undefined): string {
  return about === undefined ? OVERVIEW : PAGES[about];
}
